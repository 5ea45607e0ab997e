package report

import (
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// GitHub recognises an alert by a hash of the text from its line on, which
// survives changes above the line. Its upload action computes the hash if a
// report lacks it, other ways of uploading do not; so reports carry it.
//
// The hash rolls over the text in UTF-16 units, blanks and tabs left out and
// every line end made a newline. It covers a window of 100 units from the
// first one of the line: h = h*37 + unit, less what leaves the window, in 64
// bits. After the text come one unit 65535 and zeros until each line has its
// window full. The result is hexadecimal, with a count of how often it has
// come up in the file.

const (
	hashWindow = 100
	hashBase   = 37
	hashEnd    = 65535
)

// lineHashes gives the hash of each line of a text, the first line's at 0.
func lineHashes(text string) []string {
	h := lineHasher{counts: map[uint64]int{}}
	for i := range h.lines {
		h.lines[i] = -1
	}
	h.leaving = 1
	for range hashWindow {
		h.leaving *= hashBase
	}
	lineStart := true
	for _, unit := range hashUnits(text) {
		h.flush()
		if lineStart {
			h.lines[h.at] = len(h.hashes)
			h.hashes = append(h.hashes, "")
		}
		lineStart = unit == '\n'
		h.roll(unit)
	}
	for range hashWindow {
		h.flush()
		h.roll(0)
	}
	return h.hashes
}

// hashUnits is what of a text goes into the hash.
func hashUnits(text string) []uint16 {
	text = strings.NewReplacer(" ", "", "\t", "", "\r\n", "\n", "\r", "\n").Replace(text)
	return append(utf16.Encode([]rune(text)), hashEnd)
}

type lineHasher struct {
	window  [hashWindow]uint16
	lines   [hashWindow]int // line that starts at this place of the window, or -1
	at      int             // place of the window that is written next
	sum     uint64
	leaving uint64 // hashBase to the power of hashWindow
	counts  map[uint64]int
	hashes  []string
}

// flush finishes the line whose first unit is about to leave the window.
func (h *lineHasher) flush() {
	line := h.lines[h.at]
	if line < 0 {
		return
	}
	h.counts[h.sum]++
	h.hashes[line] = strconv.FormatUint(h.sum, 16) + ":" + strconv.Itoa(h.counts[h.sum])
	h.lines[h.at] = -1
}

func (h *lineHasher) roll(unit uint16) {
	h.sum = h.sum*hashBase + uint64(unit) - h.leaving*uint64(h.window[h.at])
	h.window[h.at] = unit
	h.at = (h.at + 1) % hashWindow
}

// otherEncoding finds the declaration of an encoding other than UTF-8.
var otherEncoding = regexp.MustCompile(`^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)`)

// hashable gives the text that GitHub would hash for a file, which it reads
// as UTF-8; false if the file is anything else.
func hashable(f *source.File) (string, bool) {
	if len(f.Notes) > 0 || strings.ContainsRune(f.Text, utf8.RuneError) {
		return "", false
	}
	if path.Ext(f.Path) == ".py" && declaresOther(f) {
		return "", false
	}
	if f.BOM {
		return "\uFEFF" + f.Text, true
	}
	return f.Text, true
}

// declaresOther reports whether a Python file with characters outside ASCII
// names an encoding other than UTF-8.
func declaresOther(f *source.File) bool {
	ascii := !strings.ContainsFunc(f.Text, func(r rune) bool { return r >= utf8.RuneSelf })
	if ascii || f.BOM {
		return false
	}
	for n := 1; n <= 2; n++ {
		if m := otherEncoding.FindStringSubmatch(f.Line(n)); m != nil {
			return !strings.HasPrefix(strings.ToLower(m[1]), "utf")
		}
	}
	return false
}

// A hasher remembers the hashes of files.
type hasher map[*source.File][]string

// line is the hash of a line of a file; empty if it cannot be told.
func (h hasher) line(f *source.File, n int) string {
	hashes, ok := h[f]
	if !ok {
		if text, can := hashable(f); can {
			hashes = lineHashes(text)
		}
		h[f] = hashes
	}
	if n < 1 || n > len(hashes) {
		return ""
	}
	return hashes[n-1]
}
