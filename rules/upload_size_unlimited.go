package rules

import (
	"slices"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// UploadSizeUnlimited catches limits of a request that are taken away.
// https://docs.djangoproject.com/en/stable/ref/settings/#data-upload-max-memory-size
var UploadSizeUnlimited = &analyzer.Rule{
	ID:        "upload-size-unlimited",
	Title:     "Requests may be of any size",
	Item:      "upload-size",
	Severity:  analyzer.Medium,
	Precision: analyzer.VeryHigh,
	What:      "`DATA_UPLOAD_MAX_MEMORY_SIZE`, `DATA_UPLOAD_MAX_NUMBER_FIELDS` or `DATA_UPLOAD_MAX_NUMBER_FILES` is None, or the first is more than 100 MiB; or a web server that passes requests of any size, or of more than a gibibyte, to the application.",
	Why:       "A request's body and fields are held in memory before any view sees them, so a few requests by anybody can use all of it up.",
	Fix:       "Delete the line for Django's default, or raise it to what your largest form needs: `DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024`. It does not count files; the web server limits those.",
	CWE:       770,
	ASVS:      "12.1.1",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/settings/#data-upload-max-memory-size",
		"https://docs.djangoproject.com/en/stable/ref/settings/#data-upload-max-number-fields",
		"https://docs.djangoproject.com/en/stable/topics/security/#user-uploaded-content",
	},
	Check: checkUploadSizeUnlimited,
}

// maxMemorySize is the largest body in memory that is accepted: 40 times
// Django's default.
const maxMemorySize = 100 * 1024 * 1024

func checkUploadSizeUnlimited(p *analyzer.Pass) {
	for _, name := range []string{"DATA_UPLOAD_MAX_MEMORY_SIZE", "DATA_UPLOAD_MAX_NUMBER_FIELDS", "DATA_UPLOAD_MAX_NUMBER_FILES"} {
		limit := p.Setting(name)
		if j := p.Judge(limit, p.Where(limit, "is it None", isNone)); j.Fails() {
			p.Report(j, "%s is None%s, so one request may use up the server's memory", name, j.When())
		}
	}
	limit := p.Setting("DATA_UPLOAD_MAX_MEMORY_SIZE")
	j := p.Judge(limit, p.Where(limit, "is it large", func(v value.Plain) value.Truth {
		n, ok := seconds(v)
		if !ok {
			return doubt(v)
		}
		return value.Is(n > maxMemorySize)
	}))
	if j.Fails() {
		n, _ := seconds(j.About.Plain)
		p.Report(j, "DATA_UPLOAD_MAX_MEMORY_SIZE is %d MiB%s, so a few requests may use up the server's memory", n>>20, j.When())
	}
	checkBodies(p)
}

// maxBody is the largest request that a web server may pass on.
const maxBody = 1 << 30

// checkBodies judges what web servers let through.
func checkBodies(p *analyzer.Pass) {
	seen := map[source.Span]bool{}
	for _, f := range p.Facts().Fronts {
		for _, s := range f.Servers {
			places := passing(s)
			slices.SortStableFunc(places, func(a, b *deploy.Place) int { return len(a.Path) - len(b.Path) })
			for _, l := range places {
				switch {
				case l.MaxBody == nil || seen[l.MaxBody.Span]:
					continue
				case l.MaxBody.Bytes == 0:
					p.ReportIn(f.Where, l.MaxBody.Span, pathOf(l), "%s passes requests of any size to the application for %s, so a few may fill its disk", f.Kind, pathOf(l))
				case l.MaxBody.Bytes > maxBody:
					p.ReportIn(f.Where, l.MaxBody.Span, pathOf(l), "%s passes requests of %d MiB to the application for %s, so a few may fill its disk", f.Kind, l.MaxBody.Bytes>>20, pathOf(l))
				case !p.Facts().ForDevelopment(f.Where):
					p.Passes(l.MaxBody.Span, "%s passes no requests of more than %d MiB", f.Kind, l.MaxBody.Bytes>>20)
				}
				seen[l.MaxBody.Span] = true
			}
		}
	}
}
