package rules

import (
	"regexp"
	"slices"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/eval"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// PersonalDataUnmanaged catches pages that tell others of each visit before the
// visitor has agreed. Whether a site complies with the law is for people to
// say: what speaks for it is listed.
// https://gdpr-info.eu/art-7-gdpr/
var PersonalDataUnmanaged = &analyzer.Rule{
	ID:        "personal-data-unmanaged",
	Title:     "Visitors are tracked without being asked",
	Item:      "gdpr",
	Severity:  analyzer.Low,
	Precision: analyzer.MediumPrecision,
	What:      "A base template that loads a script for analytics or advertising, such as Google Analytics or the Meta Pixel, under no condition, in a project in which nothing asks visitors for their consent.",
	Why:       "The script sets cookies and sends the address of the page and of the visitor to its maker on the first visit, before anybody could say no; in the European Union that needs consent first.",
	Fix:       "Load it once the visitor has agreed, with a consent manager such as Klaro or django-cookie-consent; or take analytics that keep no personal data.",
	CWE:       359,
	ASVS:      "8.3.3",
	Refs: []string{
		"https://gdpr-info.eu/art-7-gdpr/",
		"https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:02002L0058-20091219",
		"https://developers.google.com/tag-platform/security/concepts/consent-mode",
	},
	Unloaded: true,
	Check:    checkPersonalDataUnmanaged,
}

func checkPersonalDataUnmanaged(p *analyzer.Pass) {
	p.Manual(speaksForPrivacy(p), "whether personal data is handled by the law is for people to say")
	if asksForConsent(p) {
		return
	}
	for _, page := range p.Facts().Pages {
		for _, t := range page.Trackers {
			if t.Whole && !p.Facts().ForDevelopment(page.Where) {
				p.ReportIn(page.Where, t.Span, t.Name, "%s is loaded on every page and nothing asks for consent, so it learns of each visitor before they can say no", t.Name)
			}
		}
	}
}

// consentApps are apps that ask visitors what they agree to.
var consentApps = []string{"cookie_consent", "cookiebanner", "django_cookiebanner", "cookielaw", "cookie_control", "gdpr_assist", "wagtail_tag_manager", "wtm", "cookies_consent", "tarteaucitron", "djangocms_cookie_consent"}

var (
	consentFile  = regexp.MustCompile(`(?i)(^|/)[\w.-]*(cookie[-_]?(consent|banner|law|notice)|consent|klaro|tarteaucitron|cookiebot|onetrust)[\w.-]*\.(js|ts|tsx|jsx|vue|html|css)$`)
	privacyPage  = regexp.MustCompile(`(?i)(^|/)[\w-]*(privacy|datenschutz|confidentialit|privacidad|privatliv|integritet)[\w-]*\.(html?|jinja2?|djhtml|md|txt)$`)
	privacyRoute = regexp.MustCompile(`(?i)privacy|datenschutz|confidentialit|privacidad`)
	rightsName   = regexp.MustCompile(`(?i)gdpr|dsgvo|rgpd|(export|download|delete|erase|remove|anonymi[sz]e|forget|purge)\w*_?(my_?)?(user|account|personal|profile|member|customer)s?|(user|account|personal|profile|member|customer)s?_?\w*(export|delet|erasure|anonymi[sz])`)
)

// asksForConsent reports whether anything in the project may ask visitors what
// they agree to.
func asksForConsent(p *analyzer.Pass) bool {
	for _, page := range p.Facts().Pages {
		if page.Consent {
			return true
		}
	}
	return len(p.Named(consentFile)) > 0 ||
		p.LoadError() != nil || // then it is not known what is installed
		slices.ContainsFunc(consentApps, func(app string) bool { return p.Installed(app) != value.False })
}

// consentInstalled lists the apps for consent that are installed.
func consentInstalled(p *analyzer.Pass) []analyzer.Step {
	var all []analyzer.Step
	for _, app := range consentApps {
		if writtenIn(p, "INSTALLED_APPS", app) != value.False {
			all = append(all, analyzer.Step{Span: p.Setting("INSTALLED_APPS").Place(), Text: "the app " + app + " asks for consent"})
		}
	}
	return all
}

// speaksForPrivacy lists what in the repository is about personal data: a
// policy, consent, commands and addresses for the rights of people, and what is
// kept from the tracker of errors.
func speaksForPrivacy(p *analyzer.Pass) []analyzer.Step {
	var steps []analyzer.Step
	first := func(found []source.Span, text string) {
		if len(found) > 0 {
			steps = append(steps, analyzer.Step{Span: found[0], Text: text})
		}
	}
	first(p.Named(privacyPage), "the privacy policy, as its name has it")
	first(p.Named(consentFile), "asks for consent, as its name has it")
	first(p.Commands(rightsName), "a command for the data of people, as its name has it")
	if p.LoadError() != nil {
		return steps
	}
	steps = append(steps, consentInstalled(p)...)
	routes, _ := p.Routes()
	first(routesLike(routes, privacyRoute), "leads to the privacy policy, as its path has it")
	first(routesLike(routes, rightsName), "is for the data of people, as its name has it")
	for _, c := range p.Calls("sentry_sdk.init") {
		if argument(c, "before_send") != nil || argument(c, "event_scrubber") != nil {
			steps = append(steps, analyzer.Step{Span: c.Span, Text: "something is taken out of what is sent to Sentry"})
		}
	}
	return steps
}

// routesLike lists the places of routes whose path or view a pattern matches.
func routesLike(routes []eval.Route, pattern *regexp.Regexp) []source.Span {
	var all []source.Span
	for _, r := range routes {
		plain, _ := r.Pattern.Only()
		path, _ := analyzer.Text(plain)
		if pattern.MatchString(path) || pattern.MatchString(r.View) {
			all = append(all, r.Span)
		}
	}
	return all
}
