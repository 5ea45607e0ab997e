package rules_test

import (
	"testing"

	"github.com/deploycheck/deploycheck/rules"
)

// A row is a line of the checklist as people wrote it, and the item that
// answers it.
type row struct{ section, title, item string }

// checklistRows are the lines of the checklist, in its order.
var checklistRows = []row{
	{"Environment Configuration", "DEBUG = False in production", "debug-off"},
	{"Environment Configuration", "Strong SECRET_KEY (50+ characters, unique)", "secret-key"},
	{"Environment Configuration", "ALLOWED_HOSTS restricted to your domains only", "allowed-hosts"},
	{"Environment Configuration", "Database credentials are secure and unique", "database-credentials"},
	{"Environment Configuration", ".env.prod file has proper permissions (600)", "env-file"},
	{"HTTPS and SSL", "SSL certificate installed and valid", "certificate"},
	{"HTTPS and SSL", "SECURE_SSL_REDIRECT = True", "ssl-redirect"},
	{"HTTPS and SSL", "HSTS headers configured (SECURE_HSTS_SECONDS)", "hsts"},
	{"HTTPS and SSL", "Mixed content blocked", "mixed-content"},
	{"HTTPS and SSL", "Certificate auto-renewal working", "renewal"},
	{"Database Security", "Database user has minimal required permissions", "least-privilege"},
	{"Database Security", "Database password is strong (12+ chars, mixed)", "database-password"},
	{"Database Security", "Database connection uses SSL (sslmode=require)", "database-tls"},
	{"Database Security", "Connection pooling configured", "database-pooling"},
	{"Database Security", "Regular backups scheduled", "database-backups"},
	{"Authentication & Sessions", "Strong password requirements enforced", "passwords"},
	{"Authentication & Sessions", "Session cookies secure (SESSION_COOKIE_SECURE = True)", "session-cookie"},
	{"Authentication & Sessions", "CSRF protection enabled", "csrf"},
	{"Authentication & Sessions", "JWT tokens have reasonable expiry times", "jwt"},
	{"Authentication & Sessions", "Admin interface URL changed from /admin/", "admin-url"},
	{"CORS and Headers", "CORS origins restricted to your frontend domains", "cors"},
	{"CORS and Headers", "Security headers configured", "security-headers"},
	{"File Handling", "Media files served securely (not through Django)", "media"},
	{"File Handling", "File upload size limits configured", "upload-size"},
	{"File Handling", "File type validation implemented", "upload-type"},
	{"File Handling", "Static files served with proper caching headers", "static-cache"},
	{"Infrastructure Security", "Firewall configured (ports 22, 80, 443 only)", "firewall"},
	{"Infrastructure Security", "SSH key authentication (password auth disabled)", "ssh"},
	{"Infrastructure Security", "Regular system updates scheduled", "updates"},
	{"Infrastructure Security", "Fail2ban configured for SSH protection", "fail2ban"},
	{"Infrastructure Security", "Docker images use non-root users", "containers"},
	{"Monitoring and Logging", "Error tracking (Sentry) configured", "errors"},
	{"Monitoring and Logging", "Access logs monitored", "access-logs"},
	{"Monitoring and Logging", "Health checks implemented", "health"},
	{"Monitoring and Logging", "Disk space monitoring", "disk"},
	{"Monitoring and Logging", "Resource usage alerts", "resources"},
	{"Data Protection", "Database backups automated and tested", "backups-tested"},
	{"Data Protection", "Sensitive data encrypted at rest", "encryption"},
	{"Data Protection", "Personal data handling complies with GDPR", "gdpr"},
	{"Data Protection", "Data retention policies defined", "retention"},
	{"Django Security Commands", "Check for security issues (manage.py check --deploy)", "check-deploy"},
	{"Django Security Commands", "Test with security settings (manage.py diffsettings --output=unified)", "diffsettings"},
	{"Django Security Commands", "Check for common vulnerabilities (safety check)", "audit"},
	{"Regular Security Tasks", "Monitor error logs", "daily-error-logs"},
	{"Regular Security Tasks", "Check failed login attempts", "daily-failed-logins"},
	{"Regular Security Tasks", "Review access logs", "weekly-access-logs"},
	{"Regular Security Tasks", "Check SSL certificate status", "weekly-certificate-status"},
	{"Regular Security Tasks", "Monitor resource usage", "weekly-resource-usage"},
	{"Regular Security Tasks", "Update dependencies", "monthly-update-dependencies"},
	{"Regular Security Tasks", "Security audit", "monthly-security-audit"},
	{"Regular Security Tasks", "Backup verification", "monthly-backup-verification"},
	{"Regular Security Tasks", "Review user permissions", "monthly-user-permissions"},
	{"Regular Security Tasks", "Penetration testing", "quarterly-penetration-testing"},
	{"Regular Security Tasks", "Security policy review", "quarterly-security-policy"},
	{"Regular Security Tasks", "Incident response testing", "quarterly-incident-response"},
	{"Regular Security Tasks", "Staff security training", "quarterly-staff-training"},
}

// TestChecklist holds the items against the lines of the checklist: each has
// an item of the same words, below the same heading, that a rule answers; and
// they stand in the same order.
func TestChecklist(t *testing.T) {
	titles := map[string]string{}
	for _, s := range rules.Catalogue.Sections {
		titles[s.ID] = s.Title
	}
	place := map[string]int{}
	for i, item := range rules.Catalogue.Items {
		place[item.ID] = i
	}
	last := -1
	for _, r := range checklistRows {
		item, ok := rules.Catalogue.Item(r.item)
		if !ok {
			t.Errorf("nothing answers %q: there is no item %s", r.title, r.item)
			continue
		}
		if item.Title != r.title || titles[item.Section] != r.section {
			t.Errorf("%s is %q below %q, want %q below %q", r.item, item.Title, titles[item.Section], r.title, r.section)
		}
		if place[r.item] < last {
			t.Errorf("%s stands before what the checklist has above it", r.item)
		}
		last = place[r.item]
		if len(links(r.item)) == 0 {
			t.Errorf("no rule answers %s", r.item)
		}
	}
}
