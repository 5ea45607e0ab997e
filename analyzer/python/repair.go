package python

import (
	"regexp"
	"strings"
)

// Some text that is not Python can be made so without moving a byte, so that
// the lines around it are understood. A repair is tried on files with errors
// only; what it covers stays damaged, except where it corrects tree-sitter.

var (
	// conflict is a line that an unfinished merge leaves behind.
	conflict = regexp.MustCompile(`(?m)^(?:<{7}|\|{7}|={7}|>{7})(?: .*)?$`)
	// tag is a statement or comment of a template language.
	tag = regexp.MustCompile(`(?s)\{%[-+]?\s*(\w*).*?%\}|\{#.*?#\}`)
	// alignment is a format such as {price:=8}, which the grammar takes for
	// a walrus and then stumbles over.
	alignment = regexp.MustCompile(`\{[^{}:"'\n]*:=[^{}\n]*\}`)
)

// repair gives the text as it is to be parsed, and what of it stays damaged.
func (c *converter) repair() (string, []region) {
	text := []byte(c.text)
	damage := c.conflicts(text)
	damage = append(damage, c.tags(text)...)
	for _, at := range alignment.FindAllIndex(text, -1) {
		part := text[at[0]:at[1]]
		if colon := strings.Index(string(part), ":="); balanced(string(part[:colon])) {
			part[colon+1] = '<'
		}
	}
	return string(text), damage
}

func balanced(text string) bool {
	return strings.Count(text, "(") == strings.Count(text, ")") &&
		strings.Count(text, "[") == strings.Count(text, "]")
}

// conflicts makes comments of the marks of a merge. All between the first and
// the last of them is damaged.
func (c *converter) conflicts(text []byte) []region {
	var damage []region
	for _, at := range conflict.FindAllIndex(text, -1) {
		mark := text[at[0]]
		text[at[0]] = '#'
		if last := len(damage) - 1; mark == '<' || last < 0 {
			damage = append(damage, region{at[0], at[1]})
		} else {
			damage[last].end = at[1]
		}
	}
	return damage
}

// tags blanks what a template engine would act on. All between a tag and the
// one that ends it is damaged: it may be left out, or be there many times.
func (c *converter) tags(text []byte) []region {
	var damage []region
	var open []int // where the tags begin that are not ended yet
	for _, at := range tag.FindAllSubmatchIndex(text, -1) {
		start := at[0]
		switch word := submatch(text, at); {
		case opensBlock(word):
			open = append(open, start)
		case strings.HasPrefix(word, "end") && len(open) > 0:
			start = open[len(open)-1]
			open = open[:len(open)-1]
		}
		damage = append(damage, c.lines(start, at[1]))
		blank(text[at[0]:at[1]])
	}
	if len(open) > 0 {
		damage = append(damage, region{open[0], len(text)})
	}
	return damage
}

// submatch is the first group of a match, or "".
func submatch(text []byte, at []int) string {
	if at[2] < 0 {
		return ""
	}
	return string(text[at[2]:at[3]])
}

func opensBlock(word string) bool {
	switch word {
	case "if", "for", "block", "raw", "macro", "call", "filter", "with", "autoescape", "trans", "comment", "verbatim":
		return true
	}
	return false
}

// blank overwrites all but line ends with spaces.
func blank(text []byte) {
	for i, b := range text {
		if b != '\n' {
			text[i] = ' '
		}
	}
}
