package rules

import "github.com/deploycheck/deploycheck/analyzer"

// CORSAllowAll catches APIs whose answers every site may read.
// https://github.com/adamchainz/django-cors-headers
var CORSAllowAll = &analyzer.Rule{
	ID:        "cors-allow-all",
	Title:     "Every site may read the API's answers",
	Item:      "cors",
	Severity:  analyzer.High,
	Precision: analyzer.VeryHigh,
	What:      "`CORS_ALLOW_ALL_ORIGINS`, or `CORS_ORIGIN_ALLOW_ALL` as it was called, is on where django-cors-headers is installed.",
	Why:       "Any page that a user opens can call the API from the user's browser; with `CORS_ALLOW_CREDENTIALS` it does so as the user.",
	Fix:       "Name your front ends: `CORS_ALLOWED_ORIGINS = [\"https://app.example.com\"]`.",
	CWE:       942,
	ASVS:      "14.5.3",
	Refs: []string{
		"https://github.com/adamchainz/django-cors-headers#configuration",
		"https://developer.mozilla.org/en-US/docs/Web/HTTP/CORS",
	},
	Check: checkCORSAllowAll,
}

func checkCORSAllowAll(p *analyzer.Pass) {
	if !usesCORS(p) {
		p.NotApplicable("django-cors-headers is not installed, so browsers keep other sites out")
		return
	}
	for _, name := range []string{"CORS_ALLOW_ALL_ORIGINS", "CORS_ORIGIN_ALLOW_ALL"} {
		all := p.Setting(name)
		if !all.Explicit {
			continue
		}
		j := p.Judge(all, p.Space().Truth(all.Value))
		if !j.Fails() {
			continue
		}
		if p.Unset().Implies(p.View().Truthy("CORS_ALLOW_CREDENTIALS")) {
			p.Report(j, "%s is on%s together with CORS_ALLOW_CREDENTIALS, so every site can act as the user", name, j.When())
			continue
		}
		p.Report(j, "%s is on%s, so every site may read what the API answers", name, j.When())
	}
	if !p.Setting("CORS_ALLOW_ALL_ORIGINS").Explicit && !p.Setting("CORS_ORIGIN_ALLOW_ALL").Explicit {
		p.Passes(p.Setting("CORS_ALLOWED_ORIGINS").Place(), "only the origins that are listed may read answers")
	}
}

// usesCORS reports whether django-cors-headers may be at work in production.
func usesCORS(p *analyzer.Pass) bool {
	middleware := p.View().Lists("MIDDLEWARE", "corsheaders.middleware.CorsMiddleware")
	return p.Production().Meets(p.Installed("corsheaders").Or(middleware))
}
