package rules

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/eval"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// ErrorTrackingMissing catches trackers of errors that are set up and report
// to nobody. That nothing tracks errors is no finding: it may be done outside
// the repository.
// https://docs.sentry.io/platforms/python/configuration/options/#dsn
var ErrorTrackingMissing = &analyzer.Rule{
	ID:        "error-tracking-missing",
	Title:     "Errors are reported to nobody",
	Item:      "errors",
	Severity:  analyzer.Low,
	Precision: analyzer.VeryHigh,
	What:      "`sentry_sdk.init` with an empty `dsn`, or a `LOGGING` that mails errors to `ADMINS`, of which there are none.",
	Why:       "It looks as if errors were watched, and the first to notice one is a visitor.",
	Fix:       "Read the address without a default, `dsn=os.environ[\"SENTRY_DSN\"]`; or set `ADMINS = [(\"Ops\", \"ops@shop.example\")]` and `SERVER_EMAIL`.",
	CWE:       778,
	ASVS:      "7.4.1",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/howto/error-reporting/",
		"https://docs.sentry.io/platforms/python/configuration/options/#dsn",
	},
	Check: checkErrorTrackingMissing,
}

// trackers are apps and middleware that report errors, by their names.
var trackers = []struct{ setting, name string }{
	{"INSTALLED_APPS", "elasticapm.contrib.django"},
	{"INSTALLED_APPS", "raven.contrib.django.raven_compat"},
	{"MIDDLEWARE", "rollbar.contrib.django.middleware.RollbarNotifierMiddleware"},
	{"MIDDLEWARE", "bugsnag.django.middleware.BugsnagMiddleware"},
	{"MIDDLEWARE", "honeybadger.contrib.DjangoHoneybadgerMiddleware"},
	{"MIDDLEWARE", "scout_apm.django.middleware.MiddlewareTimingMiddleware"},
}

func checkErrorTrackingMissing(p *analyzer.Pass) {
	tracked := tracksErrors(p)
	for _, c := range p.Calls("sentry_sdk.init") {
		tracked = checkSentry(p, c) || tracked
	}
	if !tracked && !checkAdmins(p) {
		doubtSentry(p)
	}
}

// doubtSentry leaves open what is set up under a condition that does not hold.
func doubtSentry(p *analyzer.Pass) {
	for _, b := range p.Branches("sentry_sdk.init") {
		where := "a condition holds"
		if b.Test != "" {
			where = clip(b.Test) + " holds"
		}
		p.Doubts("sentry_sdk.init reports errors only where %s (%s), which is not so here", where, b.Span)
	}
}

// tracksErrors records the apps and middleware that report errors.
func tracksErrors(p *analyzer.Pass) bool {
	tracked := false
	for _, t := range trackers {
		tracked = p.Hopes(t.name+" reports errors", p.Setting(t.setting).Place(), writtenIn(p, t.setting, t.name)) || tracked
	}
	return tracked
}

// writtenIn is the condition under which a setting that is a list has an element
// which is written there; what else may be in it does not count.
func writtenIn(p *analyzer.Pass, setting, name string) *value.Cond {
	c := value.False
	for _, e := range p.Elements(p.Setting(setting)) {
		if text, ok := analyzer.Text(e.Plain); ok && (text == name || strings.HasPrefix(text, name+".apps.")) {
			c = c.Or(e.When)
		}
	}
	return c
}

// checkSentry reports whether Sentry is set up, be it in vain.
func checkSentry(p *analyzer.Pass, c eval.Call) bool {
	called := p.Production().Meets(c.When)
	if !hopesForSentry(p, c) && called {
		p.ReportAt(c.Span, "sentry_sdk.init", "sentry_sdk.init is given an empty dsn, so it reports errors to nobody")
	}
	return called
}

// hopesForSentry records whether a call of sentry_sdk.init has errors reported.
func hopesForSentry(p *analyzer.Pass, c eval.Call) bool {
	dsn := argument(c, "dsn")
	if dsn == nil { // then it is read from a variable, SENTRY_DSN
		return p.Hopes("sentry_sdk.init reports errors", c.Span, c.When.And(elsewhere(p, "SENTRY_DSN is set")))
	}
	empty := p.Where(dsn, "is it empty", func(v value.Plain) value.Truth {
		text, ok := analyzer.Text(v)
		if u, isUnknown := v.(*value.Unknown); isUnknown && u.Outside {
			return value.No // whoever must supply it supplies an address
		}
		if !ok {
			return doubt(v)
		}
		return value.Is(text == "")
	})
	return p.Hopes("sentry_sdk.init reports errors", c.Span, c.When.Minus(empty))
}

// argument is an argument of a call as a setting; nil if it is not given.
func argument(c eval.Call, name string) *analyzer.Setting {
	for _, a := range c.Arguments {
		if a.Name == name {
			return &analyzer.Setting{Name: name + " of " + c.Name, Value: a.Value, Explicit: true}
		}
	}
	return nil
}

// mailHandler is the handler of logs that writes to ADMINS.
const mailHandler = "django.utils.log.AdminEmailHandler"

// mailsErrors records that somebody is mailed of errors.
func mailsErrors(p *analyzer.Pass) bool {
	admins := p.Setting("ADMINS")
	return p.Hopes("errors are mailed to ADMINS", admins.Place(), p.Space().Truth(admins.Value))
}

// checkAdmins looks at mail to ADMINS, which Django's own LOGGING sends as
// well, and the project's if it says so. It reports whether there is something
// to say.
func checkAdmins(p *analyzer.Pass) bool {
	if mailsErrors(p) {
		return true
	}
	said := false
	for _, l := range leaves(p.Setting("LOGGING")) {
		if text, ok := analyzer.Text(l.alt.Plain); ok && text == mailHandler && p.Unset().Implies(l.alt.When) && !byDjango(l.alt) {
			p.ReportValue(l.alt, p.Setting("LOGGING"), "LOGGING mails errors to ADMINS, and there are none, so nobody is told")
			said = true
		}
	}
	return said
}
