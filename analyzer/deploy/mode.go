package deploy

import (
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A Mode is the permissions that a file of environment variables is given on
// the host.
type Mode struct {
	Where
	Name string // of the file
	Bits Text   // in octal: "0600"
	Span source.Span
}

// Others reports whether people other than its owner and its group may read
// it, or its group may write it; false too if that is not known.
func (m *Mode) Others() bool {
	bits, err := strconv.ParseUint(m.Bits.Value, 8, 32)
	return err == nil && m.Bits.Opaque == "" && bits&0o027 != 0
}

// hostEnvName matches names of files of variables on a host.
var hostEnvName = regexp.MustCompile(`^\.?env([._-]\w+)*$|\.env$|^(gunicorn|django|web|app)\.environment$`)

// mode takes the permissions of a file of variables. A symbolic mode says what
// changes, and is left open but for the two that leave nothing to others.
func (p *provision) mode(name string, bits Text, at source.Span, sure bool) {
	if !hostEnvName.MatchString(path.Base(strings.TrimSuffix(name, ".j2"))) || bits.Value == "" && bits.Opaque == "" {
		return
	}
	switch bits.Value {
	case "u=rw,g=,o=", "u=rw,go=", "go=", "go-rwx":
		bits.Value = "0600"
	}
	p.facts.Modes = append(p.facts.Modes, &Mode{p.where, path.Base(name), unsure(bits, sure), at})
}

// chmod takes chmod MODE FILE…, and install -m MODE … FILE.
func (p *provision) chmod(c *command) {
	words := c.words[1:]
	if c.name() == "install" {
		for i, w := range words {
			mode, ok := strings.CutPrefix(w.Value, "-m")
			if ok && mode == "" && i+1 < len(words) {
				mode = words[i+1].Value
			}
			if mode = strings.TrimPrefix(mode, "ode="); ok {
				p.mode(words[len(words)-1].Value, written(mode), c.at, c.sure)
			}
		}
		return
	}
	for len(words) > 0 && strings.HasPrefix(words[0].Value, "-R") {
		words = words[1:]
	}
	for i, w := range words {
		if i > 0 {
			p.mode(w.Value, words[0], c.at, c.sure)
		}
	}
}
