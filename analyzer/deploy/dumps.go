package deploy

import (
	"bytes"
	"path"
	"regexp"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A Dump is a database, or what a backup of one wrote, that holds people.
type Dump struct {
	Where
	Span   source.Span
	People string // what shows that it does: "password hashes of accounts"
}

var (
	// dumpName matches names of databases and of what backups of them write.
	dumpName = regexp.MustCompile(`(?i)\.(sqlite3?|db3?|dump|pgdump|bak)$|(dump|backup|export|(^|[_-])db)[\w.-]*\.(sql|json)$|^(data|database)\.(sql|json)$`)
	// writtenByDatabase matches names of what only databases write.
	writtenByDatabase = regexp.MustCompile(`(?i)\.(sql|dump|pgdump)$`)
	// rehearsed matches folders and names of what is made up: for tests, to
	// begin with, to show.
	rehearsed = regexp.MustCompile(`(?i)(^|[/._-])(fixtures?|tests?|testing|testdata|seeds?|seeders?|samples?|examples?|demos?|sandbox(es)?|playground|mocks?|factory|factories|docs?|fake|dummy|schema|init|initdb|migrations?)([/._-]|$)`)
	// passwordHash matches hashes as Django's hashers write them.
	// https://docs.djangoproject.com/en/stable/topics/auth/passwords/
	passwordHash = regexp.MustCompile(`\b(pbkdf2_sha(1|256)\$\d+\$[\w./+=-]{4,}\$[\w./+=]{20,}|argon2\$argon2(id?|d)\$v=|bcrypt(_sha256)?\$\$2[aby]\$|scrypt\$[\w./+=-]{4,}\$\d+\$)`)
	mailAddress  = regexp.MustCompile(`[\w.+-]+@([\w-]+\.)+[a-z]{2,}`)
	nobodysMail  = regexp.MustCompile(`@([\w-]+\.)*(example\.(com|org|net)|[\w-]+\.(example|test|invalid|local)|localhost|test\.com|domain\.com)$`)
)

// Bounds of the search for dumps: how many bytes are looked into, and how many
// different addresses show that people are in one.
const (
	maxDumps   = 32 << 20
	fewestMail = 5
)

// readDumps looks for people in databases and in what backups wrote. Only what
// is found is kept: a table without rows is nobody's.
func (f *Facts) readDumps(names []string) {
	looked := 0
	for _, name := range names {
		if !dumpName.MatchString(path.Base(name)) || rehearsed.MatchString(name) {
			continue
		}
		raw := f.tree.Raw(name)
		if looked += len(raw); looked > maxDumps {
			return
		}
		if people := peopleIn(name, raw); people != "" {
			at := source.Span{File: name, Line: 1, Column: 1, EndLine: 1, EndColumn: 2}
			f.Dumps = append(f.Dumps, &Dump{Where{File: name, Rank: RankOf(name)}, at, people})
		}
	}
}

// peopleIn says what in a dump is of people; empty if nothing is. Addresses
// count in databases and in what a database wrote: elsewhere they may be those
// of authors.
func peopleIn(name string, raw []byte) string {
	if bytes.ContainsRune(raw, '$') && passwordHash.Match(raw) {
		return "password hashes of accounts"
	}
	if !writtenByDatabase.MatchString(name) && !bytes.HasPrefix(raw, []byte("SQLite format 3")) {
		return ""
	}
	seen := map[string]bool{}
	for _, m := range mailAddress.FindAll(raw, 10_000) {
		if address := strings.ToLower(string(m)); !nobodysMail.MatchString(address) {
			seen[address] = true
		}
		if len(seen) == fewestMail {
			return "mail addresses of people"
		}
	}
	return ""
}
