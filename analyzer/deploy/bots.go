package deploy

import (
	"encoding/json"
	"path"
	"regexp"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// Bots that propose newer versions: of base images, and of packages of Python.

// ecosystems are those that Dependabot is asked for packages of Python by.
// https://docs.github.com/en/code-security/dependabot/ecosystems-supported-by-dependabot/supported-ecosystems-and-repositories
var ecosystems = map[string]bool{"pip": true, "uv": true, "pipenv": true, "poetry": true}

// readDependabot reads what Dependabot keeps up to date.
func readDependabot(f *Facts, file *source.File) {
	docs, _ := documents(file)
	for _, doc := range docs {
		for _, u := range doc.get("updates").items() {
			kind := u.get("package-ecosystem").text()
			update := Update{Where: Where{File: file.Path, Rank: Plain}, By: "Dependabot", Span: u.span(), On: Known("yes"), Days: dependabotDays(u.get("schedule"))}
			update.Images = kind == "docker" || kind == "docker-compose"
			update.Packages = ecosystems[kind] && f.listsPackages(append(u.get("directories").list(), u.get("directory").text()))
			if (update.Images || update.Packages) && u.get("open-pull-requests-limit").text() != "0" {
				f.Updates = append(f.Updates, &update)
			}
		}
	}
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

// packageList matches files that list the packages of a project.
var packageList = regexp.MustCompile(`(?i)^((dev-|test-)?requirements.*\.(txt|in)|pyproject\.toml|setup\.(py|cfg)|pipfile(\.lock)?|poetry\.lock|uv\.lock)$`)

// listsPackages reports whether any of some folders, as a bot is told them,
// holds a file that lists packages.
func (f *Facts) listsPackages(folders []string) bool {
	files, _ := f.tree.Files()
	for _, folder := range folders {
		pattern := path.Join(".", strings.Trim(folder, "/"))
		if folder == "" || len(pattern) > maxFolder || strings.Count(pattern, "{") > 1 {
			continue
		}
		for _, name := range files {
			if !packageList.MatchString(path.Base(name)) {
				continue
			}
			if ok, err := doublestar.Match(pattern, path.Dir(name)); ok && err == nil {
				return true
			}
		}
	}
	return false
}

var (
	renovateEnabled  = regexp.MustCompile(`"enabledManagers"`)
	renovateImages   = regexp.MustCompile(`"(dockerfile|docker-compose)"\s*:\s*\{\s*"enabled"\s*:\s*false|":disableDocker"|docker:disable`)
	renovatePython   = regexp.MustCompile(`"(pip_requirements|pip-compile|pip_setup|pipenv|poetry|pep621|setup-cfg)"`)
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
	some := renovateEnabled.MatchString(text)
	u := Update{Where: Where{File: file.Path, Rank: Plain}, By: "Renovate", Span: lineSpan(file, 1), On: on, Days: 31}
	if renovateSeldom.MatchString(text) {
		u.Days = 366
	}
	if u.Images = !renovateImages.MatchString(text) && (!some || strings.Contains(text, `"dockerfile"`)); u.Images {
		images := u
		f.Updates = append(f.Updates, &images)
	}
	u.Images = false
	if u.Packages = !renovateNoPython.MatchString(text) && (!some || renovatePython.MatchString(text)) && f.listsPackages([]string{"**"}); u.Packages {
		f.Updates = append(f.Updates, &u)
	}
}
