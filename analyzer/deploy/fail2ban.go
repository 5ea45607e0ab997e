package deploy

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// readJails keeps a file of jails until all are there: they are read in
// order.
func readJails(f *Facts, file *source.File) { f.jails = append(f.jails, file) }

// jailOrder is the order in which fail2ban reads its files (jail.conf(5)):
// jail.conf, jail.d/*.conf, jail.local, jail.d/*.local.
func jailOrder(name string) int {
	name = templateEnding.ReplaceAllString(name, "")
	order := 0
	if strings.HasSuffix(name, ".local") {
		order = 2
	}
	if path.Base(path.Dir(name)) == "jail.d" {
		order++
	}
	return order
}

// jailFolder is the folder of the configuration that a file belongs to.
func jailFolder(name string) string {
	folder := path.Dir(name)
	if path.Base(folder) == "jail.d" {
		return path.Dir(folder)
	}
	return folder
}

// assembleJails makes the jails of each folder of configuration.
func (f *Facts) assembleJails() {
	byFolder := map[string][]*source.File{}
	var folders []string
	for _, file := range f.jails {
		folder := jailFolder(file.Path)
		if byFolder[folder] == nil {
			folders = append(folders, folder)
		}
		byFolder[folder] = append(byFolder[folder], file)
	}
	for _, folder := range folders {
		files := byFolder[folder]
		slices.SortStableFunc(files, func(a, b *source.File) int {
			return cmp.Or(cmp.Compare(jailOrder(a.Path), jailOrder(b.Path)), cmp.Compare(a.Path, b.Path))
		})
		s := &jailSections{}
		for _, file := range files {
			// To fail2ban "local" says that a file is the host's own.
			w := Where{File: file.Path, Rank: RankOf(strings.TrimSuffix(file.Path, ".local"))}
			s.add(linesOf(file), w)
		}
		f.Jails = append(f.Jails, s.jails()...)
	}
}

// jailSections are the sections of files of jails, in the order in which they
// appear; what is read later wins.
type jailSections struct {
	names  []string
	values map[string]map[string]Word
	first  Where
	at     source.Span
	files  map[string]Where // by file
}

var (
	jailSection  = regexp.MustCompile(`^\[([^\]]+)\]`)
	jailOption   = regexp.MustCompile(`^([^\s=:#;\[%{<][^=:]*?)\s*[=:]\s*(.*)$`)
	jailComment  = regexp.MustCompile(`(^|\s);.*$`)
	knownDefault = regexp.MustCompile(`^%\((?:[\w-]+/)?([\w-]+)\)s$`)
)

// add reads a file of jails as Python's configparser does.
func (s *jailSections) add(lines []Line, w Where) {
	if s.values == nil {
		s.values, s.files = map[string]map[string]Word{}, map[string]Where{}
		s.first = w
		if len(lines) > 0 {
			s.at = lines[0].Span
		}
	}
	s.files[w.File] = w
	section := ""
	for _, l := range lines {
		text := strings.TrimSpace(l.Text)
		if text == "" || text[0] == '#' || text[0] == ';' {
			continue
		}
		if m := jailSection.FindStringSubmatch(text); m != nil {
			section = m[1]
			s.section(section)
			continue
		}
		m := jailOption.FindStringSubmatch(text)
		if m == nil || section == "" || l.Text[0] == ' ' || l.Text[0] == '\t' {
			continue // the continuation of a value, or nothing of ours
		}
		s.section(section)[strings.ToLower(m[1])] = Word{written(strings.TrimSpace(jailComment.ReplaceAllString(m[2], ""))), l.Span}
	}
}

func (s *jailSections) section(name string) map[string]Word {
	if s.values[name] == nil {
		s.values[name] = map[string]Word{}
		s.names = append(s.names, name)
	}
	return s.values[name]
}

// option is the value that a jail has for an option, [DEFAULT]'s if it has
// none of its own.
func (s *jailSections) option(jail, name string) (Word, bool) {
	w, ok := s.values[jail][name]
	if !ok {
		w, ok = s.values["DEFAULT"][name]
	}
	for i := 0; ok && i < 5; i++ {
		m := knownDefault.FindStringSubmatch(w.Value)
		if m == nil {
			break
		}
		next, there := s.values[jail][strings.ToLower(m[1])]
		if !there || strings.EqualFold(m[1], name) {
			next, there = s.values["DEFAULT"][strings.ToLower(m[1])]
		}
		if !there || next.Span == w.Span {
			w.Text = Open("it is %(" + m[1] + ")s of a file that is not in the repository")
			break
		}
		w.Text = next.Text
	}
	return w, ok
}

// notJails are sections that are none.
var notJails = map[string]bool{"DEFAULT": true, "INCLUDES": true, "Definition": true, "Init": true}

// packaged is what the package decides: Debian's jail.d/defaults-debian.conf
// turns the jail for SSH on, after jail.conf and whatever that says.
var packaged = Open("the package decides it: Debian's turns it on, others leave it off")

// beforePackage reports whether a file is read before the one in which
// Debian's package turns the jail for SSH on.
func beforePackage(name string) bool {
	return jailOrder(name) == 0 || jailOrder(name) == 1 && path.Base(name) < "defaults-debian.conf"
}

// jails lists the jails; the one for SSH is there even if no file names it.
func (s *jailSections) jails() []*Jail {
	var all []*Jail
	for _, name := range s.names {
		if notJails[name] {
			continue
		}
		all = append(all, s.jail(name))
	}
	if s.values["sshd"] == nil && s.values["ssh"] == nil && len(s.names) > 0 {
		all = append(all, s.jail("sshd"))
	}
	return all
}

func (s *jailSections) jail(name string) *Jail {
	j := &Jail{Name: name, Where: s.first, Span: s.at, Enabled: Known("no"), Options: map[string]Word{}}
	for _, section := range []string{"DEFAULT", name} {
		for option := range s.values[section] {
			j.Options[option], _ = s.option(name, option)
		}
	}
	_, own := s.values[name]["enabled"]
	w, ok := s.option(name, "enabled")
	if ok {
		j.Enabled, j.Span = onOff(w.Text), w.Span
	} else if first := s.firstOf(name); !first.IsZero() {
		j.Span = first
	}
	if at, ok := s.files[j.Span.File]; ok {
		j.Where = at
	}
	if name == "sshd" && j.Enabled.Value == "no" && (!own || beforePackage(j.Span.File)) {
		j.Assumed, j.Enabled = true, packaged
	}
	return j
}

// firstOf is the place of the first option of a jail.
func (s *jailSections) firstOf(name string) source.Span {
	var first source.Span
	for _, w := range s.values[name] {
		if first.IsZero() || w.Span.Compare(first) < 0 {
			first = w.Span
		}
	}
	return first
}
