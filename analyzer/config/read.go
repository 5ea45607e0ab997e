package config

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// Bounds of a configuration: its bytes, the characters of a text in it, and the
// tables of a list.
const (
	maxText   = 1 << 20
	maxWord   = 1000
	maxTables = 1000
)

// Find reads the configuration at the root of a tree: deploycheck.toml, or the
// table tool.deploycheck of pyproject.toml. Where there is neither it is the
// zero Config. The error is an *Error.
func Find(tree *source.Tree) (*Config, error) {
	found := &Config{}
	for _, name := range []string{Name, Pyproject} {
		if !tree.Exists(name) {
			continue
		}
		file, err := tree.Read(name)
		if err != nil {
			if name == Pyproject {
				continue // whether it speaks to us cannot be told
			}
			return found, &Error{Span: source.Span{File: name}, Text: "the configuration cannot be read: " + err.Error()}
		}
		c, err := Read(file)
		switch {
		case err != nil:
			return found, err
		case c.File != "" && found.File != "":
			text := fmt.Sprintf("%s has a table tool.deploycheck, and there is %s too", name, found.File)
			return found, &Error{Span: source.Span{File: name}, Text: text, Hint: "keep one of the two"}
		case c.File != "":
			found = c
		}
	}
	return found, nil
}

// Read reads one file of configuration: of pyproject.toml the table
// tool.deploycheck, which may be missing, of any other file the whole. The error
// is an *Error.
func Read(file *source.File) (*Config, error) {
	r := &reader{file: file}
	if len(file.Text) > maxText {
		return nil, &Error{Span: source.Span{File: file.Path}, Text: "the configuration is too large"}
	}
	top, err := parse(file.Text)
	if err != nil {
		return r.unreadable(err)
	}
	if isPyproject(file.Path) {
		if top = toolTable(top); top == nil {
			return &Config{}, nil
		}
	}
	c := r.config(top)
	if r.err != nil {
		return nil, r.err
	}
	return c, nil
}

func isPyproject(name string) bool { return path.Base(name) == Pyproject }

// toolTable is the table tool.deploycheck of pyproject.toml; nil if it is not
// there.
func toolTable(top *node) *node {
	tool := top.find("tool")
	if tool == nil {
		return nil
	}
	ours := tool.val.find("deploycheck")
	if ours == nil {
		return nil
	}
	return ours.val
}

// unreadable says how a file is no TOML. A pyproject.toml that does not name us
// is for others to complain of.
func (r *reader) unreadable(err error) (*Config, error) {
	if isPyproject(r.file.Path) && !strings.Contains(r.file.Text, "deploycheck") {
		return &Config{}, nil
	}
	at := 0
	var syntax *syntaxError
	if errors.As(err, &syntax) {
		at = syntax.at
	}
	return nil, &Error{Span: r.file.Span(at, at), Text: strings.TrimPrefix(err.Error(), "toml: ")}
}

// A reader makes a configuration of a tree of TOML. The first thing that is
// wrong is kept, and reading goes on as if it were right.
type reader struct {
	file *source.File
	err  *Error
}

func (r *reader) keep(err *Error) {
	if r.err == nil {
		r.err = err
	}
}

func (r *reader) fail(at source.Span, hint, format string, args ...any) {
	r.keep(&Error{Span: at, Text: fmt.Sprintf(format, args...), Hint: hint})
}

func (r *reader) span(at extent) source.Span { return r.file.Span(at.from, at.to) }

// unknown refuses a key that is none of those that a table takes.
func (r *reader) unknown(p *pair, where string, known ...string) {
	r.keep(&Error{Span: r.span(p.extent), Text: fmt.Sprintf("%s has no key %q", where, p.name), Word: p.name, Known: known})
}

// oneOf refuses a word that is none of some.
func (r *reader) oneOf(w Word, key string, known []string) {
	if !slices.Contains(known, w.Text) {
		r.keep(&Error{Span: w.Span, Text: fmt.Sprintf("%s = %q is not known", key, w.Text), Word: w.Text, Known: known})
	}
}

// Levels are the words that fail-on takes.
var Levels = []string{"error", "warning", "note", "none"}

func (r *reader) config(top *node) *Config {
	c := &Config{File: r.file.Path}
	if top.kind != unstable.Table {
		r.fail(r.span(top.extent), "write [tool.deploycheck]", "the configuration is no table")
		return c
	}
	for _, p := range top.pairs {
		switch p.name {
		case "fail-on":
			c.FailOn = r.word(p)
			r.oneOf(c.FailOn, p.name, Levels)
		case "skip":
			c.Skip = r.words(p)
		case "attest":
			for _, t := range r.tables(p) {
				c.Attests = append(c.Attests, r.attest(t))
			}
		case "ignore":
			for _, t := range r.tables(p) {
				c.Ignores = append(c.Ignores, r.ignore(t))
			}
		default:
			r.unknown(p, "the configuration", "attest", "fail-on", "ignore", "skip")
		}
	}
	r.twice(c.Attests)
	return c
}

// word is the text of a key, which must not be empty.
func (r *reader) word(p *pair) Word {
	if p.val.kind != unstable.String {
		r.fail(r.span(p.extent), fmt.Sprintf("write %s = \"…\"", p.name), "%s is no text", p.name)
	} else if strings.TrimSpace(p.val.text) == "" {
		r.fail(r.span(p.extent), "", "%s is empty", p.name)
	} else if utf8.RuneCountInString(p.val.text) > maxWord {
		r.fail(r.span(p.extent), "", "%s is longer than %d characters", p.name, maxWord)
	}
	return Word{Text: p.val.text, Span: r.span(p.val.extent)}
}

