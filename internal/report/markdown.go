package report

import (
	"path"
	"strconv"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// markup escapes what Markdown, its tables and HTML take for their own. The
// scheme of an address is broken so that it does not become a link.
var markup = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "{", `\{`, "}", `\}`, "[", `\[`, "]", `\]`,
	"#", `\#`, "|", `\|`, "~", `\~`, "$", `\$`, "!", `\!`,
	"<", "&lt;", ">", "&gt;", "&", "&amp;",
	"://", `\://`, "www.", `www\.`, "WWW.", `WWW\.`, "@", "&#64;",
)

// markdown makes text of the repository safe inside a line of Markdown.
func markdown(s string) string { return markup.Replace(Printable(s)) }

// prose turns our own text, which may hold `code`, into a line of Markdown
// that is safe in a table.
func prose(s string) string {
	parts := strings.Split(s, "`")
	if len(parts)%2 == 0 {
		return markdown(s)
	}
	for i, part := range parts {
		if i%2 == 0 {
			parts[i] = markdown(part)
		} else {
			parts[i] = "`" + strings.ReplaceAll(Printable(part), "|", `\|`) + "`"
		}
	}
	return strings.Join(parts, "")
}

// markdownPlace is a place as a link to where the file can be read, if that
// is known.
func markdownPlace(s source.Span, o Options) string {
	if s.IsZero() {
		return ""
	}
	at := s
	at.File = path.Join(o.Prefix, s.File)
	text := markdown(at.String())
	if o.BlobURL == "" {
		return text
	}
	address := o.BlobURL + "/" + uri("", at.File)
	if s.Line > 0 {
		address += "#L" + strconv.Itoa(s.Line)
	}
	return "[" + text + "](" + address + ")"
}
