package deploy

import (
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A Grant is what a user of a database server may do beyond its own data.
type Grant struct {
	Where
	Span source.Span
	To   Text   // the user
	May  string // what it may do: "do everything", "create users"; empty: it is made, and may do nothing of the kind
}

// A HostRule is a line of pg_hba.conf(5): who may connect from where, and
// how it proves who it is.
type HostRule struct {
	Where
	Span    source.Span
	Kind    string // "host", "hostssl", "hostnossl", "local"
	Users   string
	Address string
	Method  string
}

// Everywhere reports whether the line is for connections from anywhere.
func (r *HostRule) Everywhere() bool {
	switch r.Address {
	case "all", "0.0.0.0/0", "::/0", "::0/0", "0.0.0.0 0.0.0.0":
		return r.Kind != "local"
	}
	return false
}

// A Pooler keeps connections to a database server for others.
type Pooler struct {
	Where
	Span source.Span
	By   string // "pgbouncer"
	Name string // by which others on its network reach it; empty: it is on a host
}

var (
	sqlComment = regexp.MustCompile(`--[^\n]*|(?s:/\*.*?\*/)`)
	sqlRole    = regexp.MustCompile(`(?is)\b(?:CREATE|ALTER)\s+(?:ROLE|USER)\s+(?:IF\s+NOT\s+EXISTS\s+)?["']?([^\s"';]+)["']?([^;]*)`)
	sqlAll     = regexp.MustCompile(`(?is)\bGRANT\s+ALL(?:\s+PRIVILEGES)?\s+ON\s+\*\.\*\s+TO\s+["'` + "`" + `]?([^\s"'` + "`" + `@;]+)`)
	sqlText    = regexp.MustCompile(`'(?:[^']|'')*'`)
)

// superuserPowers are attributes of roles of PostgreSQL, the strongest first.
var superuserPowers = []struct {
	word *regexp.Regexp
	may  string
}{
	{regexp.MustCompile(`(?i)\bSUPERUSER\b`), "do everything"},
	{regexp.MustCompile(`(?i)\bCREATEROLE\b`), "create users and give them rights"},
	{regexp.MustCompile(`(?i)\bCREATEDB\b`), "create databases"},
	{regexp.MustCompile(`(?i)\bBYPASSRLS\b`), "pass over the rules of rows"},
}

// powerOf is what attributes of a role let it do; empty if that is nothing
// special.
func powerOf(attributes string) string {
	for _, power := range superuserPowers {
		if power.word.MatchString(attributes) {
			return power.may
		}
	}
	return ""
}

// grantsOf takes what statements grant; at gives the place of an offset.
func (f *Facts) grantsOf(sql string, w Where, at func(offset int) source.Span) {
	sql = sqlComment.ReplaceAllStringFunc(sql, emptied)
	for _, m := range sqlRole.FindAllStringSubmatchIndex(sql, 200) {
		name, rest := sql[m[2]:m[3]], sqlText.ReplaceAllString(sql[m[4]:m[5]], "")
		if may := powerOf(rest); may != "" || strings.EqualFold(sql[m[0]:m[0]+6], "CREATE") {
			f.Grants = append(f.Grants, &Grant{w, at(m[0]), userName(name), may})
		}
	}
	for _, m := range sqlAll.FindAllStringSubmatchIndex(sql, 200) {
		f.Grants = append(f.Grants, &Grant{w, at(m[0]), userName(sql[m[2]:m[3]]), "do everything in every database"})
	}
}

// emptied keeps the lines of a comment and nothing else.
func emptied(comment string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		return ' '
	}, strings.ToValidUTF8(comment, " "))
}

// setGrantsApart sets files apart that only databases of developers mount.
func (f *Facts) setGrantsApart() {
	for _, g := range f.Grants {
		mounted, apart := false, true
		for _, p := range f.Processes {
			for _, m := range p.Mounts {
				if m != "." && (g.File == m || strings.HasPrefix(g.File, m+"/")) {
					mounted, apart = true, apart && f.ForDevelopment(p.Where)
				}
			}
		}
		if mounted && apart {
			f.apart[g.File] = true
		}
	}
}

// readSQL reads statements that make users.
func readSQL(f *Facts, file *source.File) {
	f.grantsOf(file.Text, where(file), func(offset int) source.Span {
		line, _ := file.Position(offset)
		return lineSpan(file, line)
	})
}

