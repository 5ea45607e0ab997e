package report

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/deploycheck/deploycheck/analyzer"
)

// descriptor describes a rule.
func descriptor(r *analyzer.Rule, version string) *sarif.ReportingDescriptor {
	full := clip(strings.TrimSpace(sentence(plainCode(r.What))+" "+sentence(plainCode(r.Why))), maxDescription)
	d := sarif.NewRule(r.ID).
		WithName(pascal(r.ID)).
		WithShortDescription(sarif.NewMultiformatMessageString(clip(sentence(plainCode(r.Title)), maxDescription))).
		WithFullDescription(sarif.NewMultiformatMessageString(full)).
		WithHelp(sarif.NewMultiformatMessageString(helpText(r)).WithMarkdown(helpMarkdown(r))).
		WithHelpURI(helpAddress(version, r.ID)).
		WithDefaultConfiguration(&sarif.ReportingConfiguration{Level: r.Severity.Level().String()})
	// Rules have two fields for properties; only this one is written out.
	d.Properties = sarif.Properties{
		"security-severity": r.Severity.Score(),
		"precision":         r.Precision.String(),
		"problem.severity":  problemSeverity(r.Severity.Level()),
		"tags":              tags(r),
		"checklist-item":    strings.Join(r.AllItems(), ", "),
	}
	return d
}

// maxDescription is the longest description that GitHub takes.
const maxDescription = 1024

// clip shortens text to n characters at a blank.
func clip(text string, n int) string {
	runes := []rune(text)
	if len(runes) <= n {
		return text
	}
	short := string(runes[:n-1])
	if blank := strings.LastIndexByte(short, ' '); blank > 0 {
		short = short[:blank]
	}
	return short + "…"
}

// pascal writes a slug as a name: "debug-enabled" is DebugEnabled.
func pascal(slug string) string {
	var b strings.Builder
	up := true
	for _, r := range slug {
		if r == '-' {
			up = true
			continue
		}
		if up {
			r = unicode.ToUpper(r)
		}
		b.WriteRune(r)
		up = false
	}
	return b.String()
}

func problemSeverity(l analyzer.Level) string {
	return [...]string{"recommendation", "warning", "error"}[l]
}

func tags(r *analyzer.Rule) []string {
	tags := []string{"security", "django"}
	if r.CWE > 0 {
		tags = append(tags, fmt.Sprintf("external/cwe/cwe-%03d", r.CWE))
	}
	return tags
}

// plainCode drops the backquotes around code.
func plainCode(text string) string { return strings.ReplaceAll(text, "`", "") }

// helpText is the help for those who cannot show Markdown.
func helpText(r *analyzer.Rule) string {
	var parts []string
	for _, text := range []string{r.What, r.Why, r.Fix} {
		if text != "" {
			parts = append(parts, sentence(plainCode(text)))
		}
	}
	parts = append(parts, "To accept it, write "+suppression(r)+" on the line or the line above.")
	return strings.Join(parts, "\n\n")
}

// helpMarkdown is the help that GitHub shows beside an alert.
func helpMarkdown(r *analyzer.Rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", sentence(r.Title))
	part := func(title, text string) {
		if text != "" {
			fmt.Fprintf(&b, "\n## %s\n\n%s\n", title, text)
		}
	}
	part("What it finds", sentence(r.What))
	part("Why it matters", sentence(r.Why))
	part("How to fix it", sentence(r.Fix))
	part("How to accept it", "Say why, on the line or the line above:\n\n```python\n"+suppression(r)+"\n```")
	part("References", references(r))
	return b.String()
}

func suppression(r *analyzer.Rule) string {
	return "# deploycheck: ignore[" + r.ID + "] reason"
}

func references(r *analyzer.Rule) string {
	var lines []string
	for _, check := range r.Checks {
		lines = append(lines, "- Django's system check `"+check+"`")
	}
	if r.CWE > 0 {
		lines = append(lines, fmt.Sprintf("- [CWE-%d](https://cwe.mitre.org/data/definitions/%d.html)", r.CWE, r.CWE))
	}
	if r.ASVS != "" {
		lines = append(lines, "- OWASP ASVS 4.0.3, requirement "+r.ASVS)
	}
	for _, ref := range r.Refs {
		lines = append(lines, "- <"+ref+">")
	}
	return strings.Join(lines, "\n")
}
