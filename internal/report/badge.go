package report

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/deploycheck/deploycheck/analyzer"
)

// Colours of badges.
const (
	badgeGreen  = "#2e7d32"
	badgeOrange = "#c55a00"
	badgeRed    = "#c62828"
	badgeGrey   = "#6e6e6e"
)

// Badge writes a small picture, an SVG, that says how many lines of the
// checklist fail.
func Badge(w io.Writer, r *analyzer.Report, o Options) error {
	text, color := standing(r, o)
	_, err := io.WriteString(w, badge(Name, text, color, Name+": "+text+" ("+verdicts(r.Answers)+")"))
	return err
}

// standing says in two words how a report came out, and in which colour.
func standing(r *analyzer.Report, o Options) (text, color string) {
	failed := counted(r.Answers)[analyzer.Fail]
	errors := levels(merge(r.Findings, byLine))[analyzer.ErrorLevel]
	switch {
	case o.Failure != "" || len(r.Answers) == 0:
		return "not judged", badgeGrey
	case failed == 0:
		return "passed", badgeGreen
	case errors == 0:
		return fmt.Sprintf("%d failed", failed), badgeOrange
	}
	return fmt.Sprintf("%d failed", failed), badgeRed
}

// Measures of a badge, in pixels.
const (
	badgeHeight = 20
	badgePad    = 6 // on each side of a text
)

// badge draws two fields of text beside each other. Texts are stretched to the
// widths that are reckoned with, as fonts differ.
func badge(label, text, color, title string) string {
	left, right := textWidth(label)+2*badgePad, textWidth(text)+2*badgePad
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" role="img" aria-label="%s">`+"\n", left+right, badgeHeight, markupText(label+": "+text))
	fmt.Fprintf(&b, "  <title>%s</title>\n", markupText(title))
	fmt.Fprintf(&b, `  <clipPath id="round"><rect width="%d" height="%d" rx="3"/></clipPath>`+"\n", left+right, badgeHeight)
	b.WriteString(`  <g clip-path="url(#round)">` + "\n")
	fmt.Fprintf(&b, `    <rect width="%d" height="%d" fill="#444"/>`+"\n", left, badgeHeight)
	fmt.Fprintf(&b, `    <rect x="%d" width="%d" height="%d" fill="%s"/>`+"\n", left, right, badgeHeight, color)
	b.WriteString("  </g>\n")
	b.WriteString(`  <g fill="#fff" text-anchor="middle" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">` + "\n")
	for _, t := range []struct {
		text  string
		x, at int
	}{{label, left, 0}, {text, right, left}} {
		fmt.Fprintf(&b, `    <text x="%.1f" y="14" textLength="%d">%s</text>`+"\n", float64(t.at)+float64(t.x)/2, t.x-2*badgePad, markupText(t.text))
	}
	b.WriteString("  </g>\n</svg>\n")
	return b.String()
}

// textWidth is about how wide a text is in Verdana of eleven pixels.
func textWidth(text string) int {
	tenths := 0
	for _, r := range text {
		switch {
		case strings.ContainsRune("ijlI|!.,:;' ", r):
			tenths += 40
		case strings.ContainsRune("mwMW%@", r):
			tenths += 105
		case r >= 'A' && r <= 'Z' || r >= utf8.RuneSelf:
			tenths += 80
		default:
			tenths += 67
		}
	}
	return (tenths + 9) / 10
}

// markupText escapes text for XML.
func markupText(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;").Replace(Printable(text))
}
