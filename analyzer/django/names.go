package django

import "slices"

// contrib are the settings of Django's own apps, which have no default in
// django.conf.global_settings.
var contrib = []string{
	"EMAIL_FILE_PATH", "GDAL_LIBRARY_PATH", "GEOIP_CITY", "GEOIP_COUNTRY", "GEOIP_PATH",
	"GEOS_LIBRARY_PATH", "MESSAGE_LEVEL", "MESSAGE_STORAGE", "MESSAGE_TAGS", "POSTGIS_VERSION",
	"SITE_ID", "SPATIALITE_LIBRARY_PATH",
}

// A Library is what an app reads from the settings.
type Library struct {
	App   string // as in INSTALLED_APPS or, with more after it, in MIDDLEWARE
	Names []string
}

// Libraries lists all settings of some libraries, as their sources read them:
// django-cors-headers 4.9, django-csp 3.8 and 4.0, WhiteNoise 6.8,
// djangorestframework 3.18, djangorestframework-simplejwt 5.5.
var Libraries = []Library{
	{"corsheaders", []string{
		"CORS_ALLOWED_ORIGINS", "CORS_ALLOWED_ORIGIN_REGEXES", "CORS_ALLOW_ALL_ORIGINS", "CORS_ALLOW_CREDENTIALS",
		"CORS_ALLOW_HEADERS", "CORS_ALLOW_METHODS", "CORS_ALLOW_PRIVATE_NETWORK", "CORS_EXPOSE_HEADERS", "CORS_ORIGIN_ALLOW_ALL",
		"CORS_ORIGIN_REGEX_WHITELIST", "CORS_ORIGIN_WHITELIST", "CORS_PREFLIGHT_MAX_AGE", "CORS_URLS_REGEX",
	}},
	{"csp", []string{
		"CONTENT_SECURITY_POLICY", "CONTENT_SECURITY_POLICY_REPORT_ONLY", "CSP_BASE_URI", "CSP_BLOCK_ALL_MIXED_CONTENT",
		"CSP_CHILD_SRC", "CSP_CONNECT_SRC", "CSP_DEFAULT_SRC", "CSP_EXCLUDE_URL_PREFIXES", "CSP_FONT_SRC", "CSP_FORM_ACTION",
		"CSP_FRAME_ANCESTORS", "CSP_FRAME_SRC", "CSP_IMG_SRC", "CSP_INCLUDE_NONCE_IN", "CSP_MANIFEST_SRC", "CSP_MEDIA_SRC",
		"CSP_NAVIGATE_TO", "CSP_OBJECT_SRC", "CSP_PLUGIN_TYPES", "CSP_PREFETCH_SRC", "CSP_REPORT_ONLY", "CSP_REPORT_PERCENTAGE",
		"CSP_REPORT_TO", "CSP_REPORT_URI", "CSP_REQUIRE_SRI_FOR", "CSP_REQUIRE_TRUSTED_TYPES_FOR", "CSP_SANDBOX", "CSP_SCRIPT_SRC",
		"CSP_SCRIPT_SRC_ATTR", "CSP_SCRIPT_SRC_ELEM", "CSP_STYLE_SRC", "CSP_STYLE_SRC_ATTR", "CSP_STYLE_SRC_ELEM",
		"CSP_TRUSTED_TYPES", "CSP_UPGRADE_INSECURE_REQUESTS", "CSP_WORKER_SRC",
	}},
	{"whitenoise", []string{
		"WHITENOISE_ADD_HEADERS_FUNCTION", "WHITENOISE_ALLOW_ALL_ORIGINS", "WHITENOISE_AUTOREFRESH", "WHITENOISE_CHARSET",
		"WHITENOISE_IMMUTABLE_FILE_TEST", "WHITENOISE_INDEX_FILE", "WHITENOISE_KEEP_ONLY_HASHED_FILES", "WHITENOISE_MANIFEST_STRICT",
		"WHITENOISE_MAX_AGE", "WHITENOISE_MIMETYPES", "WHITENOISE_ROOT", "WHITENOISE_SKIP_COMPRESS_EXTENSIONS",
		"WHITENOISE_STATIC_PREFIX", "WHITENOISE_USE_FINDERS",
	}},
	{"rest_framework", []string{"REST_FRAMEWORK"}},
	{"rest_framework_simplejwt", []string{"SIMPLE_JWT"}},
}

// others are settings of further libraries whose names are near to those of
// Django's.
var others = []string{"ASGI_APPLICATION"} // of Channels

// Contrib lists the settings of Django's own apps.
func Contrib() []string { return contrib }

// Elsewhere reports whether a name is a setting that something other than
// Django's global settings reads.
func Elsewhere(name string) bool {
	for _, l := range Libraries {
		if slices.Contains(l.Names, name) {
			return true
		}
	}
	for _, row := range Ignored {
		if row.Name == name {
			return true
		}
	}
	return slices.Contains(contrib, name) || slices.Contains(others, name)
}

// A Mistake is what a name is taken for, and an app that reads the name as it
// stands; empty: none does.
type Mistake struct{ Meant, Reader string }

// Mistaken are names that are taken for settings again and again, further
// from the true name than one slip.
var Mistaken = map[string]Mistake{
	"CSRF_SECURE_COOKIE":                     {"CSRF_COOKIE_SECURE", ""},
	"REFERRER_POLICY":                        {"SECURE_REFERRER_POLICY", "django_referrer_policy"},
	"SECURE_HSTS_MAX_AGE":                    {"SECURE_HSTS_SECONDS", ""},
	"SECURE_SSL_REDIRECT_EXEMPT":             {"SECURE_REDIRECT_EXEMPT", ""},
	"SECURE_X_FRAME_OPTIONS":                 {"X_FRAME_OPTIONS", ""},
	"SESSION_COOKIE_EXPIRE_AT_BROWSER_CLOSE": {"SESSION_EXPIRE_AT_BROWSER_CLOSE", ""},
	"SESSION_EXPIRE_ON_BROWSER_CLOSE":        {"SESSION_EXPIRE_AT_BROWSER_CLOSE", ""},
	"SESSION_SECURE_COOKIE":                  {"SESSION_COOKIE_SECURE", ""},
}
