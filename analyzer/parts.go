package analyzer

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/django"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// Part is a part of a setting that is a dict, by its keys, as a setting of
// its own: DATABASES, "default", "PASSWORD". Where there is no such key it is
// value.Unset, with the place of what lacks it.
func (p *Pass) Part(s *Setting, keys ...string) *Setting {
	v, name := s.Value, s.Name
	for _, key := range keys {
		v = p.view.Key(v, key)
		name += fmt.Sprintf("[%q]", key)
	}
	return &Setting{Name: name, Value: v, Explicit: s.Explicit}
}

// Elements lists what may be in a setting that is a list, tuple or set: each
// alternative of each element with the condition under which it is there. An
// unknown rest is one *value.Unknown at the end.
func (p *Pass) Elements(s *Setting) []value.Alt {
	var out []value.Alt
	for _, a := range s.Value.Alts() {
		q, ok := a.Plain.(*value.Seq)
		if !ok {
			if u, unknown := a.Plain.(*value.Unknown); unknown {
				out = append(out, value.Alt{When: a.When, Plain: u, Origin: a.Origin})
			}
			continue
		}
		for _, e := range q.Elems {
			for _, b := range e.Val.Alts() {
				b.When = b.When.And(e.When).And(a.When)
				if b.When != value.False {
					out = append(out, b)
				}
			}
		}
		if q.More != nil {
			out = append(out, value.Alt{When: a.When, Plain: q.More, Origin: a.Origin})
		}
	}
	return out
}

// WhereElement is the condition under which test says Yes of an element of a
// setting, as Where has it of the setting itself.
func (p *Pass) WhereElement(s *Setting, question string, test func(value.Plain) value.Truth) *value.Cond {
	c := value.False
	for _, e := range p.Elements(s) {
		c = c.Or(e.When.And(p.view.Of(value.Of(e.Plain, e.Origin), s.Name+": "+question, test)))
	}
	return c
}

// Keys lists the text keys of a setting that is a dict, in order.
func (p *Pass) Keys(s *Setting) []string {
	var keys []string
	seen := map[string]bool{}
	for _, a := range s.Value.Alts() {
		d, ok := a.Plain.(*value.Dict)
		if !ok {
			continue
		}
		for _, e := range d.Entries {
			if k, ok := e.Key.(value.Str); ok && !seen[string(k)] {
				seen[string(k)] = true
				keys = append(keys, string(k))
			}
		}
	}
	return keys
}

// Production is the condition under which rules judge: the settings load
// and, if that is possible, DEBUG is off.
func (p *Pass) Production() *value.Cond { return p.production }

// Unset is where, within production, nothing is supplied from outside that
// need not be.
func (p *Pass) Unset() *value.Cond { return p.NothingSet(p.production) }

// Text gives the text of a plain value.
func Text(plain value.Plain) (string, bool) {
	s, ok := plain.(value.Str)
	return string(s), ok
}

// Installed is the condition under which an app is in INSTALLED_APPS, by its
// name or by a class of its apps module. Where nothing is known of the setting
// it may be there.
func (p *Pass) Installed(app string) *value.Cond {
	c := value.False
	for _, a := range p.Setting("INSTALLED_APPS").Value.Alts() {
		switch a.Plain.(type) {
		case *value.Seq, value.Unset:
			continue
		}
		u, ok := a.Plain.(*value.Unknown)
		if _, known := value.Repr(a.Plain); known {
			continue
		} else if !ok { // something of a library
			u = &value.Unknown{Name: "INSTALLED_APPS", Key: "INSTALLED_APPS"}
		}
		c = c.Or(a.When.And(p.Space().Ask("app "+app, u, app+" is installed", app+" is not installed")))
	}
	for _, a := range p.Elements(p.Setting("INSTALLED_APPS")) {
		if text, ok := Text(a.Plain); ok && (text == app || strings.HasPrefix(text, app+".")) {
			c = c.Or(a.When)
		}
	}
	return c
}

