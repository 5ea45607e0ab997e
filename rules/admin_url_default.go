package rules

import (
	"regexp"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/eval"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// AdminURLDefault catches an admin where every scanner looks for it.
// https://docs.djangoproject.com/en/stable/ref/contrib/admin/#hooking-adminsite-instances-into-your-urlconf
var AdminURLDefault = &analyzer.Rule{
	ID:        "admin-url-default",
	Title:     "The admin is at /admin/",
	Item:      "admin-url",
	Severity:  analyzer.Low,
	Precision: analyzer.HighPrecision,
	What:      "A route of the admin site whose path is `admin/`, by itself or as the default of a variable.",
	Why:       "Scanners try /admin/ on every host and guess passwords there day and night; another path keeps them out of the logs. It does not replace strong passwords and a second factor.",
	Fix:       "Route it elsewhere: `path(settings.ADMIN_URL, admin.site.urls)` with a required variable behind it.",
	CWE:       1188,
	ASVS:      "4.3.1",
	Refs:      []string{"https://docs.djangoproject.com/en/stable/ref/contrib/admin/"},
	Check:     checkAdminURLDefault,
}

func checkAdminURLDefault(p *analyzer.Pass) {
	routes, whole := p.Routes()
	found := false
	for _, r := range routes {
		if !isAdmin(r.View) {
			continue
		}
		found = true
		bad := r.When.And(adminPath(p, r))
		j := p.Judge(&analyzer.Setting{Name: "the admin's route", Value: r.Pattern, Explicit: true}, bad)
		if j.Fails() {
			p.ReportAt(r.Span, "admin", "the admin is at /admin/%s, where scanners guess passwords on every site", j.When())
		}
	}
	if !found && whole {
		p.NotApplicable("no route leads to the admin")
	}
}

// isAdmin tells the URLs of an admin site.
func isAdmin(view string) bool {
	return strings.HasSuffix(view, "admin.site.urls") || strings.HasSuffix(view, "admin_site.urls") ||
		strings.HasSuffix(view, ".AdminSite") || view == "django.contrib.admin.urls"
}

// defaultAdmin matches the path as path() and as re_path() have it, below a
// language if there is one.
var defaultAdmin = regexp.MustCompile(`^\^?/?admin(/|/\?)?\$?$`)

func adminPath(p *analyzer.Pass, r eval.Route) *value.Cond {
	route := &analyzer.Setting{Name: "route", Value: r.Pattern}
	return p.Where(route, "is it admin/", func(v value.Plain) value.Truth {
		text, ok := analyzer.Text(v)
		if !ok {
			return doubt(v)
		}
		return value.Is(defaultAdmin.MatchString(text))
	})
}
