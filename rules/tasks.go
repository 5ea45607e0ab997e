package rules

import (
	"regexp"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/config"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// periods are the words for how often a task is due.
var periods = map[config.Cadence]string{config.Daily: "every day", config.Weekly: "every week", config.Monthly: "every month", config.Quarterly: "every quarter"}

// tasks are those of the checklist that are due again and again: what somebody
// has done when one is, and what looks for something in the repository that
// does it by itself. That is recorded, or what stands in its place, and true;
// false if nothing is there.
var tasks = []struct {
	item  string
	every config.Cadence
	done  string
	shows func(*analyzer.Pass) bool
}{
	{"daily-error-logs", config.Daily, "somebody is told of errors", showsErrors},
	{"daily-failed-logins", config.Daily, "something counts failed logins", showsFailedLogins},
	{"weekly-access-logs", config.Weekly, "somebody looks at access logs", showsAccessLogs},
	{"weekly-certificate-status", config.Weekly, "something looks at how long the certificate is good", showsCertificate},
	{"weekly-resource-usage", config.Weekly, "somebody is told that disks, memory or processors run out", showsResources},
	{"monthly-update-dependencies", config.Monthly, "something proposes newer versions of the packages of Python", showsUpdates},
	{"monthly-security-audit", config.Monthly, "something looks for vulnerabilities", showsAudit},
	{"monthly-backup-verification", config.Monthly, "something restores a backup", showsRestore},
	{"monthly-user-permissions", config.Monthly, "somebody went through the users and what they may do", nil},
	{"quarterly-penetration-testing", config.Quarterly, "somebody tried to break in", showsScan},
	{"quarterly-security-policy", config.Quarterly, "somebody went through the security policy", showsPolicy},
	{"quarterly-incident-response", config.Quarterly, "somebody rehearsed what to do in an emergency", showsPlan},
	{"quarterly-staff-training", config.Quarterly, "the staff was trained", nil},
}

func taskItems() []string {
	var items []string
	for _, t := range tasks {
		items = append(items, t.item)
	}
	return items
}

// showsErrors looks for a tracker of errors, for mail of them, and for alerts.
func showsErrors(p *analyzer.Pass) bool {
	shown := alerted(p, "errors", (*deploy.Alert).Errors)
	if p.LoadError() != nil {
		return shown
	}
	shown = tracksErrors(p) || shown
	for _, c := range p.Calls("sentry_sdk.init") {
		shown = hopesForSentry(p, c) || shown
	}
	return shown || mailsErrors(p)
}

// webJail matches jails of fail2ban for logins to sites.
var webJail = regexp.MustCompile(`(?i)django|nginx|apache|http|web|gunicorn|uwsgi|traefik|caddy|login`)

// showsFailedLogins looks for what counts failed logins and locks out whoever
// fails too often.
func showsFailedLogins(p *analyzer.Pass) bool {
	for _, j := range p.Facts().Jails {
		if j.Enabled.Value == "yes" && j.Enabled.Opaque == "" && webJail.MatchString(j.Name) && !p.Facts().ForDevelopment(j.Where) {
			p.Passes(j.Span, "the jail %q of fail2ban watches logins", clip(j.Name))
			return true
		}
	}
	if p.LoadError() != nil {
		return false
	}
	apps := p.Setting("INSTALLED_APPS").Place()
	axes := writtenIn(p, "INSTALLED_APPS", "axes")
	if on, ok := p.Own("AXES_ENABLED"); ok {
		axes = axes.And(p.Space().Truth(on.Value))
	}
	return p.Hopes("django-axes counts failed logins", apps, axes) || p.Hopes("django-defender counts failed logins", apps, writtenIn(p, "INSTALLED_APPS", "defender"))
}

func showsAccessLogs(p *analyzer.Pass) bool {
	return alerted(p, "requests", (*deploy.Alert).Requests) || done(p, 7, "makes a report of access logs", (*deploy.Job).ReviewsLogs)
}

func showsCertificate(p *analyzer.Pass) bool {
	return alerted(p, "how long the certificate is good", (*deploy.Alert).Certificates) ||
		done(p, 7, "looks at how long the certificate is good", (*deploy.Job).ChecksCertificate) ||
		done(p, 7, "renews the certificate when it is due", (*deploy.Job).Renews) ||
		issued(p) || delegated(p, "certificates")
}

func showsResources(p *analyzer.Pass) bool {
	return alerted(p, "disks, memory or processors", func(a *deploy.Alert) bool { return a.Disk() || a.Resources() })
}

// showsUpdates looks for a bot, or a job that takes newer versions. An image
// that is built anew has them only where nothing pins them.
func showsUpdates(p *analyzer.Pass) bool {
	for _, u := range p.Facts().Updates {
		switch {
		case !u.Packages, u.Security, len(u.Gaps) > 0 && u.On.Opaque != "":
		case u.On.Opaque != "":
			p.Doubts("whether %s proposes newer versions is not known: %s", u.By, u.On.Opaque)
			return true
		case u.Days >= 1 && u.Days <= 31:
			p.Passes(u.Span, "%s proposes newer versions of the packages of Python", u.By)
			return true
		}
	}
	return done(p, 31, "takes newer versions of the packages of Python", (*deploy.Job).Upgrades) || rebuilt(p)
}

// rebuilt leaves open what an image that is built anew takes.
func rebuilt(p *analyzer.Pass) bool {
	for _, j := range dueJobs(p, 31) {
		if _, ok := j.Rebuilds(); ok {
			p.Doubts("%s builds the image anew (%s), which takes newer versions only of what no file pins", j.By, j.Schedule.Text)
			return true
		}
	}
	return false
}

// showsAudit looks for a job that fails where there are vulnerabilities.
func showsAudit(p *analyzer.Pass) bool {
	if done(p, 31, "looks for vulnerabilities", (*deploy.Job).Audits) {
		return true
	}
	for _, j := range dueJobs(p, 31) {
		if _, ok := j.AuditsLeniently(); ok {
			p.Doubts("%s looks for vulnerabilities (%s) and goes on as if there were none, so somebody has to read what it says", j.By, j.Schedule.Text)
			return true
		}
	}
	return false
}

func showsRestore(p *analyzer.Pass) bool {
	return done(p, 31, "restores a backup", (*deploy.Job).Restores)
}

// showsScan keeps what speaks for a task that only people can do.
func showsScan(p *analyzer.Pass) bool {
	for _, j := range dueJobs(p, 100) {
		if l, ok := j.Attacks(); ok {
			p.Manual([]analyzer.Step{{Span: l.Span, Text: j.By + " scans the site (" + j.Schedule.Text + ")"}}, "a scan finds holes that are known, and is no penetration test")
			return true
		}
	}
	return false
}

var (
	securityPolicy = regexp.MustCompile(`(?i)(^|/)(security(_policy)?\.(md|rst|txt)|\.well-known/security\.txt)$`)
	emergencyPlan  = regexp.MustCompile(`(?i)(^|/)[\w-]*(incident|emergency|outage|disaster[_-]?recovery)[\w-]*\.(md|rst|txt|adoc)$`)
)

func showsPolicy(p *analyzer.Pass) bool {
	return papered(p, securityPolicy, "the policy", "there is a security policy, as its name has it, and no file shows when somebody went through it")
}

func showsPlan(p *analyzer.Pass) bool {
	return papered(p, emergencyPlan, "the plan", "there is a plan for emergencies, as its name has it, and no file shows that somebody rehearsed it")
}

// papered records a paper that speaks for a task, and does not show that it is
// done.
func papered(p *analyzer.Pass, name *regexp.Regexp, what, say string) bool {
	papers := p.Named(name)
	if len(papers) == 0 {
		return false
	}
	p.Manual([]analyzer.Step{{Span: papers[0], Text: what}}, "%s", say)
	return true
}

// alerted records an alert about one thing that reaches somebody.
func alerted(p *analyzer.Pass, what string, about func(*deploy.Alert) bool) bool {
	for _, a := range p.Facts().Alerts {
		if told := tells(p, a); about(a) && told.Opaque == "" && told.Value != "no" && !p.Facts().ForDevelopment(a.Where) {
			p.Passes(a.Span, "%s watches %s and tells somebody (%s)", a.By, what, clip(a.Name))
			return true
		}
	}
	return false
}

// dueJobs lists the jobs of production that are surely run within some days.
func dueJobs(p *analyzer.Pass, days int) []*deploy.Job {
	var all []*deploy.Job
	for _, j := range p.Facts().Jobs {
		if j.Scheduled() && j.Schedule.Days >= 1 && j.Schedule.Days <= days && !p.Facts().ForDevelopment(j.Where) {
			all = append(all, j)
		}
	}
	return all
}

// done records a job that does something within some days. Of one whose schedule
// is not understood the answer is left open.
func done(p *analyzer.Pass, days int, what string, does func(*deploy.Job) (deploy.Line, bool)) bool {
	for _, j := range dueJobs(p, days) {
		if _, ok := does(j); ok {
			p.Passes(j.Span, "%s %s (%s)%s", j.By, what, clip(j.Schedule.Text), ends(j))
			return true
		}
	}
	for _, j := range p.Facts().Jobs {
		if _, ok := does(j); ok && j.Scheduled() && j.Schedule.Days == 0 && !p.Facts().ForDevelopment(j.Where) {
			p.Doubts("%s %s, and how often it runs is not understood (%s)", j.By, what, clip(j.Schedule.Text))
			return true
		}
	}
	return false
}

// ends says that GitHub ends schedules.
// https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule
func ends(j *deploy.Job) string {
	if j.By != deploy.ByWorkflow {
		return ""
	}
	return "; GitHub stops the schedules of a public repository after 60 days without activity"
}
