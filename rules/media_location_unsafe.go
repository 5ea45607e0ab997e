package rules

import (
	"path"
	"regexp"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/eval"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// MediaLocationUnsafe catches uploads that land among static files or code.
// https://docs.djangoproject.com/en/stable/ref/settings/#media-root
var MediaLocationUnsafe = &analyzer.Rule{
	ID:        "media-location-unsafe",
	Title:     "Uploads land among static files or code",
	Item:      "media",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What: "A `MEDIA_ROOT` that is `STATIC_ROOT` or lies in it, or that is a folder with the project's code in it; or a `MEDIA_URL` that is `STATIC_URL`; " +
		"or a place of a web server that lists the folder of uploads, or from which one can climb out of its folder.",
	Why: "What users upload is then served like the project's own scripts, with their long caching and without a second look, " +
		"or the whole project, settings included, can be fetched below `MEDIA_URL`.",
	Fix:  "Give uploads a folder and an address of their own: `MEDIA_ROOT = BASE_DIR / \"media\"`, `MEDIA_URL = \"/media/\"`.",
	CWE:  552,
	ASVS: "12.4.1",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/settings/#media-root",
		"https://docs.djangoproject.com/en/stable/topics/security/#user-uploaded-content",
	},
	Check: checkMediaLocationUnsafe,
}

func checkMediaLocationUnsafe(p *analyzer.Pass) {
	checkPlaces(p)
	root := p.Setting("MEDIA_ROOT")
	if !root.Explicit {
		return // Without uploads there is nothing to say.
	}
	if j := p.Judge(root, amongStatic(p, root)); j.Fails() {
		p.Report(j, "MEDIA_ROOT is STATIC_ROOT or lies in it%s, so uploads are served like the project's own scripts", j.When())
		return
	}
	if j := p.Judge(root, p.Where(root, "is it a folder of code", holds(settingsFile(p)))); j.Fails() {
		p.Report(j, "MEDIA_ROOT is a folder with code in it%s, so settings and sources can be fetched below MEDIA_URL", j.When())
		return
	}
	url := p.Setting("MEDIA_URL")
	same := p.Space().Equals(url.Value, p.Setting("STATIC_URL").Value).And(p.Space().Truth(url.Value))
	if j := p.Judge(url, same); j.Fails() {
		p.Report(j, "MEDIA_URL is STATIC_URL%s, so uploads are served like the project's own scripts", j.When())
	}
}

// amongStatic is the condition under which uploads lie in STATIC_ROOT.
func amongStatic(p *analyzer.Pass, media *analyzer.Setting) *value.Cond {
	bad := value.False
	for _, s := range p.Setting("STATIC_ROOT").Value.Alts() {
		static, ok := folderOf(s.Plain)
		if !ok {
			continue // Where that is not known, it is elsewhere.
		}
		bad = bad.Or(s.When.And(p.Where(media, "is it in STATIC_ROOT", func(v value.Plain) value.Truth {
			folder, ok := folderOf(v)
			return value.Is(ok && within(folder, static))
		})))
	}
	return bad
}

// holds answers whether a file lies in a folder, or below.
func holds(file string) func(value.Plain) value.Truth {
	return func(v value.Plain) value.Truth {
		folder, ok := folderOf(v)
		return value.Is(ok && file != "" && within(file, folder))
	}
}

// settingsFile is the absolute path of a file with settings in it.
func settingsFile(p *analyzer.Pass) string {
	for _, name := range []string{"ROOT_URLCONF", "INSTALLED_APPS", "MIDDLEWARE"} {
		if at := p.Setting(name).Place(); at != (source.Span{}) && p.Setting(name).Explicit {
			return path.Join(eval.Root, at.File)
		}
	}
	return ""
}

// folderOf gives a path that is text or a pathlib path. Relative ones are
// left out: they depend on where the server is started.
func folderOf(v value.Plain) (string, bool) {
	text := ""
	switch v := v.(type) {
	case value.Str:
		text = string(v)
	case value.Path:
		text = string(v)
	}
	return path.Clean(text), strings.HasPrefix(text, "/")
}

// within reports whether a path is a folder or lies in it.
func within(name, folder string) bool {
	return name == folder || strings.HasPrefix(name, strings.TrimSuffix(folder, "/")+"/")
}

// checkPlaces judges the places of web servers that serve files.
func checkPlaces(p *analyzer.Pass) {
	for _, f := range p.Facts().Fronts {
		for _, s := range f.Servers {
			for _, l := range s.Locations {
				checkPlace(p, f, l)
			}
		}
	}
}

func checkPlace(p *analyzer.Pass, f *deploy.Front, l *deploy.Place) {
	climbs := f.Kind == deploy.Nginx && l.Match == deploy.Prefix && l.Alias && l.Files.Opaque == "" &&
		!strings.HasSuffix(l.Path, "/") && strings.HasSuffix(l.Files.Value, "/")
	if climbs && l.Returns == 0 && l.Redirect == nil {
		p.ReportIn(f.Where, l.Files.Span, l.Path, "%s has no slash at its end and its alias %s has one, so %s../ leads to the folder above", l.Path, l.Files.Value, l.Path)
	}
	if l.AutoIndex.Value != "" && l.Passes.Value == "" && uploads.MatchString(l.Path) && l.Returns == 0 {
		p.ReportIn(f.Where, l.AutoIndex.Span, l.Path+" list", "%s lists the files below %s, so anybody can find what users uploaded", f.Kind, l.Path)
	}
}

// uploads matches paths below which users' files are.
var uploads = regexp.MustCompile(`(?i)(media|upload)`)
