package deploy

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// An sshdLine is one line of a file for the SSH server.
type sshdLine struct {
	keyword string // in small letters
	value   string
	span    source.Span
}

// sshdAliases are older names of keywords.
var sshdAliases = map[string]string{
	"challengeresponseauthentication": "kbdinteractiveauthentication",
	"skeyauthentication":              "kbdinteractiveauthentication",
	"dsaauthentication":               "pubkeyauthentication",
}

var sshdSeparator = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9]*)(?:\s*=\s*|\s+)(.+)$`)

// sshdLines reads KEYWORD VALUE lines. What a # begins after a value is left
// out, as the server does.
func sshdLines(lines []Line) []sshdLine {
	var all []sshdLine
	for _, l := range lines {
		m := sshdSeparator.FindStringSubmatch(strings.TrimSpace(l.Text))
		if m == nil {
			continue
		}
		keyword := strings.ToLower(m[1])
		if alias := sshdAliases[keyword]; alias != "" {
			keyword = alias
		}
		value, _, _ := strings.Cut(m[2], " #")
		all = append(all, sshdLine{keyword, strings.TrimSpace(value), l.Span})
	}
	return all
}

// readSSHD keeps a file for the SSH server until all are there: a main file
// takes in others.
func readSSHD(f *Facts, file *source.File) {
	f.sshd = append(f.sshd, file)
}

// sshdDropIn tells files of the folder that distributions include.
func sshdDropIn(name string) bool {
	return strings.Contains(path.Base(path.Dir(name)), "sshd_config") || strings.HasSuffix(templateEnding.ReplaceAllString(name, ""), ".conf") && !strings.Contains(path.Base(name), "sshd_config") && !sshdMain.MatchString(path.Base(name))
}

var sshdMain = regexp.MustCompile(`^sshd([._-].*)?\.conf$`)

// assembleSSH makes configurations of the files for the SSH server: one of
// each main file, and one of each drop-in that no main file takes in.
func (f *Facts) assembleSSH() {
	taken := map[string]bool{}
	for _, file := range f.sshd {
		if sshdDropIn(file.Path) {
			continue
		}
		a := &sshdAssembly{facts: f, taken: taken, ssh: &SSH{Where: where(file), Span: firstSetting(file), Whole: true}}
		a.file(file, 0)
		f.SSH = append(f.SSH, a.ssh)
	}
	for _, file := range f.sshd {
		if !sshdDropIn(file.Path) || taken[file.Path] {
			continue
		}
		a := &sshdAssembly{facts: f, taken: taken, ssh: &SSH{Where: where(file), Span: firstSetting(file)}}
		a.file(file, 0)
		f.SSH = append(f.SSH, a.ssh)
	}
}

func firstSetting(file *source.File) source.Span {
	if all := sshdLines(linesOf(file)); len(all) > 0 {
		return all[0].span
	}
	return lineSpan(file, 1)
}

// An sshdAssembly runs through a main file and those that it takes in. The
// first value of a keyword counts; in blocks of Match, that of the first block.
// https://man.openbsd.org/sshd_config
type sshdAssembly struct {
	facts *Facts
	ssh   *SSH
	taken map[string]bool
	match int // the block that lines belong to; -1: none
}

func (a *sshdAssembly) file(file *source.File, depth int) {
	a.taken[file.Path] = true
	if depth == 0 {
		a.match = -1
	}
	outer := a.match
	a.lines(sshdLines(linesOf(file)), file.Path, depth)
	a.match = outer // a block ends with its file
}

func (a *sshdAssembly) lines(lines []sshdLine, name string, depth int) {
	for _, l := range lines {
		switch l.keyword {
		case "include":
			a.include(l, name, depth)
		case "match":
			a.ssh.Matches = append(a.ssh.Matches, SSHMatch{Criteria: Word{written(l.value), l.span}})
			a.match = len(a.ssh.Matches) - 1
		default:
			a.set(SSHSetting{Keyword: l.keyword, Value: written(unquote(l.value)), Span: l.span, After: len(a.ssh.Includes) > 0})
		}
	}
}

// set takes a setting, unless there is one.
func (a *sshdAssembly) set(s SSHSetting) {
	into := &a.ssh.Settings
	if a.match >= 0 {
		into = &a.ssh.Matches[a.match].Settings
	}
	if _, there := settingOf(*into, s.Keyword); !there {
		*into = append(*into, s)
	}
}

// include takes in the files that patterns match, in the order of their
// names. A place on the host is taken to be the folder of that name beside
// the file.
func (a *sshdAssembly) include(l sshdLine, name string, depth int) {
	for _, pattern := range strings.Fields(l.value) {
		pattern = unquote(pattern)
		found := a.facts.included(name, pattern)
		if len(found) == 0 || depth > 8 {
			a.ssh.Includes = append(a.ssh.Includes, Word{written(pattern), l.span})
		}
		for _, file := range found {
			if depth <= 8 && file.Path != name {
				a.file(file, depth+1)
			}
		}
	}
}

// included lists the files for the SSH server that a pattern of a file
// matches.
func (f *Facts) included(name, pattern string) []*source.File {
	folder := path.Join(path.Dir(name), path.Base(path.Dir(pattern)))
	if !path.IsAbs(pattern) {
		folder = path.Join(path.Dir(name), path.Dir(pattern))
	}
	var all []*source.File
	for _, file := range f.sshd {
		base := templateEnding.ReplaceAllString(path.Base(file.Path), "")
		if ok, _ := path.Match(path.Base(pattern), base); ok && path.Dir(file.Path) == folder {
			all = append(all, file)
		}
	}
	slices.SortFunc(all, func(a, b *source.File) int { return strings.Compare(a.Path, b.Path) })
	return all
}
