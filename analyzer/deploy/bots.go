package deploy

import (
	"encoding/json"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// Bots propose newer versions: of base images, and of packages of Python.

// A Gap is a folder in which a bot is to look for packages, in vain.
type Gap struct {
	Folder string // as it is written
	Exists bool
	Span   source.Span
}

// ecosystems are those that Dependabot is asked for packages of Python by.
// https://docs.github.com/en/code-security/dependabot/ecosystems-supported-by-dependabot/supported-ecosystems-and-repositories
var ecosystems = []string{"pip", "uv", "pipenv", "poetry"}

// readDependabot reads what Dependabot keeps up to date.
func readDependabot(f *Facts, file *source.File) {
	docs, _ := documents(file)
	for _, doc := range docs {
		for _, entry := range doc.get("updates").items() {
			if u := f.dependabot(file, entry); u.Images || u.Packages {
				f.Updates = append(f.Updates, u)
			}
		}
	}
}

// dependabot reads one entry. One that may open no pull request still does for
// versions that close holes.
// https://docs.github.com/en/code-security/dependabot/working-with-dependabot/dependabot-options-reference
func (f *Facts) dependabot(file *source.File, entry node) *Update {
	kind := entry.get("package-ecosystem").text()
	u := &Update{Where: Where{File: file.Path, Rank: Plain}, By: "Dependabot", Span: entry.span(), On: Known("yes"), Days: dependabotDays(entry.get("schedule"))}
	u.Security = entry.get("open-pull-requests-limit").text() == "0"
	u.Images = (kind == "docker" || kind == "docker-compose") && !u.Security
	if u.Packages = slices.Contains(ecosystems, kind); !u.Packages {
		return u
	}
	u.On = Open("none of its folders holds files that it reads")
	for _, n := range append(entry.get("directories").items(), entry.get("directory")) {
		dir := n.text()
		if dir == "" {
			continue
		}
		if marked(dir) || involved(dir) {
			u.On = Open("the folder that it looks into is not understood")
			continue
		}
		switch exists, holds := f.holdsPackages(dir); {
		case holds:
			u.On = Known("yes")
		default:
			u.Gaps = append(u.Gaps, Gap{Folder: dir, Exists: exists, Span: n.span()})
		}
	}
	return u
}

// dependabotDays is how many days at most lie between two looks.
func dependabotDays(schedule node) int {
	if cron := schedule.get("cronjob").text(); cron != "" {
		return cronDays(cron)
	}
	days := map[string]int{"daily": 1, "weekly": 7, "monthly": 31, "quarterly": 92, "semiannually": 184, "yearly": 366}
	return days[schedule.get("interval").text()]
}

// maxFolder bounds the pattern of a folder.
const maxFolder = 200

// involved reports whether a pattern of folders would take long to match.
func involved(pattern string) bool {
	return len(pattern) > maxFolder || strings.Count(pattern, "{") > 1
}

// packageList matches files that list the packages of a project.
var packageList = regexp.MustCompile(`(?i)^(pyproject\.toml|Pipfile(\.lock)?|setup\.(py|cfg)|(uv|poetry|pdm)\.lock|[\w.-]*(requirements|reqs|constraints)[\w.-]*\.(txt|in|pip))$`)

// packageFolder matches folders whose lists go by any name.
var packageFolder = regexp.MustCompile(`(?i)(^|/)(requirements?|reqs|dependencies)/[\w.-]+\.(txt|in|pip)$`)

// holdsPackages reports whether a folder as a bot is told it, which may be a
// pattern, exists, and whether it or one right below it has a file that lists
// packages.
func (f *Facts) holdsPackages(dir string) (exists, holds bool) {
	dir = path.Join(".", strings.Trim(dir, "/"))
	exists = f.tree.IsDir(dir)
	files, _ := f.tree.Files()
	for _, name := range files {
		for _, folder := range []string{path.Dir(name), path.Dir(path.Dir(name))} {
			if match, err := doublestar.Match(dir, folder); match && err == nil {
				exists = true
				holds = holds || packageList.MatchString(path.Base(name)) || packageFolder.MatchString(name)
			}
		}
	}
	return exists, holds
}

var (
	renovateEnabled  = regexp.MustCompile(`"enabledManagers"`)
	renovateImages   = regexp.MustCompile(`"(dockerfile|docker-compose)"\s*:\s*\{\s*"enabled"\s*:\s*false|":disableDocker"|docker:disable`)
	renovatePython   = regexp.MustCompile(`"(pip_requirements|pip-compile|pip_setup|pipenv|poetry|pep621|pep723|setup-cfg)"`)
	renovateNoPython = regexp.MustCompile(`"(python|pip_requirements|pip-compile|pipenv|poetry|pep621)"\s*:\s*\{\s*"enabled"\s*:\s*false`)
	renovateOff      = regexp.MustCompile(`(?m)^\s{0,4}"?enabled"?\s*:\s*false`)
	renovateSeldom   = regexp.MustCompile(`(?i)schedule:(quarterly|yearly)|every \d+ months|every (quarter|year)`)
)

// readRenovate reads what Renovate keeps up to date: all that it knows, unless
// it is told not to.
// https://docs.renovatebot.com/configuration-options/
func readRenovate(f *Facts, file *source.File) {
	text := file.Text
	on := Known("yes")
	switch {
	case !strings.HasSuffix(file.Path, "5") && !json.Valid([]byte(text)):
		on = Open("its configuration is not understood")
	case strings.Contains(text, `local>`) && !strings.Contains(text, `"config:`):
		on = Open("its rules lie in another repository")
	case renovateOff.MatchString(text) && strings.Count(text, "{") == 1:
		return
	}
	f.renovate(text, Update{Where: Where{File: file.Path, Rank: Plain}, By: "Renovate", Span: lineSpan(file, 1), On: on, Days: 31})
}

// renovate adds what a configuration of Renovate makes it look after.
func (f *Facts) renovate(text string, u Update) {
	some := renovateEnabled.MatchString(text)
	if renovateSeldom.MatchString(text) {
		u.Days = 366
	}
	if u.Images = !renovateImages.MatchString(text) && (!some || strings.Contains(text, `"dockerfile"`)); u.Images {
		images := u
		f.Updates = append(f.Updates, &images)
	}
	u.Images = false
	_, lists := f.holdsPackages("**")
	if u.Packages = !renovateNoPython.MatchString(text) && (!some || renovatePython.MatchString(text)) && lists; u.Packages {
		f.Updates = append(f.Updates, &u)
	}
}

// readPackageJSON reads the configuration of Renovate that a package.json
// holds.
func readPackageJSON(f *Facts, file *source.File) {
	docs, _ := documents(file)
	for _, doc := range docs {
		if own := doc.get("renovate"); own.ok() && !own.get("enabledManagers").ok() && onOff(plain(own.get("enabled").text())).Value != "no" {
			f.renovate("", Update{Where: Where{File: file.Path, Rank: Plain}, By: "Renovate", Span: own.span(), On: Known("yes"), Days: 31})
		}
	}
}

// readPyup reads the configuration of pyup.
// https://pyup.io/docs/bot/config/
func readPyup(f *Facts, file *source.File) {
	docs, _ := documents(file)
	for _, doc := range docs {
		if update := doc.get("update").text(); update != "false" && update != "no" {
			f.Updates = append(f.Updates, &Update{
				Where: Where{File: file.Path, Rank: Plain}, By: "pyup", Span: lineSpan(file, 1), On: Known("yes"), Days: 31, Packages: true, Security: update == "insecure",
			})
		}
	}
}
