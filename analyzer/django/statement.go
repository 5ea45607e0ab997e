package django

import (
	"regexp"
	"strings"
)

// Forms of a question about a setting or a part of it: "DATABASES: is it a
// dict", "is SECRET_KEY weak", "MEDIA_URL: does it end with a slash".
var (
	isIt    = regexp.MustCompile(`^(.+?):? is it (.+)$`)
	isNamed = regexp.MustCompile(`^is ([A-Z][A-Z0-9_]*) (.+)$`)
	doesIt  = regexp.MustCompile(`^(.+?):? does it (\w+)(.*)$`)
)

// answers says the two answers to a question, as statements where its form is
// known: "SECRET_KEY is weak", "SECRET_KEY is not weak". A question that names
// nothing is about the subject.
func answers(question, subject string) (yes, no string) {
	if strings.HasPrefix(question, "is it ") || strings.HasPrefix(question, "does it ") {
		question = subject + ": " + question
	}
	m := isIt.FindStringSubmatch(question)
	if m == nil {
		m = isNamed.FindStringSubmatch(question)
	}
	if m != nil {
		return m[1] + " is " + m[2], m[1] + " is " + opposite(m[2])
	}
	if m = doesIt.FindStringSubmatch(question); m != nil {
		return m[1] + " " + third(m[2]) + m[3], m[1] + " does not " + m[2] + m[3]
	}
	return "the answer to \"" + question + "?\" is yes", "the answer to \"" + question + "?\" is no"
}

// opposite is what something is that is not what is said.
func opposite(what string) string {
	if rest, ok := strings.CutPrefix(what, "none of "); ok {
		return "one of " + rest
	}
	if rest, ok := strings.CutPrefix(what, "no "); ok {
		if strings.ContainsAny(rest[:min(1, len(rest))], "aeiou") {
			return "an " + rest
		}
		return "a " + rest
	}
	if rest, ok := strings.CutPrefix(what, "neither "); ok {
		return strings.Replace(rest, " nor ", " or ", 1)
	}
	return "not " + what
}

// third is a verb as it follows a name.
func third(verb string) string {
	if verb == "have" {
		return "has"
	}
	return verb + "s"
}
