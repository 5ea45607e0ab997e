package deploy

import (
	"regexp"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// An SSH is what a configuration of the SSH server says: a whole file with
// the files that it includes, or lines that something changes in the one that
// the host has.
type SSH struct {
	Where
	Span source.Span
	// Whole tells that what it does not say is OpenSSH's default; else it is
	// what the host has.
	Whole    bool
	Settings []SSHSetting // those in force, one a keyword
	Matches  []SSHMatch   // in the order in which they are tried
	// Includes are patterns of files that it takes in and that are not in the
	// repository.
	Includes []Word
}

// An SSHSetting is one line of an SSH server's configuration.
type SSHSetting struct {
	Keyword string // in small letters
	Value   Text
	Span    source.Span
	// After tells that files which are not in the repository come before it,
	// and would win.
	After bool
}

// An SSHMatch is what an SSH server does differently for some connections.
type SSHMatch struct {
	Criteria Word
	Settings []SSHSetting
}

// Setting gives the setting in force for a keyword in small letters; false if
// there is none.
func (s *SSH) Setting(keyword string) (SSHSetting, bool) { return settingOf(s.Settings, keyword) }

// Setting gives what a block says for a keyword in small letters; false if it
// says nothing.
func (m SSHMatch) Setting(keyword string) (SSHSetting, bool) {
	return settingOf(m.Settings, keyword)
}

func settingOf(list []SSHSetting, keyword string) (SSHSetting, bool) {
	for _, s := range list {
		if s.Keyword == keyword {
			return s, true
		}
	}
	return SSHSetting{}, false
}

// A Jail is what fail2ban watches and bans for.
type Jail struct {
	Where
	Name    string // "sshd"
	Enabled Text   // "true" or "false"
	Span    source.Span
	// Assumed tells that nothing in the repository says it: it is what comes
	// with the package.
	Assumed bool
	Options map[string]Word // bantime and the like; those it has from [DEFAULT] too
}

// A Ban is a way other than a jail by which guessing of passwords is slowed
// down.
type Ban struct {
	Where
	By   string // "ufw limit"
	Span source.Span
}

// An Update is something that keeps a host, or images, up to date.
type Update struct {
	Where
	By   string // "unattended-upgrades"
	Span source.Span
	On   Text // "yes", "no", or open
	// Once tells that it only happens when a host is set up.
	Once bool
	// Images tells that it is about base images, Packages that it is about the
	// packages of Python that the project depends on, not about a host.
	Images   bool
	Packages bool
	Days     int // the longest time between two looks at them; 0: not known
	// Security tells that it only proposes versions that close holes.
	Security bool
	Gaps     []Gap // where it is to look for packages, in vain
}

// linesOf cuts a file into lines with their places.
func linesOf(file *source.File) []Line {
	all := make([]Line, 0, file.Lines())
	for i := 1; i <= file.Lines(); i++ {
		all = append(all, Line{file.Line(i), lineSpan(file, i)})
	}
	return all
}

// linesAt cuts a text that stands in a file, from a line on, into lines with
// their places; one of one line stands where it does.
func linesAt(file *source.File, text string, line int) []Line {
	var all []Line
	for i, t := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		all = append(all, Line{t, lineSpan(file, min(line+i, file.Lines()))})
	}
	return all
}

// madeByTemplate matches what templates of several kinds put in.
var madeByTemplate = regexp.MustCompile(`\{\{|\{%|<%|\$\{|\$[A-Za-z_]|` + hole)

// written is a value of a file that a template, or a shell, may have made.
func written(text string) Text {
	if madeByTemplate.MatchString(text) {
		return Open("a template makes it")
	}
	return Known(text)
}

// unquote takes quotes off a word.
func unquote(s string) string {
	if len(s) >= 2 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
		return s[1 : len(s)-1]
	}
	return s
}

// onOff reads what Ansible, YAML and INI files write for yes and no; it is
// open if it is neither.
func onOff(t Text) Text {
	if t.Opaque != "" {
		return t
	}
	switch strings.ToLower(strings.TrimSpace(t.Value)) {
	case "yes", "true", "on", "1", "enabled", "always":
		return Text{Value: "yes", Outer: t.Outer}
	case "no", "false", "off", "0", "disabled":
		return Text{Value: "no", Outer: t.Outer}
	}
	return Open("it is neither yes nor no")
}
