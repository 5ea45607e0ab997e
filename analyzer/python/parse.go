package python

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	sitter "github.com/smacker/go-tree-sitter"

	"github.com/deploycheck/deploycheck/analyzer/python/grammar"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

const (
	// parseLimit ends the parse of text made to be slow, in microseconds.
	parseLimit = 2_000_000
	// maxDepth is how deep expressions and statements may stand inside each
	// other; Python itself stops at 100 indents and 200 brackets.
	maxDepth = 500
	// maxIndents bounds the different indents of a file. The grammar saves
	// the open ones in a buffer that several hundred overflow.
	maxIndents = 250
)

// language is the grammar with its table of kinds.
type language struct {
	*sitter.Language
	kinds kinds
}

var load = sync.OnceValues(func() (language, error) {
	l, err := grammar.Language()
	if err != nil {
		return language{}, err
	}
	return language{l, newKinds(l)}, nil
})

// Parse reads a file. It always gives a module; its notes, which begin with
// those of the file, say what is not known of it.
func Parse(file *source.File) *Module {
	module := &Module{File: file, Notes: file.Notes[:len(file.Notes):len(file.Notes)]}
	if indents(file.Text) > maxIndents {
		module.giveUp("it is indented too deeply")
		return module
	}
	language, err := load()
	if err != nil {
		module.giveUp(err.Error())
		return module
	}
	c := &converter{file: file, text: file.Text, kinds: language.kinds, names: map[region]*BadStmt{}}
	if err := c.parse(language.Language); err != nil {
		module.giveUp("it takes too long to read")
		return module
	}
	module.Body = c.body
	module.Notes = append(module.Notes, c.notes...)
	return module
}

// parse fills c.body.
func (c *converter) parse(language *sitter.Language) error {
	tree, err := c.tree(language)
	if err != nil {
		return err
	}
	defer tree.Close()
	c.convert(c.kinds.node(tree.RootNode()))
	return nil
}

// tree parses the text, once more after a repair if there are errors in it.
func (c *converter) tree(language *sitter.Language) (*sitter.Tree, error) {
	tree, err := parseText(language, c.text)
	if err != nil || !tree.RootNode().HasError() {
		return tree, err
	}
	text, damage := c.repair()
	if text != c.text {
		tree.Close()
		if tree, err = parseText(language, text); err != nil {
			return nil, err
		}
	}
	c.damage = merge(append(damage, c.findDamage(tree)...))
	return tree, nil
}

// maxRuns bounds how often a damaged file is converted.
const maxRuns = 10

// convert fills c.body from a tree. Each run may find more damage, where
// tree-sitter saw nothing wrong; the next then knows of it from the start.
func (c *converter) convert(root node) {
	for range maxRuns {
		c.run(root)
		damage := merge(append(c.faults, c.damage...))
		if slices.Equal(damage, c.damage) {
			break
		}
		c.damage = damage
	}
	damage := c.damage
	if len(damage) > 0 {
		c.damage = merge(append(c.suspects(), damage...))
		c.run(root)
	}
	c.noteDamage(damage)
}

func (c *converter) run(root node) {
	c.notes, c.faults, c.lost = nil, nil, nil
	if root.kind == kindError { // around all there is
		c.body = []Stmt{c.badStmt(root)}
	} else {
		c.body = c.statements(root)
	}
}

// parseText uses a new parser each time: one that was stopped by its limit
// would go on with the old text.
func parseText(language *sitter.Language, text string) (*sitter.Tree, error) {
	parser := sitter.NewParser()
	defer parser.Close()
	parser.SetLanguage(language)
	parser.SetOperationLimit(parseLimit)
	return parser.ParseCtx(context.Background(), nil, []byte(text))
}

// indents counts the different indents that lines of the text have.
func indents(text string) int {
	seen := map[uint16]bool{}
	for text != "" {
		width, rest := indentWidth(text)
		seen[width] = true
		_, text, _ = strings.Cut(rest, "\n")
	}
	return len(seen)
}

// indentWidth measures the indent of a line as the grammar does: a backslash
// at the end of a line carries it over to the next.
func indentWidth(text string) (width uint16, rest string) {
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == ' ':
			width++
		case text[i] == '\t':
			width += 8
		case text[i] == '\f':
			width = 0
		case strings.HasPrefix(text[i:], "\\\n"):
			i++
		default:
			return width, text[i:]
		}
	}
	return width, ""
}

// giveUp makes the module one in which anything may have been set.
func (m *Module) giveUp(reason string) {
	text := m.File.Text
	place := m.File.Span(0, len(text))
	m.Body = []Stmt{&BadStmt{At: At{place}, Names: assignedNames(text), Any: true}}
	m.Notes = append(m.Notes, source.Note{
		Span: m.File.Span(0, 0),
		Text: fmt.Sprintf("could not be parsed: %s; values set there are unknown", reason),
	})
}

// A converter turns the tree of one file into our own.
type converter struct {
	file  *source.File
	text  string
	kinds kinds

	damage []region            // where the text is not Python, sorted, in whole lines
	faults []region            // more of it, found on the way
	lost   []region            // what was given up, in the order of the text
	names  map[region]*BadStmt // what was found in a region

	body       []Stmt
	notes      []source.Note
	depth      int
	generators []*bool // for each function around, whether it has a yield
	alias      alias   // the one being looked for
}

// noteOnce leaves a note at the first place that it is true of.
func (c *converter) noteOnce(n node, text string) {
	said := slices.ContainsFunc(c.notes, func(note source.Note) bool { return note.Text == text })
	if !said {
		c.notes = append(c.notes, source.Note{Span: c.place(n).Place, Text: text})
	}
}

// enter counts one level of nesting and tells whether it is one too many.
func (c *converter) enter(n node) bool {
	c.depth++
	if c.depth == maxDepth {
		c.noteOnce(n, "is nested too deeply from here on; what is inside is unknown")
	}
	return c.depth < maxDepth
}

func (c *converter) leave() { c.depth-- }