// Uses reports whether an app, or middleware of it, may be installed.
func (p *Pass) Uses(app string) bool {
	if p.Installed(app) != value.False {
		return true
	}
	for _, m := range p.Elements(p.Setting("MIDDLEWARE")) {
		if text, ok := Text(m.Plain); ok && strings.HasPrefix(text, app+".") {
			return true
		}
	}
	return false
}

// OnlyFromEnvironment reports whether every alternative of the setting that
// is known to be possible is supplied from outside without a default.
func (s *Setting) OnlyFromEnvironment() bool {
	for _, a := range s.Value.Alts() {
		switch v := a.Plain.(type) {
		case *value.Unknown:
			if !v.Outside {
				return false
			}
		case *value.Seq:
			if len(v.Elems) > 0 || v.More == nil || !v.More.Outside {
				return false
			}
		default:
			return false
		}
	}
	return len(s.Value.Alts()) > 0
}

// Place is where the setting is set: its newest line.
func (s *Setting) Place() source.Span {
	if o := s.Value.Origin(); o != nil {
		return o.Line().Span
	}
	return source.Span{}
}

// HSTSOff reports whether Django surely sends no HSTS header in production.
func (p *Pass) HSTSOff() bool { return !p.Unset().Meets(p.view.Truthy("SECURE_HSTS_SECONDS")) }

// First is the first element of a setting that is a list.
func (p *Pass) First(s *Setting) *Setting {
	first := &Setting{Name: s.Name, Explicit: s.Explicit}
	rest := value.True
	var alts []value.Alt
	for _, e := range p.Elements(s) {
		e.When = e.When.And(rest)
		rest = rest.Minus(e.When)
		alts = append(alts, e)
	}
	alts = append(alts, value.Alt{When: rest, Plain: value.Unset{}, Origin: s.Value.Origin()})
	first.Value = value.Alternatives(alts)
	return first
}

// CSP is the condition under which a content security policy is sent that
// browsers enforce.
func (p *Pass) CSP() *value.Cond {
	sent := p.view.Lists("MIDDLEWARE", django.CSPMiddleware).And(p.view.Truthy("SECURE_CSP"))
	for _, e := range p.Elements(p.Setting("MIDDLEWARE")) {
		if text, ok := Text(e.Plain); ok && text != django.CSPMiddleware && namesCSP.MatchString(text) {
			sent = sent.Or(e.When.Minus(p.reportsOnly()))
		}
	}
	return sent
}

// reportsOnly is the condition under which django-csp sends a policy that
// browsers only report violations of.
// https://django-csp.readthedocs.io/en/latest/configuration.html
func (p *Pass) reportsOnly() *value.Cond {
	alone := p.view.Truthy("CONTENT_SECURITY_POLICY_REPORT_ONLY").Minus(p.view.Truthy("CONTENT_SECURITY_POLICY"))
	return alone.Or(p.view.Truthy("CSP_REPORT_ONLY"))
}

// CSPReports is the condition under which there is a policy that browsers only
// report violations of: Django's, or django-csp's.
func (p *Pass) CSPReports() *value.Cond {
	return p.view.Lists("MIDDLEWARE", django.CSPMiddleware).And(p.view.Truthy("SECURE_CSP_REPORT_ONLY")).Or(p.reportsOnly()).Minus(p.CSP())
}

// namesCSP matches middleware that sends a policy, by the name of its class:
// that of django-csp, and those that projects derive from it.
var namesCSP = regexp.MustCompile(`(?i)\.\w*(csp|contentsecuritypolicy)\w*$`)

// FrameAncestors is the condition under which a policy is sent that may say
// who frames the pages.
func (p *Pass) FrameAncestors() *value.Cond {
	listed := value.False
	for _, name := range []string{"CSP_FRAME_ANCESTORS", "CONTENT_SECURITY_POLICY", "SECURE_CSP"} {
		listed = listed.Or(p.view.Truthy(name))
	}
	return p.CSP().And(listed)
}