// database takes a command for a database server.
func (p *provision) database(c *command) {
	if !c.sure {
		return
	}
	if c.name() == "createuser" {
		p.createUser(c)
		return
	}
	sql := c.text()
	if slices.ContainsFunc(c.words, func(w Text) bool { return w.Opaque != "" }) {
		sql = c.raw // with the names of variables
	}
	p.facts.grantsOf(sql, p.where, func(int) source.Span { return c.at })
	var starts []int
	text := ""
	for _, l := range c.input {
		starts = append(starts, len(text))
		text += l.Text + "\n"
	}
	p.facts.grantsOf(text, p.where, func(offset int) source.Span {
		line := 0
		for line+1 < len(starts) && starts[line+1] <= offset {
			line++
		}
		return c.input[line].Span
	})
}

// userName is the name of a user, which a variable may hold.
func userName(name string) Text {
	if m := shellName.FindStringSubmatch(name); m != nil {
		return Open("a variable holds the name", m[1])
	}
	return written(name)
}

var shellName = regexp.MustCompile(`^\$\{?(\w+)\}?$`)

// createUser takes createuser(1).
func (p *provision) createUser(c *command) {
	may, name := "", Text{}
	for i := 1; i < len(c.words); i++ {
		switch w := c.words[i]; {
		case w.Value == "--superuser" || !strings.HasPrefix(w.Value, "--") && strings.HasPrefix(w.Value, "-") && strings.Contains(w.Value, "s"):
			may = "do everything"
		case w.Value == "-U" || w.Value == "-h" || w.Value == "-p" || w.Value == "--username" || w.Value == "--host":
			i++
		case !strings.HasPrefix(w.Value, "-"):
			name = w
		}
	}
	if name.Value != "" && c.sure {
		p.facts.Grants = append(p.facts.Grants, &Grant{p.where, c.at, name, may})
	}
}

// databaseUser is community.postgresql.postgresql_user and its kin.
func (a *ansibleRun) databaseUser(args map[string]argument, at source.Span, sure bool) {
	name, _ := first(args, "name", "user")
	flags, _ := first(args, "role_attr_flags", "priv")
	if !sure || flags.Opaque != "" || args["state"].Value == "absent" {
		return
	}
	may := powerOf(flags.Value)
	if strings.HasPrefix(flags.Value, "*.*:ALL") {
		may = "do everything in every database"
	}
	a.facts.Grants = append(a.facts.Grants, &Grant{a.where, at, name, may})
}

// readHBA reads pg_hba.conf.
func readHBA(f *Facts, file *source.File) {
	for _, l := range linesOf(file) {
		text, _, _ := strings.Cut(l.Text, "#")
		words := strings.Fields(text)
		if len(words) < 4 || madeByTemplate.MatchString(text) {
			continue
		}
		r := &HostRule{Where: where(file), Span: l.Span, Kind: words[0], Users: words[2]}
		switch words[0] {
		case "local":
			r.Method = words[3]
		case "host", "hostssl", "hostnossl", "hostgssenc", "hostnogssenc":
			if len(words) < 5 {
				continue
			}
			r.Address, r.Method = words[3], words[4]
			if len(words) > 5 && strings.Count(words[4], ".") == 3 {
				r.Address, r.Method = words[3]+" "+words[4], words[5]
			}
		default:
			continue
		}
		f.HostRules = append(f.HostRules, r)
	}
}

// readPgBouncer reads pgbouncer.ini.
func readPgBouncer(f *Facts, file *source.File) {
	for _, e := range entries(file, false) {
		if e.section == "pgbouncer" || e.section == "databases" {
			f.Poolers = append(f.Poolers, &Pooler{Where: where(file), Span: e.span, By: "pgbouncer"})
			return
		}
	}
}

var poolerImage = regexp.MustCompile(`(^|/|-)(pgbouncer|pgcat|odyssey|proxysql|pgpool(-ii)?)(:|@|$|-)`)

// poolerOf adds what pools connections, if a process is that.
func (f *Facts) poolerOf(p *Process) {
	if m := poolerImage.FindStringSubmatch(p.Image); m != nil {
		f.Poolers = append(f.Poolers, &Pooler{p.Where, p.Span, m[2], p.Name})
	}
}

// grant reads roles that Terraform makes on a database server.
func (m *terraModule) grant(r terraBlock) {
	g := &Grant{Where: where(r.file), Span: r.span(), To: r.value("name")}
	switch {
	case r.value("superuser").Value == "true":
		g.May = "do everything"
	case r.value("create_role").Value == "true":
		g.May = "create users and give them rights"
	case r.value("create_database").Value == "true":
		g.May = "create databases"
	}
	m.facts.Grants = append(m.facts.Grants, g)
}
