package deploy

import "strings"

// front gives the load balancer of a name.
func (m *terraModule) front(r terraBlock, name string) *Front {
	f := m.fronts[name]
	if f == nil {
		f = &Front{Where: where(r.file), Kind: Balancer}
		m.fronts[name] = f
		m.standing = append(m.standing, f)
	}
	return f
}

// listener reads a listener of a load balancer of AWS, which adds
// X-Forwarded-Proto to every request.
func (m *terraModule) listener(r terraBlock) {
	port := r.value("port")
	protocol := r.value("protocol").Value
	if port.Opaque != "" || protocol != "HTTP" && protocol != "HTTPS" {
		return
	}
	s := &Server{Span: r.span(), Listens: []Listen{{Port: atMost(digits(port.Value), 65535), TLS: protocol == "HTTPS", Default: true, Span: r.word("port").Span}}}
	s.Certificate = r.written("certificate_arn")
	s.Issuer = managed(s.Certificate)
	for _, version := range awsPolicy(r.value("ssl_policy").Value) {
		s.Protocols = append(s.Protocols, Word{Known(version), r.word("ssl_policy").Span})
	}
	for _, action := range r.blocks("default_action") {
		place := &Place{Span: action.span(), Path: "/", Match: Prefix}
		switch action.value("type").Value {
		case "forward":
			place.Passes = Word{Known(action.written("target_group_arn").Value), action.span()}
			place.Forwards = []Header{{Name: "X-Forwarded-Proto", Value: Known(strings.ToLower(protocol)), Span: r.span()}, {Name: "Host", Value: Known("$host"), Span: r.span()}}
		case "redirect":
			place.Redirect = balancerRedirect(action)
		case "fixed-response":
			if answer, ok := action.one("fixed_response"); ok {
				place.Returns = atMost(digits(answer.value("status_code").Value), 999)
			}
		}
		s.Locations = append(s.Locations, place)
	}
	f := m.front(r, r.written("load_balancer_arn").Value)
	f.Servers = append(f.Servers, s)
}

func balancerRedirect(action terraBlock) *Redirect {
	to, ok := action.one("redirect")
	if !ok {
		return nil
	}
	status := 302
	if strings.Contains(to.value("status_code").Value, "301") {
		status = 301
	}
	return &Redirect{Span: to.span(), Status: status, ToHTTPS: to.value("protocol").Value == "HTTPS", Target: Known(strings.ToLower(to.value("protocol").Value) + "://$host")}
}

// managed is who sees to a certificate that AWS issued.
func managed(certificate Word) Word {
	if strings.Contains(certificate.Value, "aws_acm_certificate") || strings.Contains(certificate.Value, "arn:aws:acm:") {
		return Word{Known("AWS Certificate Manager"), certificate.Span}
	}
	return Word{}
}

// awsPolicy lists the versions of TLS of a policy by its name.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
func awsPolicy(name string) []string {
	lowest := 0
	switch {
	case name == "":
		return nil
	case strings.Contains(name, "TLS13-1-3"):
		return []string{"TLSv1.3"}
	case strings.Contains(name, "TLS13-1-2"), strings.Contains(name, "TLS-1-2"), strings.Contains(name, "FS-1-2"):
		lowest = 2
	case strings.Contains(name, "TLS13-1-1"), strings.Contains(name, "TLS-1-1"), strings.Contains(name, "FS-1-1"):
		lowest = 1
	case strings.Contains(name, "TLS13-1-0"), name == "ELBSecurityPolicy-2016-08", name == "ELBSecurityPolicy-FS-2018-06", name == "ELBSecurityPolicy-2015-05":
	default:
		return nil
	}
	all := []string{"TLSv1", "TLSv1.1", "TLSv1.2"}[lowest:]
	if strings.Contains(name, "TLS13") {
		all = append(all, "TLSv1.3")
	}
	return all
}

// cloudFront reads a distribution, which answers on both ports.
func (m *terraModule) cloudFront(r terraBlock) {
	s := &Server{Span: r.span(), Listens: []Listen{{Port: 80, Default: true, Span: r.span()}, {Port: 443, TLS: true, Default: true, Span: r.span()}}}
	if names, open := r.texts("aliases"); open == "" {
		for _, name := range names {
			s.Names = append(s.Names, Word{Known(name), r.word("aliases").Span})
		}
	}
	if c, ok := r.one("viewer_certificate"); ok {
		s.Certificate = c.written("acm_certificate_arn")
		s.Issuer = Word{Known("AWS Certificate Manager"), c.span()}
		if c.has("iam_certificate_id") {
			s.Certificate, s.Issuer = c.written("iam_certificate_id"), Word{}
		}
		if version := c.word("minimum_protocol_version"); version.Value != "" {
			for _, v := range cloudFrontVersions(version.Value) {
				s.Protocols = append(s.Protocols, Word{Known(v), version.Span})
			}
		}
	}
	for _, kind := range []string{"default_cache_behavior", "ordered_cache_behavior"} {
		for _, b := range r.blocks(kind) {
			s.Locations = append(s.Locations, behaviour(b))
		}
	}
	f := m.front(r, r.name())
	f.Servers = append(f.Servers, s)
}

func behaviour(b terraBlock) *Place {
	place := &Place{Span: b.span(), Path: "/", Match: Prefix, Passes: b.written("target_origin_id")}
	if pattern := b.value("path_pattern").Value; pattern != "" {
		place.Path = "/" + strings.TrimRight(strings.TrimLeft(pattern, "/"), "*")
	}
	policy := b.word("viewer_protocol_policy")
	if policy.Value == "redirect-to-https" {
		place.Redirect = &Redirect{Span: policy.Span, Status: 301, ToHTTPS: true, OnlyHTTP: true, Target: Known("https://$host$request_uri")}
	}
	return place
}

// cloudFrontVersions lists the versions of TLS from a policy's lowest on.
func cloudFrontVersions(policy string) []string {
	version, _, _ := strings.Cut(policy, "_")
	all := []string{"SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"}
	for i, v := range all {
		if v == version {
			return all[i:]
		}
	}
	return nil
}
