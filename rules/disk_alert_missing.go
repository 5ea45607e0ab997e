package rules

import (
	"slices"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// DiskAlertMissing catches disks that are measured while nobody is told that
// they fill up.
// https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/
var DiskAlertMissing = &analyzer.Rule{
	ID:        "disk-alert-missing",
	Title:     "Nobody is told that a disk fills up",
	Item:      "disk",
	Severity:  analyzer.Low,
	Precision: analyzer.MediumPrecision,
	What:      "node-exporter in a repository that has no alert about disks, or an alarm of CloudWatch or a monitor of Datadog about them that tells nobody. That nothing watches disks is no finding.",
	Why:       "A full disk stops the database, uploads and logs at once; it fills slowly enough to be noticed days before, by whoever is told.",
	Fix:       "Write an alert such as `node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.1`, and a receiver for Alertmanager; give alarms of CloudWatch `alarm_actions`.",
	CWE:       778,
	ASVS:      "7.1.4",
	Refs: []string{
		"https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/",
		"https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html",
	},
	Unloaded: true,
	Check:    checkDiskAlertMissing,
}

func checkDiskAlertMissing(p *analyzer.Pass) {
	judgeAlerts(p, "space on the disk", (*deploy.Alert).Disk)
	if len(p.Facts().Exporters) == 0 && !keepsDisk(p) {
		delegated(p, "disks")
	}
}

// keepsDisk reports whether a platform gives the project a disk of its own,
// which nobody but the project fills or empties.
func keepsDisk(p *analyzer.Pass) bool {
	return slices.ContainsFunc(p.Facts().Launches(), func(l *deploy.Launch) bool {
		return l.Kind == deploy.Platform && len(l.Volumes) > 0
	})
}
