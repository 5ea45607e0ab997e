package deploy

import (
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A Tracker is a script of somebody else's by which they learn of each visit.
type Tracker struct {
	Name string // "Google Analytics"
	Span source.Span
	// Whole tells that the page is a document of its own, which others extend,
	// and that the script stands there under no condition.
	Whole bool
}

// A tracker is told by the address that its script comes from.
type tracker struct {
	name    string
	address *regexp.Regexp
}

var trackers = []tracker{
	{"Google Tag Manager", regexp.MustCompile(`googletagmanager\.com/gtm\.js`)},
	{"Google Analytics", regexp.MustCompile(`googletagmanager\.com/gtag/js|google-analytics\.com/(analytics|ga)\.js`)},
	{"the Meta Pixel", regexp.MustCompile(`connect\.facebook\.net/[\w-]+/fbevents\.js`)},
	{"Hotjar", regexp.MustCompile(`static\.hotjar\.com/c/hotjar-`)},
	{"Microsoft Clarity", regexp.MustCompile(`clarity\.ms/tag/`)},
	{"the LinkedIn Insight Tag", regexp.MustCompile(`snap\.licdn\.com/li\.lms-analytics/`)},
	{"the TikTok Pixel", regexp.MustCompile(`analytics\.tiktok\.com/i18n/pixel/`)},
	{"Yandex Metrica", regexp.MustCompile(`mc\.yandex\.ru/metrika/`)},
	{"Mixpanel", regexp.MustCompile(`cdn\.mxpnl\.com/libs/`)},
	{"Amplitude", regexp.MustCompile(`cdn\.amplitude\.com/libs/`)},
}

var (
	// asksConsent matches what asks visitors what they agree to, and what waits
	// for the answer.
	asksConsent = regexp.MustCompile(`(?i)consent|cookiebot|klaro|tarteaucitron|onetrust|usercentrics|iubenda|osano|cookieyes|cookie[-_ ]?(banner|law|notice|control|hub)|data-cookiecategory|type=["']text/plain["']`)
	// consentWords are such that what matches asksConsent holds one of them. To
	// look for them takes a tenth of the time.
	consentWords = []string{"consent", "cookie", "klaro", "tarteaucitron", "onetrust", "usercentrics", "iubenda", "osano", "text/plain"}
	document     = regexp.MustCompile(`(?i)<html[\s>]`)
	conditions   = regexp.MustCompile(`\{%-?\+?\s*(if|endif)\b`)
)

// track notes what tells others of each visit to a page. What stands in
// comments is left out.
func (p *Page) track(file *source.File) {
	text := file.Text
	if !mentionsConsent(text) && !slices.ContainsFunc(trackers, func(t tracker) bool { return t.address.MatchString(text) }) {
		return
	}
	text = hiddenText.ReplaceAllStringFunc(text, blanked)
	p.Consent = asksConsent.MatchString(text)
	for _, t := range trackers {
		if at := t.address.FindStringIndex(text); at != nil {
			line := 1 + strings.Count(text[:at[0]], "\n")
			p.Trackers = append(p.Trackers, Tracker{t.name, lineSpan(file, line), document.MatchString(text) && !conditional(text[:at[0]])})
		}
	}
}

// mentionsConsent reports whether a text may ask visitors what they agree to.
func mentionsConsent(text string) bool {
	text = strings.ToLower(text)
	return slices.ContainsFunc(consentWords, func(word string) bool { return strings.Contains(text, word) })
}

// conditional reports whether what follows a text stands below an {% if %}.
func conditional(before string) bool {
	depth := 0
	for _, m := range conditions.FindAllStringSubmatch(before, -1) {
		if m[1] == "if" {
			depth++
		} else {
			depth--
		}
	}
	return depth > 0
}
