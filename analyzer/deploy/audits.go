package deploy

import "regexp"

// What jobs do that are tasks of the checklist. Each matches a command that is
// run, with what stands before its own words: "uv run pip-audit".
var (
	auditCommand = regexp.MustCompile(`(^|[\s/;&|(])(pip-audit|safety\s+(check|scan)|osv-scanner|trivy\s+(fs|image|repo|config|rootfs)|grype|snyk\s+(test|monitor)|bandit|semgrep\s+(ci|scan)|deploycheck)(\s|$)|\bmanage\.py\s+check\b.*--deploy\b|-m\s+(pip_audit|safety|bandit)\b`)
	auditAction  = regexp.MustCompile(`^(pypa/gh-action-pip-audit|pyupio/safety-action|google/osv-scanner(-action)?(/[\w./-]+)?|aquasecurity/trivy-action|anchore/scan-action|snyk/actions/[\w-]+|github/codeql-action/analyze|PyCQA/bandit-action|(returntocorp|semgrep)/semgrep-action|deploycheck/deploycheck)@`)
	siteScan     = regexp.MustCompile(`(^|[\s/;&|(])(zap-(baseline|full-scan|api-scan)(\.py)?|nuclei|nikto|wapiti)(\s|$)`)
	siteAction   = regexp.MustCompile(`^(zaproxy/action-[\w-]+|projectdiscovery/nuclei-action)@`)
	// certificateCheck matches what looks at how long a certificate is good.
	certificateCheck = regexp.MustCompile(`\bopenssl\b.*\b(x509|s_client)\b.*-(enddate|checkend|dates)|\bcheck_ssl_cert\b|\bcheck_http\b.*(-C|--certificate)\b|\bssl-cert-check\b|\btestssl(\.sh)?\b|\bsslyze\b|\bcertbot\b.*\bcertificates\b`)
	logReview        = regexp.MustCompile(`(^|[\s/;&|(])(goaccess|logwatch|logcheck|awstats(\.pl)?|pglogwatch)(\s|$)`)
	upgrade          = regexp.MustCompile(`\bpip-compile\b.*(--upgrade|-U)\b|\buv\s+(lock|sync|pip\s+compile)\b.*(--upgrade|-U)\b|\b(poetry|pipenv|pdm)\s+update\b|\bpip-audit\b.*--fix\b|\bpip(3)?\s+install\b.*(--upgrade|-U)\s+-r\b|\bpcu\b.*-u\b`)
	rebuild          = regexp.MustCompile(`\bdocker\s+(buildx\s+)?build\b.*(--pull|--no-cache)\b|\bdocker[ -]compose\s+build\b.*(--pull|--no-cache)\b`)
	getsProgram      = regexp.MustCompile(`\b(install|add|upgrade)\b`)
	ignoresFailure   = regexp.MustCompile(`\|\|\s*(true\b|:(\s|$)|echo\b|exit\s+0)`)
)

// Audits finds what looks for vulnerabilities, if a job does and its failure
// counts.
func (j *Job) Audits() (Line, bool) { return j.strictly(auditCommand, auditAction) }

// AuditsLeniently finds what looks for vulnerabilities and goes on as if there
// were none.
func (j *Job) AuditsLeniently() (Line, bool) { return j.runs(auditCommand) }

// Attacks finds what scans a running site for holes, if a job does.
func (j *Job) Attacks() (Line, bool) { return j.strictly(siteScan, siteAction) }

// ChecksCertificate finds what looks at how long a certificate is good.
func (j *Job) ChecksCertificate() (Line, bool) { return j.does(certificateCheck) }

// ReviewsLogs finds what makes a report of access logs.
func (j *Job) ReviewsLogs() (Line, bool) { return j.runs(logReview) }

// Upgrades finds what takes newer versions of the packages of Python.
func (j *Job) Upgrades() (Line, bool) { return j.does(upgrade) }

// Rebuilds finds what builds an image anew, from a fresh base.
func (j *Job) Rebuilds() (Line, bool) { return j.does(rebuild) }

// strictly finds a command or an action whose failure is not passed over.
func (j *Job) strictly(command, action *regexp.Regexp) (Line, bool) {
	for _, l := range j.Runs {
		if runsPart(l, command) && !ignoresFailure.MatchString(l.Text) && !j.lenient[l.Text] {
			return l, true
		}
	}
	for _, l := range j.Uses {
		if action.MatchString(l.Text) {
			return l, true
		}
	}
	return Line{}, false
}

// runs finds the first line of a job with a command that a pattern matches.
func (j *Job) runs(command *regexp.Regexp) (Line, bool) {
	for _, l := range j.Runs {
		if runsPart(l, command) {
			return l, true
		}
	}
	return Line{}, false
}

// runsPart reports whether one of the commands of a line matches a pattern. To
// install a program is not to run it.
func runsPart(l Line, command *regexp.Regexp) bool {
	for _, part := range commandParts.Split(l.Text, -1) {
		if command.MatchString(part) && !getsProgram.MatchString(part) {
			return true
		}
	}
	return false
}
