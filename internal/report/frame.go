package report

import (
	"fmt"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A frame is a line of a file with a mark under what is meant.
type frame struct {
	number string // of the line
	text   string // made safe to print
	mark   string // blanks, then carets
}

// tabStop is how far apart tabs stop.
const tabStop = 4

// frameOf quotes the line of a span in at most room columns.
func (p *printer) frameOf(s source.Span, rule *analyzer.Rule, room int) (frame, bool) {
	file, text, ok := line(p.report, s)
	if !ok {
		return frame{}, false
	}
	from, to := region(s, text)
	shown, redacted := p.redactor.line(file, s.Line, rule)
	if redacted {
		from, to = wholeLine(shown)
	}
	text, mark := crop(cells(shown), from, to, room)
	return frame{fmt.Sprint(s.Line), text, mark}, true
}

// region gives the part of the first line of a span, in characters counted
// from 0, the end exclusive. It is never empty.
func region(s source.Span, text string) (from, to int) {
	length := len([]rune(text))
	from = min(max(s.Column-1, 0), length)
	to = s.EndColumn - 1
	if s.EndLine > s.Line {
		to = length
	}
	return from, max(min(to, length), from+1)
}

// wholeLine is all of a line but the blanks around it.
func wholeLine(text string) (from, to int) {
	trimmed := strings.TrimLeft(text, " \t")
	from = len([]rune(text)) - len([]rune(trimmed))
	return from, max(from+len([]rune(strings.TrimRight(trimmed, " \t"))), from+1)
}

// A cell is how one character is shown.
type cell struct {
	text  string
	width int
}

// cells shows each character of a line: tabs as blanks, harmful characters as
// escapes.
func cells(text string) []cell {
	var row []cell
	at := 0
	for _, r := range text {
		shown := string(r)
		switch {
		case r == '\t':
			shown = strings.Repeat(" ", tabStop-at%tabStop)
		case harmful(r):
			shown = escaped(r)
		}
		row = append(row, cell{shown, columns(shown)})
		at += columns(shown)
	}
	return row
}

// crop cuts a row down to room columns around what is marked, and draws the
// mark.
func crop(row []cell, from, to, room int) (text, mark string) {
	left, right := window(row, from, room)
	var line, under strings.Builder
	if left > 0 {
		line.WriteString(hidden)
		under.WriteByte(' ')
	}
	for i := left; i < right; i++ {
		line.WriteString(row[i].text)
		under.WriteString(strings.Repeat(underline(i, from, to), row[i].width))
	}
	if right < len(row) {
		line.WriteString(hidden)
	}
	if from >= len(row) {
		under.WriteByte('^') // just after the end of the line
	}
	return strings.TrimRight(line.String(), " "), strings.TrimRight(under.String(), " ")
}

func underline(i, from, to int) string {
	if i >= from && i < to {
		return "^"
	}
	return " "
}

// window chooses the cells that fit into room columns: from the start of the
// line if what is marked begins there, else from a little before it.
func window(row []cell, from, room int) (left, right int) {
	room = max(room, 20)
	before := 0
	for i := 0; i < min(from, len(row)); i++ {
		before += row[i].width
	}
	if before > room*2/3 && total(row) > room {
		for before > room/3 {
			before -= row[left].width
			left++
		}
		room--
	}
	used := 0
	for right = left; right < len(row) && used+row[right].width <= room-1; right++ {
		used += row[right].width
	}
	if right == len(row)-1 && used+row[right].width <= room {
		right++
	}
	return left, right
}

func total(row []cell) int {
	n := 0
	for _, c := range row {
		n += c.width
	}
	return n
}
