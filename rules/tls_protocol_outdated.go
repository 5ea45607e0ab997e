package rules

import (
	"slices"

	"github.com/deploycheck/deploycheck/analyzer"
)

// TLSProtocolOutdated catches servers that still speak versions of TLS that
// have been given up.
// https://www.rfc-editor.org/rfc/rfc8996
var TLSProtocolOutdated = &analyzer.Rule{
	ID:        "tls-protocol-outdated",
	Title:     "Versions of TLS that are broken are spoken",
	Item:      "certificate",
	Severity:  analyzer.High,
	Precision: analyzer.VeryHigh,
	What:      "SSLv2, SSLv3, TLS 1.0 or TLS 1.1 among the protocols of a web server.",
	Why:       "These versions rest on MD5 and SHA-1 and on ciphers with known attacks; no browser of today needs them, and auditors refuse them.",
	Fix:       "Speak the two current versions only: `ssl_protocols TLSv1.2 TLSv1.3;`.",
	CWE:       327,
	ASVS:      "9.1.3",
	Refs: []string{
		"https://www.rfc-editor.org/rfc/rfc8996",
		"https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_protocols",
	},
	Unloaded: true,
	Check:    checkTLSProtocolOutdated,
}

// outdatedProtocols are versions that standards have withdrawn.
var outdatedProtocols = []string{"SSLv2", "SSLv3", "TLSv1", "TLSv1.0", "TLSv1.1"}

func checkTLSProtocolOutdated(p *analyzer.Pass) {
	for _, f := range p.Facts().Fronts {
		seen := map[int]bool{}
		for _, s := range f.Servers {
			var old []string
			for _, w := range s.Protocols {
				if w.Opaque == "" && slices.Contains(outdatedProtocols, w.Value) {
					old = append(old, w.Value)
				}
			}
			if len(old) == 0 || seen[s.Protocols[0].Span.Line] {
				continue
			}
			seen[s.Protocols[0].Span.Line] = true
			p.ReportIn(f.Where, s.Protocols[0].Span, "protocols", "%s speaks %s, which attackers can break", f.Kind, several(old))
		}
	}
}
