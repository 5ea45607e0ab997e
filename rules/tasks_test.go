package rules_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/rules"
)

const shopSettings = "DEBUG = False\nALLOWED_HOSTS = [\"shop.example.org\"]\n"

func weekly(steps string) string {
	return "on:\n  schedule:\n    - cron: \"0 3 1 * *\"\n    - cron: \"0 3 * * 1\"\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n" + steps
}

const receiver = "route:\n  receiver: team\nreceivers:\n  - name: team\n    email_configs:\n      - to: ops@shop.example.org\n"

func alert(expr string) string {
	return "groups:\n  - name: a\n    rules:\n      - alert: Low\n        expr: " + expr + "\n"
}

// TestTasks holds what shows, without anybody's word, that a task is done.
func TestTasks(t *testing.T) {
	for name, c := range map[string]struct {
		item  string
		files map[string]string
		want  analyzer.Verdict
		says  string
	}{
		"nothing":                 {"daily-error-logs", nil, analyzer.Manual, "no file of the repository shows that every day somebody is told of errors"},
		"Sentry":                  {"daily-error-logs", map[string]string{"shop/settings.py": "import sentry_sdk\nDEBUG = False\nsentry_sdk.init(dsn=\"https://a@b.example/1\")\n"}, analyzer.Passes, "reports errors"},
		"Sentry by variable":      {"daily-error-logs", map[string]string{"shop/settings.py": "import os, sentry_sdk\nDEBUG = False\nsentry_sdk.init(dsn=os.environ.get(\"SENTRY_DSN\", \"\"))\n"}, analyzer.Depends, "SENTRY_DSN"},
		"Sentry for nobody":       {"daily-error-logs", map[string]string{"shop/settings.py": "import sentry_sdk\nDEBUG = False\nsentry_sdk.init(dsn=\"\")\n"}, analyzer.Manual, "no file"},
		"Sentry in debug":         {"daily-error-logs", map[string]string{"shop/settings.py": "import sentry_sdk\nDEBUG = False\nif DEBUG:\n    sentry_sdk.init(dsn=\"https://a@b.example/1\")\n"}, analyzer.Manual, "no file"},
		"alert on errors":         {"daily-error-logs", map[string]string{"rules.yml": alert(`rate(django_http_responses_total_by_status_total{status=~"5.."}[5m]) > 1`), "alertmanager.yml": receiver}, analyzer.Passes, "Prometheus watches errors"},
		"alert on disks":          {"daily-error-logs", map[string]string{"rules.yml": alert("node_filesystem_avail_bytes < 1"), "alertmanager.yml": receiver}, analyzer.Manual, "no file"},
		"axes":                    {"daily-failed-logins", map[string]string{"shop/settings.py": "DEBUG = False\nINSTALLED_APPS = [\"axes\"]\n"}, analyzer.Passes, "django-axes"},
		"axes off":                {"daily-failed-logins", map[string]string{"shop/settings.py": "DEBUG = False\nINSTALLED_APPS = [\"axes\"]\nAXES_ENABLED = False\n"}, analyzer.Manual, "no file"},
		"jail":                    {"daily-failed-logins", map[string]string{"jail.local": "[django-login]\nenabled = true\nfilter = django\n"}, analyzer.Passes, "django-login"},
		"jail of SSH":             {"daily-failed-logins", map[string]string{"jail.local": "[sshd]\nenabled = true\n"}, analyzer.Manual, "no file"},
		"jail off":                {"daily-failed-logins", map[string]string{"jail.local": "[django-login]\nenabled = false\n"}, analyzer.Manual, "no file"},
		"goaccess":                {"weekly-access-logs", map[string]string{"crontab": "0 5 * * 1 root goaccess /var/log/nginx/access.log -o /srv/report.html\n"}, analyzer.Passes, "cron makes a report of access logs (0 5 * * 1)"},
		"goaccess each month":     {"weekly-access-logs", map[string]string{"crontab": "0 5 1 * * root goaccess /var/log/nginx/access.log\n"}, analyzer.Manual, "no file"},
		"renewal":                 {"weekly-certificate-status", map[string]string{"crontab": "0 3 * * * root certbot renew\n"}, analyzer.Passes, "renews the certificate"},
		"renewal each month":      {"weekly-certificate-status", map[string]string{"crontab": "0 3 1 * * root certbot renew\n"}, analyzer.Manual, "no file"},
		"check of certificate":    {"weekly-certificate-status", map[string]string{".github/workflows/cert.yml": weekly("      - run: echo | openssl s_client -connect shop.example.org:443 | openssl x509 -noout -checkend 864000\n")}, analyzer.Passes, "looks at how long the certificate is good (0 3 * * 1); GitHub stops the schedules"},
		"alert on certificate":    {"weekly-certificate-status", map[string]string{"rules.yml": alert("probe_ssl_earliest_cert_expiry - time() < 864000"), "alertmanager.yml": receiver}, analyzer.Passes, "watches how long the certificate"},
		"alert to nobody":         {"weekly-certificate-status", map[string]string{"rules.yml": alert("probe_ssl_earliest_cert_expiry - time() < 864000")}, analyzer.Manual, "no file"},
		"Caddy":                   {"weekly-certificate-status", map[string]string{"Caddyfile": "shop.example.org {\n  reverse_proxy web:8000\n}\n"}, analyzer.Passes, "gets and renews"},
		"alert on memory":         {"weekly-resource-usage", map[string]string{"rules.yml": alert("node_memory_MemAvailable_bytes < 1"), "alertmanager.yml": receiver}, analyzer.Passes, "tells somebody"},
		"Dependabot":              {"monthly-update-dependencies", map[string]string{"requirements.txt": "Django==5.2.8\n", ".github/dependabot.yml": dependabot("pip", "/", "weekly")}, analyzer.Passes, "Dependabot proposes"},
		"Dependabot elsewhere":    {"monthly-update-dependencies", map[string]string{"requirements.txt": "Django==5.2.8\n", ".github/dependabot.yml": dependabot("pip", "/backend", "weekly")}, analyzer.Manual, "no file"},
		"Dependabot for actions":  {"monthly-update-dependencies", map[string]string{"requirements.txt": "Django==5.2.8\n", ".github/dependabot.yml": dependabot("github-actions", "/", "weekly")}, analyzer.Manual, "no file"},
		"Dependabot each quarter": {"monthly-update-dependencies", map[string]string{"requirements.txt": "Django==5.2.8\n", ".github/dependabot.yml": dependabot("pip", "/", "quarterly")}, analyzer.Manual, "no file"},
		"Renovate":                {"monthly-update-dependencies", map[string]string{"requirements.txt": "Django==5.2.8\n", "renovate.json": `{"extends": ["config:recommended"]}`}, analyzer.Passes, "Renovate proposes"},
		"Renovate without Python": {"monthly-update-dependencies", map[string]string{"requirements.txt": "Django==5.2.8\n", "renovate.json": `{"extends": ["config:recommended"], "enabledManagers": ["npm"]}`}, analyzer.Manual, "no file"},
		"rebuild":                 {"monthly-update-dependencies", map[string]string{".github/workflows/rebuild.yml": weekly("      - run: docker build --pull -t shop .\n")}, analyzer.Depends, "only of what no file pins"},
		"upgrade":                 {"monthly-update-dependencies", map[string]string{".github/workflows/up.yml": weekly("      - run: uv lock --upgrade\n")}, analyzer.Passes, "takes newer versions"},
		"audit":                   {"monthly-security-audit", map[string]string{".github/workflows/audit.yml": weekly("      - run: uv run pip-audit -r requirements.txt\n")}, analyzer.Passes, "looks for vulnerabilities (0 3 * * 1)"},
		"audit by an action":      {"monthly-security-audit", map[string]string{".github/workflows/audit.yml": weekly("      - uses: pypa/gh-action-pip-audit@v1\n")}, analyzer.Passes, "looks for vulnerabilities"},
		"audit passed over":       {"monthly-security-audit", map[string]string{".github/workflows/audit.yml": weekly("      - run: pip-audit || true\n")}, analyzer.Depends, "as if there were none"},
		"audit continued":         {"monthly-security-audit", map[string]string{".github/workflows/audit.yml": weekly("      - run: pip-audit\n        continue-on-error: true\n")}, analyzer.Depends, "as if there were none"},
		"audit on push":           {"monthly-security-audit", map[string]string{".github/workflows/audit.yml": "on: push\njobs:\n  a:\n    steps:\n      - run: pip-audit\n"}, analyzer.Manual, "no file"},
		"audit each quarter":      {"monthly-security-audit", map[string]string{".github/workflows/audit.yml": strings.ReplaceAll(strings.ReplaceAll(weekly("      - run: pip-audit\n"), "* * 1", "1 */3 *"), "3 1 * *", "3 1 */3 *")}, analyzer.Manual, "no file"},
		"install of an auditor":   {"monthly-security-audit", map[string]string{".github/workflows/audit.yml": weekly("      - run: pip install pip-audit-tools\n")}, analyzer.Manual, "no file"},
		"install and audit":       {"monthly-security-audit", map[string]string{".github/workflows/audit.yml": weekly("      - run: pip install pip-audit && pip-audit\n")}, analyzer.Passes, "looks for vulnerabilities"},
		"install alone":           {"monthly-security-audit", map[string]string{".github/workflows/audit.yml": weekly("      - run: pip install pip-audit bandit safety\n")}, analyzer.Manual, "no file"},
		"audit of pushes only":    {"monthly-security-audit", map[string]string{".github/workflows/audit.yml": weekly("      - run: pip-audit\n        if: github.event_name == 'push'\n")}, analyzer.Manual, "no file"},
		"audit of all but pushes": {"monthly-security-audit", map[string]string{".github/workflows/audit.yml": weekly("      - run: pip-audit\n        if: ${{ github.event_name != 'push' }}\n")}, analyzer.Passes, "looks for vulnerabilities"},
		"audit by a workflow":     {"monthly-security-audit", map[string]string{".github/workflows/audit.yml": "on:\n  schedule:\n    - cron: \"0 3 * * 1\"\njobs:\n  a:\n    uses: google/osv-scanner-action/.github/workflows/osv-scanner-reusable.yml@v2\n"}, analyzer.Passes, "looks for vulnerabilities"},
		"restore":                 {"monthly-backup-verification", map[string]string{"crontab": "0 4 * * 0 root pg_restore --dbname=check /srv/backup/latest.dump\n"}, analyzer.Passes, "restores a backup"},
		"permissions":             {"monthly-user-permissions", nil, analyzer.Manual, "every month somebody went through the users"},
		"scan":                    {"quarterly-penetration-testing", map[string]string{".github/workflows/zap.yml": weekly("      - uses: zaproxy/action-baseline@v0.14.0\n")}, analyzer.Manual, "is no penetration test"},
		"scan each quarter":       {"quarterly-penetration-testing", map[string]string{"crontab": "0 4 1 1,4,7,10 * root nikto -h shop.example.org\n"}, analyzer.Manual, "is no penetration test"},
		"scan each year":          {"quarterly-penetration-testing", map[string]string{"crontab": "0 4 1 1,7 * root nikto -h shop.example.org\n"}, analyzer.Manual, "no file"},
		"policy":                  {"quarterly-security-policy", map[string]string{"SECURITY.md": "Write to us.\n"}, analyzer.Manual, "there is a security policy"},
		"plan":                    {"quarterly-incident-response", map[string]string{"docs/incident-response.md": "Call us.\n"}, analyzer.Manual, "there is a plan"},
		"training":                {"quarterly-staff-training", nil, analyzer.Manual, "the staff was trained"},
		"personal data":           {"gdpr", map[string]string{"templates/privacy.html": "<p>We keep nothing.</p>"}, analyzer.Manual, "is for people to say"},
	} {
		t.Run(name, func(t *testing.T) {
			a := answerFor(t, c.files, c.item)
			if a.Verdict != c.want || !strings.Contains(a.Message, c.says) {
				t.Errorf("%s is %s: %s; want %s: %s", c.item, a.Verdict, a.Message, c.want, c.says)
			}
		})
	}
}

func dependabot(ecosystem, directory, interval string) string {
	return "version: 2\nupdates:\n  - package-ecosystem: " + ecosystem + "\n    directory: " + directory + "\n    schedule:\n      interval: " + interval + "\n"
}

// answerFor judges a small project with some more files.
func answerFor(t *testing.T, files map[string]string, item string) analyzer.Answer {
	t.Helper()
	tree := fstest.MapFS{
		"manage.py":        {Data: []byte("import os\nos.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"shop.settings\")\n")},
		"shop/__init__.py": {},
		"shop/settings.py": {Data: []byte(shopSettings)},
	}
	for name, text := range files {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	repo, err := analyzer.Analyze(tree, analyzer.Options{})
	if err != nil {
		t.Fatal(err)
	}
	report := repo.Check(rules.Catalogue, func(r *analyzer.Rule) bool { return r.Answers(item) })
	for _, a := range report.Answers {
		if a.Item.ID == item {
			return a
		}
	}
	t.Fatalf("no answer for %s", item)
	return analyzer.Answer{}
}
