package deploy

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// aptOption matches NAME "value"; of apt.conf(5).
var aptOption = regexp.MustCompile(`^\s*(APT::Periodic::[\w-]+)\s+"([^"]*)"\s*;`)

// aptLines takes options of apt.
func (p *provision) aptLines(lines []Line, sure bool) {
	for _, l := range lines {
		m := aptOption.FindStringSubmatch(l.Text)
		if m == nil {
			continue
		}
		if p.apt == nil {
			p.apt = map[string]Word{}
		}
		p.apt[strings.ToLower(m[1])] = Word{unsure(written(m[2]), sure), l.Span}
	}
}

// finishApt tells what apt's options come to: upgrades happen by themselves
// if lists are fetched and upgrades are asked for.
func (p *provision) finishApt() {
	upgrade, set := p.apt["apt::periodic::unattended-upgrade"]
	if !set {
		return
	}
	u := Update{By: "APT::Periodic::Unattended-Upgrade", Span: upgrade.Span, On: interval(upgrade.Text)}
	for _, name := range []string{"apt::periodic::update-package-lists", "apt::periodic::enable"} {
		other, set := p.apt[name]
		if off := interval(other.Text); set && u.On.Value == "yes" && off.Value != "yes" {
			u.On, u.Span = off, other.Span
		}
	}
	p.update(u)
}

// interval tells whether something is done every so many days, or at all.
func interval(t Text) Text {
	switch {
	case t.Opaque != "":
		return t
	case t.Value == "0" || t.Value == "":
		return Known("no")
	}
	return Known("yes")
}

// readApt reads a file of options of apt.
func readApt(f *Facts, file *source.File) {
	p := f.provision(file)
	p.aptLines(linesOf(file), true)
	p.finish()
}

// readDNFAutomatic reads automatic.conf of dnf-automatic.
func readDNFAutomatic(f *Facts, file *source.File) {
	p := f.provision(file)
	for _, e := range entries(file, false) {
		if e.section == "commands" && e.name == "apply_updates" {
			on := onOff(written(e.value))
			if on.Value == "yes" {
				on = Open("a timer that the repository does not show starts it")
			}
			p.update(Update{By: "dnf-automatic", Span: e.span, On: on})
		}
	}
	p.finish()
}

// readDependabot reads which images and packages Dependabot keeps up to date.
func readDependabot(f *Facts, file *source.File) {
	docs, _ := documents(file)
	for _, doc := range docs {
		for _, u := range doc.get("updates").items() {
			f.dependabotPython(file, u)
			if kind := u.get("package-ecosystem").text(); (kind == "docker" || kind == "docker-compose") && u.get("open-pull-requests-limit").text() != "0" {
				f.Updates = append(f.Updates, &Update{Where: Where{File: file.Path, Rank: Plain}, By: "Dependabot", Span: u.span(), On: Known("yes"), Images: true})
			}
		}
	}
}

var (
	renovateEnabled = regexp.MustCompile(`"enabledManagers"`)
	renovateIgnored = regexp.MustCompile(`"(dockerfile|docker-compose)"\s*:\s*\{\s*"enabled"\s*:\s*false|":disableDocker"|docker:disable`)
)

// readRenovate reads whether Renovate keeps packages and base images up to
// date: it does unless it is told not to.
func readRenovate(f *Facts, file *source.File) {
	f.renovatePackages(file)
	on := Known("yes")
	switch {
	case renovateIgnored.MatchString(file.Text):
		return
	case renovateEnabled.MatchString(file.Text) && !strings.Contains(file.Text, `"dockerfile"`):
		return
	case !strings.HasSuffix(file.Path, "5") && !json.Valid([]byte(file.Text)):
		on = Open("its configuration is not understood")
	case strings.Contains(file.Text, `local>`) && !strings.Contains(file.Text, `"config:`):
		on = Open("its rules lie in another repository")
	case regexp.MustCompile(`(?m)^\s{0,4}"?enabled"?\s*:\s*false`).MatchString(file.Text) && strings.Count(file.Text, "{") == 1:
		return
	}
	f.Updates = append(f.Updates, &Update{Where: Where{File: file.Path, Rank: Plain}, By: "Renovate", Span: lineSpan(file, 1), On: on, Images: true})
}
