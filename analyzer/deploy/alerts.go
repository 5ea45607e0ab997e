package deploy

import (
	"regexp"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// An Alert is a rule by which somebody is told that something runs low.
type Alert struct {
	Where
	By      string // "Prometheus", "CloudWatch"
	Name    string
	Span    source.Span
	Watches string // the expression, or the metric
	// Tells says whether it tells somebody by itself: "yes", "no", or open: it
	// needs a Notifier.
	Tells Text
}

// A Notifier is what tells people of alerts of others.
type Notifier struct {
	Where
	By   string // "Alertmanager"
	Span source.Span
}

// An Exporter is what measures a host, and by itself tells nobody.
type Exporter struct {
	Where
	Name string
	Span source.Span
}

var (
	aboutDisk      = regexp.MustCompile(`(?i)filesystem|FreeStorageSpace|FreeLocalStorage|disk_used|disk_free|disk[._]in_use|kubelet_volume_stats|container_fs|DiskSpace|system\.disk|\bdisk`)
	aboutResources = regexp.MustCompile(`(?i)node_memory|node_cpu|node_load|\bcpu|CPUUtilization|CPUCredit|FreeableMemory|MemoryUtilization|mem_used|container_(cpu|memory)|system\.(cpu|mem|load)|process_(resident|cpu)|memory|node_pressure`)
)

// Disk reports whether it watches the space on disks.
func (a *Alert) Disk() bool { return aboutDisk.MatchString(a.Watches) }

// Resources reports whether it watches processors or memory.
func (a *Alert) Resources() bool { return aboutResources.MatchString(a.Watches) }

var (
	aboutErrors       = regexp.MustCompile(`(?i)status(_code)?\s*=~?\s*["']5|\b5xx|5XX_?Count|HTTPCode_\w*5XX|(django|http|requests?|nginx|traefik|celery|app(lication)?)\w*(errors?|exceptions?|failures?|failed)\w*|log_messages_total.*(error|critical)|trace\.django\.request\.errors`)
	aboutRequests     = regexp.MustCompile(`(?i)(http|nginx|traefik|django|caddy|haproxy|apache)\w*(requests?|responses?)\w*(_total|_count|_seconds)|RequestCount|HTTPCode_|trace\.django\.request`)
	aboutCertificates = regexp.MustCompile(`(?i)probe_ssl_earliest_cert_expiry|ssl_cert\w*(expiry|not_after)|certmanager_certificate_expiration|x509_cert_(not_after|expir)|DaysToExpiry|cert(ificate)?\w*expir`)
)

// Errors reports whether it watches errors of the site.
func (a *Alert) Errors() bool { return aboutErrors.MatchString(a.Watches) }

// Requests reports whether it watches the requests to the site.
func (a *Alert) Requests() bool { return aboutRequests.MatchString(a.Watches) }

// Certificates reports whether it watches how long certificates are good.
func (a *Alert) Certificates() bool { return aboutCertificates.MatchString(a.Watches) }

// readAlerts reads rules of Prometheus, also as Kubernetes has them, and
// alerts of Grafana with whom it tells.
func readAlerts(f *Facts, file *source.File) {
	if !strings.Contains(file.Text, "alert") && !strings.Contains(file.Text, "AlertmanagerConfig") && !strings.Contains(file.Text, "contactPoints") {
		return
	}
	docs, _ := documents(file)
	for _, doc := range docs {
		groups := append(doc.get("groups").items(), doc.get("spec", "groups").items()...)
		for _, g := range groups {
			for _, rule := range g.get("rules").items() {
				f.alertRule(rule)
			}
		}
		if spec := doc.get("spec"); doc.get("kind").text() == "AlertmanagerConfig" {
			f.receivers(spec, "Configs")
		}
		if points := doc.get("contactPoints"); len(points.items()) > 0 {
			f.Notifiers = append(f.Notifiers, &Notifier{where(file), "Grafana", points.items()[0].span()})
		}
	}
}

// alertRule takes one rule of Prometheus or Grafana.
func (f *Facts) alertRule(rule node) {
	if name := rule.get("alert"); name.ok() {
		f.Alerts = append(f.Alerts, &Alert{Where: where(name.file), By: "Prometheus", Name: name.shown(), Span: name.span(), Watches: rule.get("expr").text(), Tells: Open("Alertmanager's configuration is not in the repository")})
		return
	}
	if title := rule.get("title"); title.ok() && rule.get("condition").ok() {
		watches := ""
		for _, d := range rule.get("data").items() {
			watches += d.get("model", "expr").text() + "\n"
		}
		f.Alerts = append(f.Alerts, &Alert{Where: where(title.file), By: "Grafana", Name: title.shown(), Span: title.span(), Watches: watches, Tells: Open("whom Grafana tells is not in the repository")})
	}
}

// readAlertmanager reads whether Alertmanager tells somebody: a receiver with
// a way to reach it.
func readAlertmanager(f *Facts, file *source.File) {
	docs, _ := documents(file)
	for _, doc := range docs {
		f.receivers(doc, "_configs")
	}
}

// receivers takes the receivers of a configuration of Alertmanager that have a
// way to reach somebody: a list whose name has an ending.
func (f *Facts) receivers(config node, ending string) {
	if !config.get("route").ok() {
		return
	}
	for _, r := range config.get("receivers").items() {
		for _, way := range r.fields() {
			if strings.HasSuffix(way.name, ending) && len(way.val.items()) > 0 {
				f.Notifiers = append(f.Notifiers, &Notifier{where(r.file), "Alertmanager", r.span()})
			}
		}
	}
}

var exporterImage = regexp.MustCompile(`(^|/)(node[-_]exporter)(:|@|$)`)

// exporterOf adds what measures a host, if a process is that.
func (f *Facts) exporterOf(p *Process) {
	if exporterImage.MatchString(p.Image) {
		f.Exporters = append(f.Exporters, &Exporter{p.Where, p.Name, p.Span})
	}
}

// alarm reads an alarm of CloudWatch.
func (m *terraModule) alarm(r terraBlock) {
	a := &Alert{Where: where(r.file), By: "CloudWatch", Name: r.name(), Span: r.span(), Watches: r.value("metric_name").Value + " " + r.value("namespace").Value, Tells: Known("no")}
	for _, q := range r.blocks("metric_query") {
		if metric, ok := q.one("metric"); ok {
			a.Watches += " " + metric.value("metric_name").Value
		}
	}
	list, open := r.texts("alarm_actions")
	written := strings.Trim(r.written("alarm_actions").Value, "[] \n\t")
	switch {
	case r.value("actions_enabled").Value == "false":
	case len(list) > 0 || open != "" && (strings.Contains(written, "aws_sns_topic") || strings.Contains(written, "arn:")):
		a.Tells = Known("yes")
	case open != "":
		a.Tells = Open("Terraform computes whom it tells")
	}
	m.facts.Alerts = append(m.facts.Alerts, a)
}

// monitor reads a monitor of Datadog, which tells those whom its message
// names.
func (m *terraModule) monitor(r terraBlock) {
	a := &Alert{Where: where(r.file), By: "Datadog", Name: r.name(), Span: r.span(), Watches: r.written("query").Value, Tells: Known("no")}
	switch message := r.written("message").Value; {
	case strings.Contains(message, "@"):
		a.Tells = Known("yes")
	case r.value("message").Opaque != "":
		a.Tells = Open("Terraform computes whom it tells")
	}
	m.facts.Alerts = append(m.facts.Alerts, a)
}
