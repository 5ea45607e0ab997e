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

// A Bot proposes newer versions of what a project depends on.
type Bot struct {
	Where
	By   string // "Dependabot"
	Span source.Span
	On   Text // "yes", or open
	// Gaps are folders that it is to look after, and that it finds nothing in.
	Gaps []Gap
	// Security tells that it only proposes versions that close holes.
	Security bool
}

// A Gap is a folder that a bot looks into in vain.
type Gap struct {
	Folder string // as it is written
	Exists bool
	Span   source.Span
}

// manifest matches files that bots read versions of packages of Python from.
// https://docs.github.com/en/code-security/dependabot/ecosystems-supported-by-dependabot/supported-ecosystems-and-repositories
var manifest = regexp.MustCompile(`(?i)^(pyproject\.toml|Pipfile(\.lock)?|setup\.(py|cfg)|(uv|poetry|pdm)\.lock|[\w.-]*\.(txt|in|pip))$`)

// dependabotPython reads an entry of Dependabot that is about Python.
func (f *Facts) dependabotPython(file *source.File, entry node) {
	kind := entry.get("package-ecosystem").text()
	if kind != "pip" && kind != "uv" {
		return
	}
	b := &Bot{Where: Where{File: file.Path, Rank: Plain}, By: "Dependabot", Span: entry.span(), On: Known("yes")}
	b.Security = entry.get("open-pull-requests-limit").text() == "0"
	folders := append(entry.get("directories").items(), entry.get("directory"))
	found := false
	for _, n := range folders {
		dir := n.text()
		switch exists, holds := f.holdsManifests(dir); {
		case dir == "" || marked(dir):
		case holds:
			found = true
		default:
			b.Gaps = append(b.Gaps, Gap{Folder: dir, Exists: exists, Span: n.span()})
		}
	}
	if !found {
		b.On = Open("none of its folders holds files that it reads")
	}
	f.Bots = append(f.Bots, b)
}

// holdsManifests reports whether a folder, which may be a pattern, exists and
// whether it, or one right below it, holds files that a bot reads.
func (f *Facts) holdsManifests(dir string) (exists, holds bool) {
	dir = path.Clean(strings.TrimPrefix(dir, "/"))
	if dir == "" {
		dir = "."
	}
	exists = f.tree.IsDir(dir)
	names, _ := f.tree.Files()
	for _, name := range names {
		for _, folder := range []string{path.Dir(name), path.Dir(path.Dir(name))} {
			if match, err := doublestar.Match(dir, folder); (match || folder == dir) && err == nil {
				exists = true
				holds = holds || manifest.MatchString(path.Base(name))
			}
		}
	}
	return exists, holds
}

var (
	// renovatePython are the managers of Renovate that are about Python.
	// https://docs.renovatebot.com/python/
	renovatePython = []string{"pip_requirements", "pip_setup", "pip-compile", "pipenv", "poetry", "pep621", "pep723", "setup-cfg"}
	renovateOff    = regexp.MustCompile(`(?m)^\s{0,4}"?enabled"?\s*:\s*false`)
	renovateNone   = regexp.MustCompile(`"(python|pip_requirements|pep621|poetry)"\s*:\s*\{\s*"enabled"\s*:\s*false`)
)

// renovatePackages reads whether Renovate looks after packages of Python: it
// does unless it is told not to.
func (f *Facts) renovatePackages(file *source.File) {
	b := &Bot{Where: Where{File: file.Path, Rank: Plain}, By: "Renovate", Span: lineSpan(file, 1), On: Known("yes")}
	asked := slices.ContainsFunc(renovatePython, func(m string) bool { return strings.Contains(file.Text, `"`+m+`"`) })
	switch {
	case renovateEnabled.MatchString(file.Text) && !asked, renovateNone.MatchString(file.Text):
		return
	case !strings.HasSuffix(file.Path, "5") && !json.Valid([]byte(file.Text)):
		b.On = Open("its configuration is not understood")
	case strings.Contains(file.Text, `local>`) && !strings.Contains(file.Text, `"config:`):
		b.On = Open("its rules lie in another repository")
	case renovateOff.MatchString(file.Text):
		b.On = Open("it is turned off for something")
	}
	f.Bots = append(f.Bots, b)
}

// readPackageJSON reads the configuration of Renovate that a package.json
// holds.
func readPackageJSON(f *Facts, file *source.File) {
	docs, _ := documents(file)
	for _, doc := range docs {
		if own := doc.get("renovate"); own.ok() && !own.get("enabledManagers").ok() && onOff(plain(own.get("enabled").text())).Value != "no" {
			f.Bots = append(f.Bots, &Bot{Where: Where{File: file.Path, Rank: Plain}, By: "Renovate", Span: own.span(), On: Known("yes")})
		}
	}
}

// readPyup reads the configuration of pyup.
func readPyup(f *Facts, file *source.File) {
	docs, _ := documents(file)
	for _, doc := range docs {
		if update := doc.get("update").text(); update != "false" && update != "no" {
			f.Bots = append(f.Bots, &Bot{Where: Where{File: file.Path, Rank: Plain}, By: "pyup", Span: lineSpan(file, 1), On: Known("yes"), Security: update == "insecure"})
		}
	}
}
