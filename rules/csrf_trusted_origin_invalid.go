package rules

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/django"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// CSRFTrustedOriginInvalid catches origins without a scheme, which Django
// refuses since 4.0 and which match nothing.
// https://docs.djangoproject.com/en/stable/releases/4.0/#csrf-trusted-origins-changes
var CSRFTrustedOriginInvalid = &analyzer.Rule{
	ID:        "csrf-trusted-origin-invalid",
	Title:     "CSRF_TRUSTED_ORIGINS holds an origin without scheme",
	Item:      "csrf",
	Severity:  analyzer.Low,
	Precision: analyzer.HighPrecision,
	What:      "An entry of `CSRF_TRUSTED_ORIGINS` without `://`, such as `\"localhost\"` or an empty text, with Django 4.0 or later.",
	Why:       "The origin of no request matches it, so forms from there stay refused; and `migrate` and all other commands that run the checks stop with 4_0.E001.",
	Fix:       "Write the scheme too: `CSRF_TRUSTED_ORIGINS = [\"https://www.example.com\"]`; leave out what is empty: `[o for o in text.split(\",\") if o]`.",
	Checks:    []string{"4_0.E001"},
	CWE:       1286,
	ASVS:      "14.5.3",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/settings/#csrf-trusted-origins",
		"https://docs.djangoproject.com/en/stable/releases/4.0/#csrf-trusted-origins-changes",
	},
	Check: checkCSRFTrustedOriginInvalid,
}

func checkCSRFTrustedOriginInvalid(p *analyzer.Pass) {
	check, _ := django.Find("4_0.E001")
	if !check.In(p.Version()) {
		return
	}
	origins := p.Setting("CSRF_TRUSTED_ORIGINS")
	bad, lone := value.False, value.Alt{}
	for _, o := range p.Elements(origins) {
		text, ok := analyzer.Text(o.Plain)
		if !ok || strings.Contains(text, "://") || !p.Unset().Meets(o.When) {
			continue
		}
		if bad == value.False {
			lone = o
		}
		bad = bad.Or(o.When)
	}
	j := p.Judge(origins, bad)
	if !j.Fails() {
		return
	}
	text, _ := analyzer.Text(lone.Plain)
	switch {
	case !p.Since("4.0"):
		p.Doubts("CSRF_TRUSTED_ORIGINS holds %q, which has no scheme: Django refuses it since 4.0, and the version of Django is not known", clip(text))
	case j.Open && text == "": // what is missing is noticed at once
		p.Passes(origins.Place(), "CSRF_TRUSTED_ORIGINS is required: without it commands stop with 4_0.E001")
	default:
		j.About.When, j.About.Origin = lone.When, originOf(lone, j)
		p.Report(j, "CSRF_TRUSTED_ORIGINS holds %q%s, which has no scheme, so it matches no request and commands stop with 4_0.E001", clip(text), j.When())
	}
}
