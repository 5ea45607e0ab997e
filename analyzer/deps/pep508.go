package deps

import (
	"regexp"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A clause is a requirement as PEP 508 writes it, its parts as offsets into the
// text that it was read from.
// https://packaging.python.org/en/latest/specifications/dependency-specifiers/
type clause struct {
	Requirement
	end              int // of the requirement, what its marker says left off
	pinFrom, pinUpTo int // of the specifier; both 0 if it has none
}

var (
	// named matches the name of a package and its extras.
	named = regexp.MustCompile(`^\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[([^\]\[]*)\])?\s*`)
	// bounds matches a version specifier, bound one clause of it.
	bounds = regexp.MustCompile(`^\s*(?:===|==|~=|!=|<=|>=|<|>)\s*[^\s,;()=<>~]+(?:\s*,\s*(?:===|==|~=|!=|<=|>=|<|>)\s*[^\s,;()=<>~]+)*\s*,?\s*$`)
	bound  = regexp.MustCompile(`(===|==|~=|!=|<=|>=|<|>)\s*([^\s,]+)`)
	// versionLike matches what can be a version: PEP 440, wildcards and old
	// spellings included, and nothing that a template left behind.
	versionLike = regexp.MustCompile(`(?i)^v?[0-9][0-9a-z.!+_*-]*$`)
	// pieces matches what templates put in.
	pieces = regexp.MustCompile(`\{\{|\{%|\$\{|\$\(|<%|%\(|\{[a-z_]+\}`)
)

// parseClause reads a requirement; false if it is none.
func parseClause(text string) (clause, bool) {
	m := named.FindStringSubmatchIndex(text)
	if m == nil {
		return clause{}, false
	}
	c := clause{Requirement: Requirement{Name: Normalise(text[m[2]:m[3]])}, end: len(strings.TrimRight(text[:m[1]], " \t"))}
	if m[4] >= 0 {
		c.Extras = extrasOf(text[m[4]:m[5]])
	}
	rest := text[m[1]:]
	if strings.HasPrefix(rest, "@") {
		c.address(rest, m[1])
		return c, true
	}
	spec, marker, _ := strings.Cut(rest, ";")
	c.Marker = strings.Join(strings.Fields(marker), " ")
	return c, c.bounded(spec, m[1])
}

func extrasOf(list string) []string {
	var all []string
	for _, e := range strings.Split(list, ",") {
		if e = strings.TrimSpace(e); e != "" {
			all = append(all, Normalise(e))
		}
	}
	return all
}

// address takes "@ URL ; marker". A semicolon is only the marker's after a
// blank: one in the address belongs to it.
func (c *clause) address(rest string, at int) {
	c.Reason = reasonOf(strings.TrimSpace(rest[1:]))
	c.end = at + len(strings.TrimRight(rest, " \t\n"))
	if i := strings.Index(rest, " ;"); i >= 0 {
		c.end = at + len(strings.TrimRight(rest[:i], " \t"))
		c.Marker = strings.Join(strings.Fields(rest[i+2:]), " ")
	}
}

// reasonOf says why what an address leads to has no version that could be told.
func reasonOf(address string) string {
	switch {
	case strings.HasPrefix(address, "git+"), strings.HasPrefix(address, "hg+"), strings.HasPrefix(address, "svn+"), strings.HasPrefix(address, "bzr+"),
		strings.HasPrefix(address, "git:"), strings.HasPrefix(address, "git@"):
		return fromRepository
	case strings.Contains(address, "://") && !strings.HasPrefix(address, "file:"):
		return fromAddress
	}
	return fromFolder
}

// bounded takes a version specifier, which may stand in parentheses; false if
// the text is none.
func (c *clause) bounded(spec string, at int) bool {
	text := strings.TrimSpace(spec)
	at += strings.Index(spec, text)
	end := at + len(text)
	if strings.HasPrefix(text, "(") && strings.HasSuffix(text, ")") {
		inner := strings.TrimSpace(text[1 : len(text)-1])
		at += 1 + strings.Index(text[1:], inner)
		text = inner
	}
	if text == "" {
		return true
	}
	c.end, c.pinFrom, c.pinUpTo = end, at, at+len(text)
	if pieces.MatchString(text) {
		c.Reason = fromTemplate
		return true
	}
	if !bounds.MatchString(text) {
		c.Reason = notPEP440
		return strings.ContainsAny(text[:1], "=<>~!^")
	}
	c.specify(text)
	return true
}

// specify takes a specifier that is well formed.
func (c *clause) specify(text string) {
	c.Specifier, c.Version = specifier(text)
	if c.Specifier == "" {
		c.Reason = notPEP440
	}
}

// specifier writes a specifier without blanks, and gives the version that it
// pins; both are empty if one of its versions is none.
func specifier(text string) (spec, version string) {
	var parts []string
	for _, m := range bound.FindAllStringSubmatch(text, -1) {
		if m[1] != "===" && !versionLike.MatchString(m[2]) {
			return "", ""
		}
		if m[1] == "===" || m[1] == "==" && !strings.Contains(m[2], "*") {
			version = m[2]
		}
		parts = append(parts, m[1]+m[2])
	}
	return strings.Join(parts, ","), version
}

// ParseRequirement reads a requirement that a command names at a place:
// "Django==4.2", "git+https://…"; false if it is none. The places of the result
// are that of the command.
func ParseRequirement(text string, at source.Span) (Requirement, bool) {
	if local.MatchString(text) {
		return Requirement{}, false
	}
	if isAddress(text) {
		name := addressed(text)
		return Requirement{Name: name, Reason: reasonOf(text), Span: at}, name != "" && strings.Contains(text, "://")
	}
	c, ok := parseClause(text)
	c.Span = at
	if c.pinUpTo > 0 {
		c.Pin = at
	}
	return c.Requirement, ok
}
