package rules

import "github.com/deploycheck/deploycheck/analyzer"

// HSTSPreloadMissing notes that the site cannot join the preload list.
// https://docs.djangoproject.com/en/stable/ref/settings/#secure-hsts-preload
var HSTSPreloadMissing = &analyzer.Rule{
	ID:        "hsts-preload-missing",
	Title:     "HSTS does not ask for preloading",
	Item:      "hsts",
	Severity:  analyzer.Info,
	Precision: analyzer.VeryHigh,
	What:      "`SECURE_HSTS_SECONDS` is set, `SECURE_HSTS_PRELOAD` is not True.",
	Why:       "Only browsers that have been there before know that the site wants HTTPS; the preload list tells them beforehand. It is hard to leave again, so this is a note.",
	Fix:       "If every subdomain will stay on HTTPS: `SECURE_HSTS_PRELOAD = True`, and submit the domain to hstspreload.org.",
	Checks:    []string{"security.W021"},
	CWE:       319,
	ASVS:      "14.4.5",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/settings/#secure-hsts-preload",
		"https://hstspreload.org/",
	},
	Check: checkHSTSPreloadMissing,
}

func checkHSTSPreloadMissing(p *analyzer.Pass) {
	preload := p.Setting("SECURE_HSTS_PRELOAD")
	if p.HSTSOff() {
		p.NotApplicable("HSTS itself is off")
		return
	}
	on := p.View().Truthy("SECURE_HSTS_SECONDS")
	j := p.Judge(preload, on.Minus(p.Space().Truth(preload.Value)))
	if j.Fails() {
		p.Report(j, "SECURE_HSTS_PRELOAD is off%s, so the very first visit is not protected", j.When())
	}
}
