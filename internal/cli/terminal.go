package cli

import (
	"io"
	"os"
	"strconv"

	"golang.org/x/term"
)

// terminal reports whether a person watches.
func (a *app) terminal() bool {
	file, ok := a.Stdout.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// Lines longer than maxWidth are hard to read, however wide the terminal.
const (
	defaultWidth = 80
	maxWidth     = 120
)

// width is how many columns lines of text may have.
func (a *app) width() int {
	if n, err := strconv.Atoi(a.Env["COLUMNS"]); err == nil && n > 0 {
		return min(n, maxWidth)
	}
	if file, ok := a.Stdout.(*os.File); ok {
		if n, _, err := term.GetSize(int(file.Fd())); err == nil && n > 0 {
			return min(n, maxWidth)
		}
	}
	return defaultWidth
}

// print writes to standard output.
func (a *app) print(text string) error {
	_, err := io.WriteString(a.Stdout, text)
	return err
}
