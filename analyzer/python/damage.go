package python

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	sitter "github.com/smacker/go-tree-sitter"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// When a file is not valid Python, tree-sitter goes on and marks what it had
// to skip (ERROR) or to make up (MISSING). What stands beside such a mark can
// look healthy and be wrong: of
//
//	ALLOWED_HOSTS = ["a", "b"
//	DEBUG = True
//
// it makes the one assignment ALLOWED_HOSTS = True. So every line that a mark
// touches is damaged, and so is every simple statement with a damaged line. It
// is converted to a BadStmt with all the names in it, after an Assign of Bad if
// that is what it seems to be. As damage may hide where a block begins or
// ends, the names that are damaged inside a compound statement are repeated
// after it: they are unknown whichever way it went.

// A region is a part of the text, in whole lines.
type region struct{ start, end int }

// lines widens a part of the text to whole lines, without the last newline.
func (c *converter) lines(start, end int) region {
	first, _ := c.file.Position(start)
	last, _ := c.file.Position(end)
	start, end = c.file.Offset(first, 1), c.file.Offset(last+1, 1)
	if last < c.file.Lines() {
		end--
	}
	return region{start, end}
}

// findDamage gives the damaged lines of a tree with errors.
func (c *converter) findDamage(tree *sitter.Tree) []region {
	return c.findErrors(nil, c.kinds.node(tree.RootNode()), 0)
}

func (c *converter) findErrors(found []region, n node, depth int) []region {
	if !n.ts.HasError() && !n.ts.IsMissing() {
		return found
	}
	before := len(found)
	if n.kind != kindError && depth < 2*maxDepth {
		for _, child := range c.children(n) {
			found = c.findErrors(found, child, depth+1)
		}
	}
	if len(found) == before { // an error, or around one that has no node
		found = append(found, c.lines(n.start(), n.end()))
	}
	return found
}

// merge sorts regions and joins those that overlap or follow each other.
func merge(regions []region) []region {
	slices.SortFunc(regions, func(a, b region) int { return cmp.Compare(a.start, b.start) })
	var merged []region
	for _, r := range regions {
		if last := len(merged) - 1; last >= 0 && r.start <= merged[last].end+1 {
			merged[last].end = max(merged[last].end, r.end)
		} else {
			merged = append(merged, r)
		}
	}
	return merged
}

// damaged gives the damage that touches a part of the text.
func (c *converter) damaged(start, end int) []region {
	first, _ := slices.BinarySearchFunc(c.damage, start, func(r region, at int) int { return cmp.Compare(r.end, at) })
	last := first
	for last < len(c.damage) && c.damage[last].start <= end {
		last++
	}
	return c.damage[first:last]
}

func (c *converter) isDamaged(n node) bool { return len(c.damaged(n.start(), n.end())) > 0 }

// fault records that text which tree-sitter accepts is not Python after all.
func (c *converter) fault(n node) *Bad {
	c.faults = append(c.faults, c.lines(n.start(), n.end()))
	return c.bad(n)
}

// suspects gives the lines before damaged ones. An error shows after the place
// where it was made, so a statement that ends there may have lost its end.
func (c *converter) suspects() []region {
	var found []region
	for _, r := range c.damage {
		for end := r.start - 1; end > 0; {
			line := c.lines(end, end)
			text := strings.TrimSpace(c.text[line.start:line.end])
			if text != "" && text[0] != '#' {
				if !strings.HasSuffix(text, ":") { // the head of the block
					found = append(found, line)
				}
				break
			}
			end = line.start - 1
		}
	}
	return found
}

func (c *converter) bad(n node) *Bad { return &Bad{c.place(n)} }

// badStmt stands for the lines of a statement that is damaged.
func (c *converter) badStmt(n node) *BadStmt {
	r := c.lines(n.start(), n.end())
	for _, d := range c.damaged(r.start, r.end) {
		r = region{min(r.start, d.start), max(r.end, d.end)}
	}
	c.lost = append(c.lost, r)
	return c.unknown(n, []region{r})
}

