package rules

import (
	"slices"
	"strings"
	"unicode"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// DatabasePasswordWeak catches database passwords that are guessed at once.
// https://docs.djangoproject.com/en/stable/ref/settings/#password
var DatabasePasswordWeak = &analyzer.Rule{
	ID:        "database-password-weak",
	Title:     "The database password is weak",
	Item:      "database-password",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "A `PASSWORD` in `DATABASES`, written or as a default, that is shorter than 12 characters, made of one kind of character, the name of the user or of the database, or one that every list of passwords has.",
	Why:       "Database servers seldom slow guessing down: once the port can be reached, such a password holds for minutes.",
	Fix:       "Generate one, `openssl rand -base64 24`, and hand it in from outside: `\"PASSWORD\": os.environ[\"DB_PASSWORD\"]`.",
	CWE:       521,
	ASVS:      "2.10.2",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/settings/#password",
		"https://cheatsheetseries.owasp.org/cheatsheets/Database_Security_Cheat_Sheet.html",
	},
	Check: checkDatabasePasswordWeak,
}

func checkDatabasePasswordWeak(p *analyzer.Pass) {
	list := withPasswords(p)
	if len(list) == 0 {
		noServer(p)
	}
	for _, d := range list {
		names := append(texts(d.part(p, "USER")), texts(d.part(p, "NAME"))...)
		password := d.part(p, "PASSWORD")
		j := judgeIn(p, password, p.Where(password, "is it weak", func(v value.Plain) value.Truth {
			text, ok := analyzer.Text(v)
			if !ok {
				return doubt(v)
			}
			return value.Is(!noPassword(v) && passwordFault(text, names) != "")
		}), d.world)
		if text, _ := analyzer.Text(j.About.Plain); j.Fails() {
			p.Report(j, "the password of database %q %s%s, so it is guessed at once", d.alias, passwordFault(text, names), j.When())
			continue
		}
		judgePasswordGiven(p, d, password)
	}
}

// judgePasswordGiven leaves open whether all is well with a database without
// a password: that is for servers that know the user otherwise.
func judgePasswordGiven(p *analyzer.Pass, d server, password *analyzer.Setting) {
	none := p.Where(password, "is there none", func(v value.Plain) value.Truth { return value.Is(noPassword(v)) })
	world := d.world.And(p.Where(d.part(p, "ENGINE"), "does it have a server", hasServer))
	if !world.Meets(none) {
		return
	}
	if j := judgeIn(p, password, none, world); j.Fails() {
		p.Doubts("the settings give database %q no password%s, so its server decides who may use it", d.alias, unless(j))
	}
}

// noPassword tells values of PASSWORD that are none: nothing, and what stands
// in for one.
func noPassword(v value.Plain) bool {
	switch v.(type) {
	case value.Unset, value.None:
		return true
	}
	text, ok := analyzer.Text(v)
	return ok && (text == "" || standsIn(text))
}

// texts lists the texts that a setting may be.
func texts(s *analyzer.Setting) []string {
	var list []string
	for _, a := range s.Value.Alts() {
		if t, ok := analyzer.Text(a.Plain); ok && t != "" {
			list = append(list, t)
		}
	}
	return list
}

// commonPasswords are long enough, and among the first that are tried.
var commonPasswords = []string{"postgrespassword", "mysecretpassword", "administrator", "password1234", "changemeplease", "supersecret123", "123456789012"}

// passwordFault says what is wrong with a password, or nothing.
func passwordFault(password string, names []string) string {
	lower := strings.ToLower(password)
	switch {
	case slices.Contains(names, password):
		return "is the name of its user or database"
	case len([]rune(password)) < 12:
		return "has fewer than 12 characters"
	case slices.Contains(commonPasswords, lower):
		return "is in every list of passwords"
	case kinds(password) < 2:
		return "is made of one kind of character"
	}
	return ""
}

// kinds counts the kinds of character in a text: lower case, upper case,
// digits, others.
func kinds(text string) int {
	var lower, upper, digit, other int
	for _, r := range text {
		switch {
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsUpper(r):
			upper = 1
		case unicode.IsDigit(r):
			digit = 1
		default:
			other = 1
		}
	}
	return lower + upper + digit + other
}
