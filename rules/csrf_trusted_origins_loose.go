package rules

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/django"
)

// CSRFTrustedOriginsLoose catches origins that anybody can take, or that
// come over plain HTTP.
// https://docs.djangoproject.com/en/stable/ref/settings/#csrf-trusted-origins
var CSRFTrustedOriginsLoose = &analyzer.Rule{
	ID:        "csrf-trusted-origins-loose",
	Title:     "CSRF_TRUSTED_ORIGINS trusts too much",
	Item:      "csrf",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "A `CSRF_TRUSTED_ORIGINS` with plain HTTP origins, localhost, or a pattern for a whole top-level domain or hosting platform.",
	Why:       "Pages of a trusted origin may submit forms to the site; plain HTTP ones can be changed on the way, and names on a shared platform belong to anybody.",
	Fix:       "List only your own origins over HTTPS: `CSRF_TRUSTED_ORIGINS = [\"https://www.example.com\"]`.",
	CWE:       942,
	ASVS:      "14.5.3",
	Refs:      []string{"https://docs.djangoproject.com/en/stable/ref/settings/#csrf-trusted-origins"},
	Check:     checkCSRFTrustedOriginsLoose,
}

func checkCSRFTrustedOriginsLoose(p *analyzer.Pass) {
	reportOrigins(p, "CSRF_TRUSTED_ORIGINS", func(origin string) string {
		if !strings.Contains(origin, "://") && django.AtLeast(p.Version(), "4.0") {
			return "" // it matches nothing: csrf-trusted-origin-invalid
		}
		return trustFault(origin)
	})
}

// sharedPlatforms are domains below which anybody can have a name.
var sharedPlatforms = []string{
	"herokuapp.com", "ngrok.io", "ngrok-free.app", "ngrok.app", "vercel.app", "netlify.app", "github.io", "onrender.com",
	"railway.app", "fly.dev", "pythonanywhere.com", "appspot.com", "web.app", "firebaseapp.com", "pages.dev", "azurewebsites.net",
}

// trustFault says why an origin, or a pattern for subdomains, should not be
// trusted, or nothing. A star alone is a pattern for none.
func trustFault(origin string) string {
	name := originName(origin)
	for _, shared := range sharedPlatforms {
		if name == "*."+shared {
			return "lets everybody with a name on that platform submit forms"
		}
	}
	if name == "*.com" || name == "*.org" || name == "*.net" {
		return "is nearly every site"
	}
	return originFault(origin)
}

// originFault says why an origin should not be trusted, or nothing.
func originFault(origin string) string {
	name := originName(origin)
	switch {
	case name == "localhost" || name == "127.0.0.1" || name == "0.0.0.0" || name == "[":
		return "is whatever runs on the visitor's own computer"
	case strings.HasPrefix(origin, "http://") && name != "*" && !strings.HasSuffix(name, ".onion"):
		return "is plain HTTP, so its pages can be changed on the way"
	}
	return ""
}

// originName is the host of an origin, without its scheme and port.
func originName(origin string) string {
	if i := strings.Index(origin, "://"); i >= 0 {
		origin = origin[i+3:]
	}
	name, _, _ := strings.Cut(strings.TrimSuffix(origin, "/"), ":")
	return name
}
