package deploy

import (
	"regexp"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A Page is a template of HTML.
type Page struct {
	Where
	Insecure []Resource  // what it runs or sends to over plain HTTP
	Upgrades source.Span // where it tells browsers to use HTTPS instead; zero: nowhere
	Trackers []Tracker   // what tells others of each visit
	Consent  bool        // it asks visitors what they agree to, or loads what does
}

// A Resource is what a page takes from an address.
type Resource struct {
	Tag  string // "script"
	Host string
	Span source.Span
}

var (
	pageName   = regexp.MustCompile(`\.(html?|jinja2?|djhtml)$`)
	pageFolder = regexp.MustCompile(`(^|/)(templates|jinja2)/`)
	// mailFolder matches templates that are sent by mail, or printed.
	mailFolder = regexp.MustCompile(`(?i)(^|[/_.-])(e?mails?|mailings?|newsletters?|pdfs?|notifications?)([/_.-]|$)`)
	// activeTag matches a tag that runs what an address gives, or sends to it.
	// https://developer.mozilla.org/en-US/docs/Web/Security/Mixed_content
	activeTag    = regexp.MustCompile(`(?is)<(script|iframe|object|embed|form|link)\b([^<>]*?)\s(?:src|href|action|data)\s*=\s*["']?http://([^/"'\s>?#]+)[^<>]*>`)
	stylesheet   = regexp.MustCompile(`(?i)rel\s*=\s*["']?[^"'>]*\b(stylesheet|preload|modulepreload|manifest)\b`)
	hiddenText   = regexp.MustCompile(`(?s)<!--.*?-->|\{#.*?#\}|\{%-?\s*comment\b.*?endcomment\s*-?%\}`)
	upgradesMeta = regexp.MustCompile(`(?is)<meta\b[^>]*upgrade-insecure-requests[^>]*>`)
	ownMachine   = regexp.MustCompile(`^(localhost|127\.|0\.0\.0\.0|\[::1\]|www\.w3\.org|\{\{|\$\{|\{%)`)
)

// readPage reads a template for what it takes over plain HTTP. What stands in
// comments is left out.
func readPage(f *Facts, file *source.File) {
	if mailFolder.MatchString(file.Path) {
		return
	}
	p := &Page{Where: where(file)}
	text := file.Text
	if strings.Contains(text, "http://") || strings.Contains(text, "upgrade-insecure-requests") {
		text = hiddenText.ReplaceAllStringFunc(text, blanked)
		p.Insecure = resources(file, text)
		if at := upgradesMeta.FindStringIndex(text); at != nil {
			p.Upgrades = lineSpan(file, 1+strings.Count(text[:at[0]], "\n"))
		}
	}
	p.track(file)
	f.Pages = append(f.Pages, p)
}

// blanked is a text of as many lines with nothing on them.
func blanked(text string) string { return strings.Repeat("\n", strings.Count(text, "\n")) }

func resources(file *source.File, text string) []Resource {
	var all []Resource
	for _, m := range activeTag.FindAllStringSubmatchIndex(text, -1) {
		tag, host := strings.ToLower(text[m[2]:m[3]]), text[m[6]:m[7]]
		if ownMachine.MatchString(host) || tag == "link" && !stylesheet.MatchString(text[m[0]:m[1]]) {
			continue
		}
		line := 1 + strings.Count(text[:strings.Index(text[m[0]:], "http://")+m[0]], "\n")
		all = append(all, Resource{Tag: tag, Host: host, Span: lineSpan(file, line)})
	}
	return all
}
