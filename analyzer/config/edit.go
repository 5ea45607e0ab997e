package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A Renewal is an attestation that is to stand in a configuration. What is
// empty stays as it is.
type Renewal struct {
	Item, Deployment   string // which one it is
	By, Evidence, Note string
	On                 time.Time
	Every              Cadence
	Until              time.Time
	Endless            bool // it has neither: what it had goes
}

// Renew writes an attestation into the text of a configuration: into the table
// that the item has, or into a new one at the end. All other text stays as it
// is. The name of the file says which table is ours. The error is an *Error.
func Renew(name, text string, r Renewal) (string, error) {
	if _, err := Read(source.NewFile(name, []byte(text))); err != nil {
		return "", err
	}
	top, err := parse(text)
	if err != nil {
		return "", &Error{Span: source.Span{File: name}, Text: err.Error()}
	}
	header := "attest"
	if isPyproject(name) {
		top, header = toolTable(top), "tool.deploycheck.attest"
	}
	e := &edit{text: text, newline: "\n"}
	if strings.Contains(text, "\r\n") {
		e.newline = "\r\n"
	}
	if table := attested(top, r); table == nil {
		e.add(header, r)
	} else if table.inline {
		return "", byHand(name, "the attestations stand in brackets")
	} else {
		e.renew(table, r)
	}
	return e.done(name, r)
}

// byHand is the error about a file that is not changed.
func byHand(name, why string) error {
	return &Error{Span: source.Span{File: name}, Text: why + ", so the file is left as it is", Hint: "write a table [[attest]] of its own for each, then try again"}
}

// attested is the table of an attestation; nil if there is none.
func attested(top *node, r Renewal) *node {
	if top == nil || top.find("attest") == nil {
		return nil
	}
	for _, table := range top.find("attest").val.list {
		if table.word("item") == r.Item && table.word("deployment") == r.Deployment {
			return table
		}
	}
	return nil
}

// word is the text of a key of a table; empty if it has none.
func (n *node) word(key string) string {
	if p := n.find(key); p != nil && p.val.kind == unstable.String {
		return p.val.text
	}
	return ""
}

// An edit is what is changed in a text: pieces of it, none of which overlap.
type edit struct {
	text    string
	newline string
	pieces  []piece
}

type piece struct {
	extent
	text string
}

// settings are the keys and values of a renewal that are given, in the order
// in which they are written.
func (r Renewal) settings() [][2]string {
	all := [][2]string{{"by", quote(r.By)}, {"on", r.On.Format(time.DateOnly)}, {"every", quote(string(r.Every))}}
	if !r.Until.IsZero() {
		all = append(all, [2]string{"until", r.Until.Format(time.DateOnly)})
	}
	all = append(all, [2]string{"evidence", quote(r.Evidence)}, [2]string{"note", quote(r.Note)})
	return slices.DeleteFunc(all, func(s [2]string) bool { return s[1] == `""` })
}

// add writes a new table at the end.
func (e *edit) add(header string, r Renewal) {
	var lines []string
	if e.text != "" {
		if !strings.HasSuffix(e.text, "\n") {
			lines = append(lines, "")
		}
		lines = append(lines, "")
	}
	lines = append(lines, "[["+header+"]]", "item = "+quote(r.Item))
	if r.Deployment != "" {
		lines = append(lines, "deployment = "+quote(r.Deployment))
	}
	for _, s := range r.settings() {
		lines = append(lines, s[0]+" = "+s[1])
	}
	end := len(e.text)
	e.pieces = append(e.pieces, piece{extent{end, end}, strings.Join(lines, e.newline) + e.newline})
}

// renew changes a table: values where they stand, new keys below the last one.
func (e *edit) renew(table *node, r Renewal) {
	ends := r.Endless || r.Every != "" || !r.Until.IsZero()
	for _, key := range []string{"every", "until"} {
		if p := table.find(key); ends && p != nil && !slices.ContainsFunc(r.settings(), func(s [2]string) bool { return s[0] == key }) {
			e.drop(p)
		}
	}
	last := 0
	for _, p := range table.pairs {
		last = max(last, p.end)
	}
	last = e.lineEnd(last)
	for _, s := range r.settings() {
		if p := table.find(s[0]); p != nil {
			e.pieces = append(e.pieces, piece{p.val.extent, s[1]})
		} else {
			e.pieces = append(e.pieces, piece{extent{last, last}, e.newline + s[0] + " = " + s[1]})
		}
	}
}

// drop takes the lines of a key out.
func (e *edit) drop(p *pair) {
	start := strings.LastIndexByte(e.text[:p.from], '\n') + 1
	end := e.lineEnd(p.end)
	if start > 0 {
		start -= len(e.newlineBefore(start)) // the end of the line above
	}
	e.pieces = append(e.pieces, piece{extent{start, end}, ""})
}

// newlineBefore is the end of the line that ends before an offset.
func (e *edit) newlineBefore(at int) string {
	if strings.HasSuffix(e.text[:at], "\r\n") {
		return "\r\n"
	}
	return "\n"
}

// lineEnd is where the line of an offset ends.
func (e *edit) lineEnd(at int) int {
	rest := strings.IndexByte(e.text[at:], '\n')
	if rest < 0 {
		return len(e.text)
	}
	return at + len(strings.TrimSuffix(e.text[at:at+rest], "\r"))
}

// done makes the new text, and holds it against what it was to say.
func (e *edit) done(name string, r Renewal) (string, error) {
	slices.SortStableFunc(e.pieces, func(a, b piece) int { return cmp.Compare(a.from, b.from) })
	var b strings.Builder
	at := 0
	for _, p := range e.pieces {
		b.WriteString(e.text[at:p.from] + p.text)
		at = p.to
	}
	text := b.String() + e.text[at:]
	c, err := Read(source.NewFile(name, []byte(text)))
	if err != nil {
		return "", byHand(name, fmt.Sprintf("the attestation does not fit in (%v)", err))
	}
	for _, a := range c.Attests {
		if a.Item.Text == r.Item && a.Deployment.Text == r.Deployment && a.On.Equal(r.On) {
			return text, nil
		}
	}
	return "", byHand(name, "the attestation does not fit in")
}

// quote writes a text as a basic string of TOML.
// https://toml.io/en/v1.0.0#string
func quote(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
