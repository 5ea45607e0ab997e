package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/config"
)

// Sections are the headings of the checklist that rules answer.
var sections = []analyzer.Section{
	{ID: "env", Title: "Environment Configuration"},
	{ID: "https", Title: "HTTPS and SSL"},
	{ID: "database", Title: "Database Security"},
	{ID: "auth", Title: "Authentication & Sessions"},
	{ID: "headers", Title: "CORS and Headers"},
	{ID: "files", Title: "File Handling"},
	{ID: "infra", Title: "Infrastructure Security"},
	{ID: "monitoring", Title: "Monitoring and Logging"},
	{ID: "data", Title: "Data Protection"},
	{ID: "commands", Title: "Django Security Commands", Apart: true},
	{ID: "tasks", Title: "Regular Security Tasks", Apart: true},
}

// Items are the lines of the checklist that rules answer, in its order.
// Those past what the checklist asks end their section.
var items = []analyzer.Item{
	{ID: "debug-off", Section: "env", Title: "DEBUG = False in production"},
	{ID: "secret-key", Section: "env", Title: "Strong SECRET_KEY (50+ characters, unique)"},
	{ID: "allowed-hosts", Section: "env", Title: "ALLOWED_HOSTS restricted to your domains only"},
	{ID: "database-credentials", Section: "env", Title: "Database credentials are secure and unique"},
	{ID: "env-file", Section: "env", Title: ".env.prod file has proper permissions (600)"},
	{ID: "credentials", Section: "env", Title: "Credentials of other services are kept out of the repository"},
	{ID: "settings-load", Section: "env", Title: "Settings load in production"},
	{ID: "settings-in-force", Section: "env", Title: "Settings for production are in force"},

	{ID: "certificate", Section: "https", Title: "SSL certificate installed and valid"},
	{ID: "ssl-redirect", Section: "https", Title: "SECURE_SSL_REDIRECT = True"},
	{ID: "hsts", Section: "https", Title: "HSTS headers configured (SECURE_HSTS_SECONDS)"},
	{ID: "mixed-content", Section: "https", Title: "Mixed content blocked"},
	{ID: "renewal", Section: "https", Title: "Certificate auto-renewal working"},

	{ID: "least-privilege", Section: "database", Title: "Database user has minimal required permissions"},
	{ID: "database-password", Section: "database", Title: "Database password is strong (12+ chars, mixed)"},
	{ID: "database-tls", Section: "database", Title: "Database connection uses SSL (sslmode=require)"},
	{ID: "database-pooling", Section: "database", Title: "Connection pooling configured"},
	{ID: "database-backups", Section: "database", Title: "Regular backups scheduled"},
	{ID: "database-beyond", Section: "database", Title: "Database fit for production"},

	{ID: "passwords", Section: "auth", Title: "Strong password requirements enforced"},
	{ID: "session-cookie", Section: "auth", Title: "Session cookies secure (SESSION_COOKIE_SECURE = True)"},
	{ID: "csrf", Section: "auth", Title: "CSRF protection enabled"},
	{ID: "jwt", Section: "auth", Title: "JWT tokens have reasonable expiry times"},
	{ID: "admin-url", Section: "auth", Title: "Admin interface URL changed from /admin/"},
	{ID: "auth-beyond", Section: "auth", Title: "APIs and logins are guarded"},

	{ID: "cors", Section: "headers", Title: "CORS origins restricted to your frontend domains"},
	{ID: "security-headers", Section: "headers", Title: "Security headers configured"},

	{ID: "media", Section: "files", Title: "Media files served securely (not through Django)"},
	{ID: "upload-size", Section: "files", Title: "File upload size limits configured"},
	{ID: "upload-type", Section: "files", Title: "File type validation implemented"},
	{ID: "static-cache", Section: "files", Title: "Static files served with proper caching headers"},

	{ID: "firewall", Section: "infra", Title: "Firewall configured (ports 22, 80, 443 only)"},
	{ID: "ssh", Section: "infra", Title: "SSH key authentication (password auth disabled)"},
	{ID: "updates", Section: "infra", Title: "Regular system updates scheduled"},
	{ID: "fail2ban", Section: "infra", Title: "Fail2ban configured for SSH protection"},
	{ID: "containers", Section: "infra", Title: "Docker images use non-root users"},

	{ID: "errors", Section: "monitoring", Title: "Error tracking (Sentry) configured"},
	{ID: "access-logs", Section: "monitoring", Title: "Access logs monitored"},
	{ID: "health", Section: "monitoring", Title: "Health checks implemented"},
	{ID: "disk", Section: "monitoring", Title: "Disk space monitoring"},
	{ID: "resources", Section: "monitoring", Title: "Resource usage alerts"},

	{ID: "backups-tested", Section: "data", Title: "Database backups automated and tested"},
	{ID: "encryption", Section: "data", Title: "Sensitive data encrypted at rest"},
	{ID: "gdpr", Section: "data", Title: "Personal data handling complies with GDPR"},
	{ID: "retention", Section: "data", Title: "Data retention policies defined"},

	{ID: "check-deploy", Section: "commands", Title: "Check for security issues (manage.py check --deploy)"},
	{ID: "diffsettings", Section: "commands", Title: "Test with security settings (manage.py diffsettings --output=unified)"},
	{ID: "audit", Section: "commands", Title: "Check for common vulnerabilities (safety check)"},

	{ID: "daily-error-logs", Section: "tasks", Title: "Monitor error logs", Every: config.Daily},
	{ID: "daily-failed-logins", Section: "tasks", Title: "Check failed login attempts", Every: config.Daily},
	{ID: "weekly-access-logs", Section: "tasks", Title: "Review access logs", Every: config.Weekly},
	{ID: "weekly-certificate-status", Section: "tasks", Title: "Check SSL certificate status", Every: config.Weekly},
	{ID: "weekly-resource-usage", Section: "tasks", Title: "Monitor resource usage", Every: config.Weekly},
	{ID: "monthly-update-dependencies", Section: "tasks", Title: "Update dependencies", Every: config.Monthly},
	{ID: "monthly-security-audit", Section: "tasks", Title: "Security audit", Every: config.Monthly},
	{ID: "monthly-backup-verification", Section: "tasks", Title: "Backup verification", Every: config.Monthly},
	{ID: "monthly-user-permissions", Section: "tasks", Title: "Review user permissions", Every: config.Monthly},
	{ID: "quarterly-penetration-testing", Section: "tasks", Title: "Penetration testing", Every: config.Quarterly},
	{ID: "quarterly-security-policy", Section: "tasks", Title: "Security policy review", Every: config.Quarterly},
	{ID: "quarterly-incident-response", Section: "tasks", Title: "Incident response testing", Every: config.Quarterly},
	{ID: "quarterly-staff-training", Section: "tasks", Title: "Staff security training", Every: config.Quarterly},
	{ID: "attestations", Section: "tasks", Title: "Attestations renewed in time"},
}