// words are the texts of a list.
func (r *reader) words(p *pair) []Word {
	if p.val.kind != unstable.Array {
		r.fail(r.span(p.extent), fmt.Sprintf("write %s = [\"…\"]", p.name), "%s is no list", p.name)
	}
	var all []Word
	for _, n := range p.val.list {
		all = append(all, r.word(&pair{extent: n.extent, name: p.name, val: n}))
	}
	return all
}

// tables are the tables of a list of them.
func (r *reader) tables(p *pair) []*node {
	all := p.val.list
	if p.val.kind != unstable.Array {
		r.fail(r.span(p.extent), fmt.Sprintf("write [[%s]] above each", p.name), "%s is no list of tables", p.name)
	}
	if len(all) > maxTables {
		r.fail(r.span(p.extent), "", "there are more than %d [[%s]]", maxTables, p.name)
		return nil
	}
	for _, n := range all {
		if n.kind != unstable.Table {
			r.fail(r.span(n.extent), fmt.Sprintf("write [[%s]] above each", p.name), "%s is no list of tables", p.name)
			return nil
		}
	}
	return all
}

// date is the day of a key: a date of TOML, or the same as a text.
func (r *reader) date(p *pair) Date {
	d := Date{Span: r.span(p.val.extent)}
	day, err := time.Parse(time.DateOnly, p.val.text)
	if err != nil || p.val.kind != unstable.LocalDate && p.val.kind != unstable.String {
		r.fail(r.span(p.extent), fmt.Sprintf("write %s = 2027-01-31", p.name), "%s is no date", p.name)
	}
	d.Time = day
	return d
}

func (r *reader) ignore(t *node) *Ignore {
	i := &Ignore{}
	for _, p := range t.pairs {
		switch p.name {
		case "rule":
			i.Rule = r.word(p)
		case "path":
			i.Path = r.word(p)
			r.glob(p, i.Path)
		case "advisory":
			i.Advisory = r.word(p)
		case "package":
			i.Package = r.word(p)
		case "reason":
			i.Reason = r.word(p)
		case "until":
			i.Until = r.date(p)
		default:
			r.unknown(p, "[[ignore]]", "advisory", "package", "path", "reason", "rule", "until")
		}
	}
	r.must(t, i.Rule, "ignore", "rule", "which rule is meant")
	r.must(t, i.Reason, "ignore", "reason", "why the finding is accepted")
	return i
}

// must refuses a table without a key that it needs.
func (r *reader) must(t *node, w Word, table, key, what string) {
	if !w.Given() {
		r.fail(r.span(t.extent), fmt.Sprintf("write %s = …: %s", key, what), "[[%s]] has no %s", table, key)
	}
}

// attest reads an attestation. What it says of a day and of the catalogue is
// for others to judge.
func (r *reader) attest(t *node) *Attest {
	a := &Attest{Span: r.span(t.extent)}
	words := map[string]*Word{
		"item": &a.Item, "by": &a.By, "every": &a.Every, "evidence": &a.Evidence, "note": &a.Note, "deployment": &a.Deployment,
	}
	for _, p := range t.pairs {
		switch word := words[p.name]; {
		case p.name == "on":
			a.On = r.date(p)
		case p.name == "until":
			a.Until = r.date(p)
		case word == nil:
			r.unknown(p, "[[attest]]", "by", "deployment", "every", "evidence", "item", "note", "on", "until")
		default:
			*word = r.word(p)
		}
	}
	r.must(t, a.Item, "attest", "item", "which item of the checklist is meant")
	r.must(t, a.By, "attest", "by", "who says so")
	r.must(t, Word{Span: a.On.Span}, "attest", "on", "the day on which it was so")
	if a.Item.Given() {
		a.Span = a.Item.Span
	}
	r.life(a)
	r.evidence(a.Evidence)
	return a
}

// life refuses an attestation that counts until nobody knows when, or too long.
func (r *reader) life(a *Attest) {
	if a.Every.Given() {
		r.oneOf(a.Every, "every", Cadences())
	}
	switch {
	case a.Every.Given() && a.Until.Given():
		r.fail(a.Until.Span, "keep one of the two", "[[attest]] has both every and until")
	case a.Until.Given() && a.Until.Before(a.On.Time):
		r.fail(a.Until.Span, "", "until = %s lies before on = %s", a.Until, a.On)
	case a.Until.Given() && a.Until.After(a.On.AddDate(0, 0, MaxLife)):
		r.fail(a.Until.Span, "write a day up to "+a.On.AddDate(0, 0, MaxLife).Format(time.DateOnly), "until = %s lies more than %d days after on = %s", a.Until, MaxLife, a.On)
	}
}

// evidence refuses what is neither a link nor a path of the repository.
func (r *reader) evidence(w Word) {
	if !w.Given() || IsLink(w.Text) || fs.ValidPath(path.Clean(w.Text)) && !strings.Contains(w.Text, "://") {
		return
	}
	r.fail(w.Span, "write https://…, or a path below the folder that is judged", "evidence = %q is neither a link nor a path of the repository", w.Text)
}

// IsLink reports whether evidence is a link rather than a path.
func IsLink(evidence string) bool {
	return strings.HasPrefix(evidence, "https://") || strings.HasPrefix(evidence, "http://")
}

// twice refuses two attestations of the same thing.
func (r *reader) twice(all []*Attest) {
	seen := map[[2]string]source.Span{}
	for _, a := range all {
		key := [2]string{a.Item.Text, a.Deployment.Text}
		if first, ok := seen[key]; ok {
			r.fail(a.Span, "keep the newer one", "%s is attested twice: %s has it too", a.Item.Text, first)
		}
		seen[key] = a.Span
	}
}