// unknown stands for the names in some regions. Those of a single region are
// shared by all that stand for it.
func (c *converter) unknown(n node, regions []region) *BadStmt {
	bad := &BadStmt{At: c.place(n)}
	if len(regions) == 1 {
		in := c.namesIn(regions[0])
		bad.Names, bad.Any = in.Names, in.Any
		return bad
	}
	for _, r := range regions {
		in := c.namesIn(r)
		bad.Names = append(bad.Names, in.Names...)
		bad.Any = bad.Any || in.Any
	}
	bad.Names = distinct(bad.Names)
	return bad
}

// namesIn looks for the names in a region, once: many statements may lie in it.
func (c *converter) namesIn(r region) *BadStmt {
	found, ok := c.names[r]
	if !ok {
		text := c.text[r.start:r.end]
		found = &BadStmt{Names: names(text), Any: anyName.MatchString(text)}
		c.names[r] = found
	}
	return found
}

// says reports whether the last statement of a list is what bad is: of many
// statements in one region, the first speaks for all.
func says(list []Stmt, bad *BadStmt) bool {
	if len(list) == 0 {
		return false
	}
	last, ok := list[len(list)-1].(*BadStmt)
	return ok && last.Any == bad.Any && same(last.Names, bad.Names)
}

func same(a, b []string) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// aftermath repeats after a compound statement what is damaged in it, and what
// was lost to that.
func (c *converter) aftermath(n node, lost []region) (*BadStmt, bool) {
	regions := merge(append(lost[:len(lost):len(lost)], c.damaged(n.start(), n.end())...))
	return c.unknown(n, regions), len(regions) > 0
}

var (
	identifier = regexp.MustCompile(`[\pL_][\pL\p{Mn}\pN_]*`)
	assignment = regexp.MustCompile(`([\pL_][\pL\p{Mn}\pN_]*)[ \t]*=`)
	// anyName is what sets names that the text itself does not show.
	anyName = regexp.MustCompile(`\bfrom\b.*\*|\bimport[\s\\(]*\*|\b(exec|execfile|globals|locals|vars|setattr|include)\b`)
)

// keywords cannot be names.
var keywords = strings.Fields(`False None True and as assert async await break class continue def del elif else
	except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield`)

// names gives the identifiers in a text, sorted.
func names(text string) []string {
	return distinct(identifier.FindAllString(text, -1))
}

// assignedNames gives the identifiers before an "=".
func assignedNames(text string) []string {
	var found []string
	for _, m := range assignment.FindAllStringSubmatch(text, -1) {
		found = append(found, m[1])
	}
	return distinct(found)
}

func distinct(found []string) []string {
	slices.Sort(found)
	found = slices.Compact(found)
	return slices.DeleteFunc(found, func(name string) bool { return slices.Contains(keywords, name) })
}

// noteDamage leaves one note for the file, at its first damaged line.
func (c *converter) noteDamage(damage []region) {
	if len(damage) == 0 {
		return
	}
	first := damage[0]
	text := fmt.Sprintf("could not fully parse: %s; values set there are unknown", c.lineList(damage))
	c.notes = append(c.notes, source.Note{Span: c.file.Span(first.start, first.end), Text: text})
}

// lineList names the first damaged lines.
func (c *converter) lineList(damage []region) string {
	const most = 3
	var list []string
	for _, r := range damage[:min(len(damage), most)] {
		from, _ := c.file.Position(r.start)
		to, _ := c.file.Position(r.end)
		if from == to {
			list = append(list, fmt.Sprintf("line %d", from))
		} else {
			list = append(list, fmt.Sprintf("lines %d to %d", from, to))
		}
	}
	if more := len(damage) - most; more > 0 {
		list = append(list, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(list, ", ")
}
