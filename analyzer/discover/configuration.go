package discover

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

const configurationVariable = "DJANGO_CONFIGURATION"

var (
	// configurationText finds the variable with the class that it is set to:
	// setdefault(NAME, "Class"), environ[NAME] = "Class", NAME=Class, NAME: Class.
	configurationText = regexp.MustCompile(`\b` + configurationVariable + `["']?\s*(?:,|\]?\s*=|:|\s)\s*["']?(?:\$\{\w+:?-)?([A-Za-z_]\w*)`)
	configurationFlag = regexp.MustCompile(`--configuration(?:=|\s+|["']\s*,\s*["'])["']?([A-Za-z_]\w*)`)
)

// Configuration finds which of the settings classes of a module goes live
// with django-configurations: what starts the server counts more than
// wsgi.py, and that more than manage.py. Where nothing names one, a class
// that is named for production is taken, or the only one there is.
func Configuration(tree *source.Tree, classes []string) (string, Evidence, bool) {
	var all []namedClass
	files, _ := tree.Files()
	for _, name := range files {
		kind, rank, ok := kindOf(name)
		if !ok || side(name) > 0 {
			continue
		}
		file, err := tree.Read(name)
		if err != nil || !strings.Contains(file.Text, "onfiguration") && !strings.Contains(file.Text, configurationVariable) {
			continue
		}
		all = append(all, configurationsIn(name, file.Text, kind, rank, classes)...)
	}
	slices.SortStableFunc(all, func(a, b namedClass) int {
		return cmp.Or(cmp.Compare(a.Rank, b.Rank), cmp.Compare(classPurpose(a.class), classPurpose(b.class)))
	})
	if len(all) > 0 && all[0].Rank < Weak {
		return all[0].class, all[0].Evidence, true
	}
	return guessClass(classes)
}

// A namedClass is a settings class and what names it.
type namedClass struct {
	class string
	Evidence
}

func configurationsIn(name, text string, kind kind, rank Rank, classes []string) []namedClass {
	var found []namedClass
	for i, line := range strings.Split(text, "\n") {
		if comment.MatchString(line) {
			continue
		}
		for _, re := range []*regexp.Regexp{configurationText, configurationFlag} {
			m := re.FindStringSubmatch(line)
			if m == nil || !slices.Contains(classes, m[1]) {
				continue
			}
			best := rank
			if kind != python {
				best = max(rank, boundOf(line, false))
			}
			if classPurpose(m[1]) == development {
				best = max(best, Manage)
			}
			at := source.Span{File: name, Line: i + 1, Column: 1, EndLine: i + 1, EndColumn: 2}
			found = append(found, namedClass{m[1], Evidence{Span: at, Text: "names the configuration " + m[1], Rank: best}})
		}
	}
	return found
}

// wordStart finds the words of a class's name: ProdSettings is prod_settings.
var wordStart = regexp.MustCompile(`([a-z0-9])([A-Z])`)

// classPurpose is what the name of a class says that it is for.
func classPurpose(class string) purpose {
	name := strings.ToLower(wordStart.ReplaceAllString(class, "${1}_$2"))
	return Module{Name: strings.TrimSuffix(name, "_configuration")}.purpose()
}

func guessClass(classes []string) (string, Evidence, bool) {
	if len(classes) == 1 {
		return classes[0], Evidence{Text: "is the only configuration", Rank: Guessed}, true
	}
	for _, c := range classes {
		if classPurpose(c) == production {
			return c, Evidence{Text: "is named for production", Rank: Named}, true
		}
	}
	return "", Evidence{}, false
}
