package rules

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// APIPermissionsOpen catches a REST framework whose views are open unless
// each says otherwise.
// https://www.django-rest-framework.org/api-guide/permissions/#setting-the-permission-policy
var APIPermissionsOpen = &analyzer.Rule{
	ID:        "api-permissions-open",
	Title:     "API views are open by default",
	Item:      "auth-beyond",
	Severity:  analyzer.Medium,
	Precision: analyzer.MediumPrecision,
	What:      "Django REST framework without `DEFAULT_PERMISSION_CLASSES`, or with `AllowAny` in it.",
	Why:       "Every view whose author forgot to name a permission answers everybody, and nothing warns about it.",
	Fix:       "Close by default: `REST_FRAMEWORK = {\"DEFAULT_PERMISSION_CLASSES\": [\"rest_framework.permissions.IsAuthenticated\"]}`.",
	CWE:       276,
	ASVS:      "4.1.3",
	Refs:      []string{"https://www.django-rest-framework.org/api-guide/permissions/#setting-the-permission-policy"},
	Check:     checkAPIPermissionsOpen,
}

func checkAPIPermissionsOpen(p *analyzer.Pass) {
	installed := p.Installed("rest_framework")
	if !p.Unset().Meets(installed) {
		p.NotApplicable("Django REST framework is not installed")
		return
	}
	classes := p.Part(p.Setting("REST_FRAMEWORK"), "DEFAULT_PERMISSION_CLASSES")
	if j := p.Judge(classes, installed.And(p.Where(classes, "is it missing", isUnset))); j.Fails() {
		j.About = frameworkPlace(p, j)
		p.Report(j, "REST_FRAMEWORK names no DEFAULT_PERMISSION_CLASSES%s, so a view that names no permission answers everybody", j.When())
		return
	}
	open := p.Where(classes, "is it empty", isEmptyList)
	for _, c := range p.Elements(classes) {
		if text, ok := analyzer.Text(c.Plain); ok && strings.HasSuffix(text, ".AllowAny") {
			open = open.Or(c.When)
		}
	}
	if j := p.Judge(classes, installed.And(open)); j.Fails() {
		p.Report(j, "DEFAULT_PERMISSION_CLASSES of REST_FRAMEWORK lets everybody in%s, so a view that names no permission is open", j.When())
	}
}

// frameworkPlace is what lacks the permissions, or the entry in INSTALLED_APPS
// where REST_FRAMEWORK is not set at all.
func frameworkPlace(p *analyzer.Pass, j analyzer.Judgement) value.Alt {
	if !byDjango(j.About) {
		return j.About
	}
	for _, app := range p.Elements(p.Setting("INSTALLED_APPS")) {
		if text, ok := analyzer.Text(app.Plain); ok && strings.HasPrefix(text, "rest_framework") {
			return app
		}
	}
	return j.About
}

// isEmptyList says Yes of a list with nothing in it.
func isEmptyList(v value.Plain) value.Truth {
	if q, ok := v.(*value.Seq); ok {
		return value.Is(len(q.Elems) == 0 && q.More == nil)
	}
	return doubt(v)
}
