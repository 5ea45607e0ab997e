package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// ResourceAlertMissing catches hosts that are measured while nobody is told
// that processors or memory run out.
// https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/
var ResourceAlertMissing = &analyzer.Rule{
	ID:        "resource-alert-missing",
	Title:     "Nobody is told that memory or processors run out",
	Item:      "resources",
	Severity:  analyzer.Low,
	Precision: analyzer.MediumPrecision,
	What:      "node-exporter in a repository that has no alert about memory or processors, or an alarm of CloudWatch or a monitor of Datadog about them that tells nobody. That nothing watches them is no finding.",
	Why:       "Graphs that nobody looks at show afterwards why the site was down.",
	Fix:       "Write alerts such as `node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes < 0.1`, and a receiver for Alertmanager; give alarms of CloudWatch `alarm_actions`.",
	CWE:       778,
	ASVS:      "7.1.4",
	Refs: []string{
		"https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/",
		"https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html",
	},
	Unloaded: true,
	Check:    checkResourceAlertMissing,
}

func checkResourceAlertMissing(p *analyzer.Pass) {
	judgeAlerts(p, "memory and processors", (*deploy.Alert).Resources)
}
