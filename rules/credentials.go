package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A leaf is a value in a setting, however deep, with the name it goes by.
type leaf struct {
	name string // of the setting or of the key that holds it: "API_SECRET"
	path string // from the setting on: `CLOUDINARY_STORAGE["API_SECRET"]`
	alt  value.Alt
}

// maxDepth is how deep leaves are looked for.
const maxDepth = 6

// leaves lists the values in a setting that are neither dict nor list.
func leaves(s *analyzer.Setting) []leaf {
	var list []leaf
	for _, a := range s.Value.Alts() {
		list = grow(list, leaf{s.Name, s.Name, a}, 0)
	}
	return list
}

func grow(list []leaf, l leaf, depth int) []leaf {
	if l.alt.When == value.False || depth > maxDepth {
		return list
	}
	branch := func(name, path string, when *value.Cond, v *value.Value) {
		for _, a := range v.Alts() {
			a.When = a.When.And(when).And(l.alt.When)
			list = grow(list, leaf{name, path, a}, depth+1)
		}
	}
	switch v := l.alt.Plain.(type) {
	case *value.Dict:
		for _, e := range v.Entries {
			if key, ok := e.Key.(value.Str); ok {
				branch(string(key), fmt.Sprintf("%s[%q]", l.path, clip(string(key))), e.When, e.Val)
			}
		}
	case *value.Seq:
		for _, e := range v.Elems {
			branch(l.name, l.path, e.When, e.Val)
		}
	default:
		list = append(list, l)
	}
	return list
}

var (
	// passwordName matches names of passwords, whatever these look like.
	passwordName = regexp.MustCompile(`(?i)(^|_)(password|passwd|pwd|passphrase)$`)
	// keyName matches names of what is generated, and so looks like it.
	keyName = regexp.MustCompile(`(?i)(^|_)((api|client|app|webhook|consumer|signing|shared)_?)?(secret|token|secret_?key|secret_access_key|access_key_secret)$|` +
		`(?i)(^|_)(api|private|signing|encryption|fernet|jwt|auth)_?key$`)
	// publicName matches names of what browsers are given, or of names.
	publicName = regexp.MustCompile(`(?i)public|publishable|site_?key|maps|mapbox|analytics|firebase|posthog|mixpanel|algolia|cookie|csrf|header|field|test`)
	// harmless matches settings that tell what is done with passwords.
	harmless = regexp.MustCompile(`(?i)rate|limit|throttl|forms|serializers|templates|messages|labels|scopes|validators|hashers|logging`)
	// unmistakable matches credentials by how their issuers write them.
	unmistakable = regexp.MustCompile(`^(sk_live_|rk_live_|ghp_|github_pat_|glpat-|xox[bap]-|SG\.[\w-]{20})|hooks\.slack\.com/services/T|-----BEGIN [A-Z ]*PRIVATE KEY-----`)
	// urlCredential matches addresses with a password in them.
	urlCredential = regexp.MustCompile(`^[a-z][a-z0-9+.-]*://([^/@\s:]*):([^/@\s]+)@([^/@\s:]*)`)
	// dottedName matches names of classes and modules.
	dottedName = regexp.MustCompile(`^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$`)
	// stopgap matches texts that stand for a credential and are none.
	stopgap = regexp.MustCompile(`(?i)change|replace|your|example|placeholder|insecure|dummy|default|override|password|passwort|enter|put.?|set.?me|` +
		`(^|[^a-z])(test|dev|demo|fake|xxx+|todo|none|null|blank|local|sample|foo|bar|here|not|no|secret|token|key)([^a-z]|$)|\.\.\.`)
)

// credential says in words what the text of a leaf is, if it is a credential;
// in doubt it says nothing.
func credential(l leaf, text string) string {
	name := l.name
	switch {
	case placeholder(text), publicName.MatchString(name), harmless.MatchString(l.path), strings.HasPrefix(text, "6LeIxAcT"): // Google's keys for tests
		return ""
	case urlPassword(text) != "":
		return "an address with a password"
	case unmistakable.MatchString(text):
		return "a key"
	case stopgap.MatchString(text), strings.Contains(text, "://"), strings.HasPrefix(text, "/"), dottedName.MatchString(text):
		return ""
	case passwordName.MatchString(name) && strings.TrimSpace(text) != "":
		return "a password"
	case keyName.MatchString(name) && looksGenerated(text):
		return "a key"
	}
	return ""
}

// urlPassword gives the password in an address, unless it is RabbitMQ's own
// or only good on the same machine.
func urlPassword(text string) string {
	m := urlCredential.FindStringSubmatch(text)
	if m == nil || placeholder(m[2]) || m[2] == "guest" {
		return ""
	}
	switch m[3] {
	case "localhost", "127.0.0.1", "0.0.0.0", "":
		return ""
	}
	return m[2]
}

// looksGenerated tells texts that no person would write: long, without
// blanks, with letters and digits mixed in one piece.
func looksGenerated(text string) bool {
	distinct := map[rune]bool{}
	for _, r := range text {
		if unicode.IsSpace(r) || r > unicode.MaxASCII {
			return false
		}
		distinct[r] = true
	}
	return len(text) >= 12 && len(distinct) >= 6 && slices.ContainsFunc(pieces(text), mixed)
}

// pieces cuts a text at everything that is neither a letter nor a digit.
func pieces(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// mixed reports whether a piece of eight or more has letters and digits, the
// digits not only at its end.
func mixed(piece string) bool {
	word := strings.TrimRightFunc(piece, unicode.IsDigit)
	return len(piece) >= 8 && strings.ContainsFunc(word, unicode.IsDigit) && strings.ContainsFunc(word, unicode.IsLetter)
}
