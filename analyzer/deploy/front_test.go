package deploy_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// TestFronts holds what is read of web servers against the section "want" of
// each fixture.
func TestFronts(t *testing.T) {
	names, err := filepath.Glob("testdata/nginx/*.txtar")
	more, _ := filepath.Glob("testdata/fronts/*.txtar")
	names = append(names, more...)
	if err != nil || len(names) == 0 {
		t.Fatal("no fixtures", err)
	}
	golden(t, names, frontListing)
}

// frontListing writes fronts as text.
func frontListing(f *deploy.Facts) string {
	var b strings.Builder
	for _, front := range f.Fronts {
		fmt.Fprintf(&b, "%s: %s, %s\n", front.File, front.Kind, [...]string{"production", "plain", "staging", "development"}[front.Rank])
		for _, s := range front.Servers {
			serverListing(&b, s)
		}
	}
	return b.String()
}

func serverListing(b *strings.Builder, s *deploy.Server) {
	fmt.Fprintf(b, "  server %s", s.Span)
	for _, l := range s.Listens {
		fmt.Fprintf(b, " %s:%d", l.Host, l.Port)
		if l.TLS {
			b.WriteString("+tls")
		}
		if l.Default {
			b.WriteString("+default")
		}
	}
	for _, n := range s.Names {
		b.WriteString(" " + text(n.Text))
	}
	b.WriteString("\n")
	if s.Certificate.Value != "" || s.Issuer.Value != "" {
		fmt.Fprintf(b, "    certificate %s, key %s, issuer %s\n", text(s.Certificate.Text), text(s.Key.Text), text(s.Issuer.Text))
	}
	if len(s.Protocols) > 0 {
		b.WriteString("    protocols")
		for _, p := range s.Protocols {
			b.WriteString(" " + text(p.Text))
		}
		b.WriteString("\n")
	}
	if s.ShowsVersion {
		b.WriteString("    shows its version\n")
	}
	if !s.Beyond.Span.IsZero() {
		fmt.Fprintf(b, "    beyond: %s (%s)\n", s.Beyond.Value, s.Beyond.Span)
	}
	for _, p := range s.Locations {
		placeListing(b, p)
	}
}

func placeListing(b *strings.Builder, p *deploy.Place) {
	fmt.Fprintf(b, "    %s %s (%s)", [...]string{"prefix", "exact", "regexp", "named"}[p.Match], p.Path, p.Span)
	if p.Passes.Value != "" {
		b.WriteString(" passes to " + text(p.Passes.Text))
	}
	if p.Files.Value != "" {
		fmt.Fprintf(b, " files %s alias=%v", text(p.Files.Text), p.Alias)
	}
	if p.Else != nil {
		b.WriteString(" else " + p.Else.Path)
	}
	if p.Redirect != nil {
		fmt.Fprintf(b, " redirects %d %s https=%v only=%v forwarded=%v", p.Redirect.Status, text(p.Redirect.Target), p.Redirect.ToHTTPS, p.Redirect.OnlyHTTP, p.Redirect.Forwarded)
	}
	if p.Returns > 0 {
		fmt.Fprintf(b, " returns %d", p.Returns)
	}
	if p.MaxBody != nil {
		fmt.Fprintf(b, " body %d", p.MaxBody.Bytes)
	}
	if p.Internal {
		b.WriteString(" internal")
	}
	if p.NoLog.Value != "" {
		b.WriteString(" nolog")
	}
	if p.AutoIndex.Value != "" {
		b.WriteString(" autoindex")
	}
	if p.Expires.Value != "" {
		b.WriteString(" expires " + text(p.Expires.Text))
	}
	if !p.Beyond.Span.IsZero() {
		fmt.Fprintf(b, " beyond: %s (%s)", p.Beyond.Value, p.Beyond.Span)
	}
	b.WriteString("\n")
	for _, h := range p.Headers {
		fmt.Fprintf(b, "      gives %s: %s", h.Name, text(h.Value))
		if h.Always {
			b.WriteString(" always")
		}
		if h.Replaces {
			b.WriteString(" replaces")
		}
		fmt.Fprintf(b, " (%s)\n", h.Span)
	}
	for _, l := range p.Lost {
		fmt.Fprintf(b, "      loses %s (%s) by %s\n", l.Name, l.Span, l.By)
	}
	for _, h := range p.Forwards {
		fmt.Fprintf(b, "      forwards %s: %s\n", h.Name, text(h.Value))
	}
	for _, h := range p.Hides {
		fmt.Fprintf(b, "      hides %s\n", h)
	}
}

func text(t deploy.Text) string {
	if t.Opaque != "" {
		return fmt.Sprintf("%q (open: %s)", t.Value, t.Opaque)
	}
	return t.Value
}
