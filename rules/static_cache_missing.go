package rules

import (
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// StaticCacheMissing notes static files whose names stay the same when they
// change, so that browsers cannot be told to keep them.
// https://docs.djangoproject.com/en/stable/ref/contrib/staticfiles/#manifeststaticfilesstorage
var StaticCacheMissing = &analyzer.Rule{
	ID:        "static-cache-missing",
	Title:     "Static files have no hash in their names",
	Item:      "static-cache",
	Severity:  analyzer.Info,
	Precision: analyzer.HighPrecision,
	What:      "A storage of static files that neither puts a hash into names nor keeps them elsewhere.",
	Why:       "Without a hash a long caching time shows visitors old scripts after a deployment, and a short one has them fetched again and again.",
	Fix:       "Set `STORAGES[\"staticfiles\"]` to `django.contrib.staticfiles.storage.ManifestStaticFilesStorage`, or WhiteNoise's `CompressedManifestStaticFilesStorage`.",
	CWE:       525,
	ASVS:      "14.1.3",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/contrib/staticfiles/#manifeststaticfilesstorage",
		"https://whitenoise.readthedocs.io/en/stable/django.html#add-compression-and-caching-support",
	},
	Check: checkStaticCacheMissing,
}

func checkStaticCacheMissing(p *analyzer.Pass) {
	installed := p.Installed("django.contrib.staticfiles")
	if !p.Production().Meets(installed) {
		p.NotApplicable("django.contrib.staticfiles is not installed")
		return
	}
	if place := placeFor(p, "STATIC_URL", cached); place != nil {
		p.Passes(place.Span, "the web server lets browsers keep static files")
		return
	}
	storage := staticStorage(p)
	plain := p.Where(storage, "does it keep names", keepsNames).And(installed)
	// The web server may set headers all the same, so the item is left open.
	caching := &analyzer.Setting{Name: "caching of static files", Value: storage.Value}
	j := p.Judge(caching, plain.And(elsewhere(p, "the web server sends caching headers for them")))
	if j.Verdict == analyzer.Depends && p.Unset().Implies(plain) {
		p.ReportValue(j.About, storage, "static files have no hash in their names%s, so browsers cannot keep them for long", j.When())
	}
}

// cached reports whether answers of a place may be kept.
func cached(place *deploy.Place) bool {
	if place.Expires.Value != "" && place.Expires.Value != "off" && place.Expires.Value != "epoch" {
		return true
	}
	return slices.ContainsFunc(place.Headers, func(h deploy.Header) bool {
		return strings.EqualFold(h.Name, "Cache-Control") && strings.Contains(h.Value.Value, "max-age") && !strings.Contains(h.Value.Value, "max-age=0")
	})
}

// staticStorage is the class that stores static files.
func staticStorage(p *analyzer.Pass) *analyzer.Setting {
	if before(p, "4.2") == value.True {
		return p.Setting("STATICFILES_STORAGE")
	}
	return p.Part(p.Setting("STORAGES"), "staticfiles", "BACKEND")
}

// keepsNames answers for a class: those that are known to store under the
// names that files have.
func keepsNames(v value.Plain) value.Truth {
	text, ok := analyzer.Text(v)
	switch {
	case !ok:
		return doubt(v)
	case text == "django.contrib.staticfiles.storage.StaticFilesStorage",
		text == "whitenoise.storage.CompressedStaticFilesStorage":
		return value.Yes
	case strings.Contains(text, "Manifest"), strings.HasPrefix(text, "storages.backends."):
		return value.No
	}
	return value.Maybe
}
