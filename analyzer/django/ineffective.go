package django

// An Ineffective is a name in the settings that Django does not read.
type Ineffective struct {
	Name  string
	Since string // the series since which it is ignored; empty: it never was a setting
	// Fact says what is so instead, as the end of a sentence.
	Fact    string
	Instead string // what to write; empty: nothing
	// Kept is the setting, or the key of the default database, that says the
	// same where Django looks for it.
	Kept     string
	Database bool // Kept is such a key
	// Promise tells that the site does without something that the name
	// promises; else it is only left over.
	Promise bool
	Reader  string // an app that reads it after all
}

// Ignored lists what Django ignores, by name: read from the sources of 4.2,
// 5.2 and 6.1, and from the release notes of those between. What had gone by
// 3.2 is said to have gone there.
var Ignored = []Ineffective{
	{Name: "ADMIN_MEDIA_PREFIX", Since: "3.2", Fact: "the admin's files are static files", Instead: "STATIC_URL"},
	{Name: "ALLOWED_INCLUDE_ROOTS", Since: "3.2", Fact: "there is no ssi tag"},
	{Name: "ATOMIC_REQUESTS", Fact: "requests are not run in transactions by it", Instead: "DATABASES[\"default\"][\"ATOMIC_REQUESTS\"]", Kept: "ATOMIC_REQUESTS", Database: true, Promise: true},
	{Name: "AUTH_PROFILE_MODULE", Since: "3.2", Fact: "users have no profile of that kind", Instead: "AUTH_USER_MODEL"},
	{Name: "CONN_HEALTH_CHECKS", Fact: "connections are not checked by it before they are used again", Instead: "DATABASES[\"default\"][\"CONN_HEALTH_CHECKS\"]", Kept: "CONN_HEALTH_CHECKS", Database: true, Promise: true},
	{Name: "CONN_MAX_AGE", Fact: "connections are not kept open by it", Instead: "DATABASES[\"default\"][\"CONN_MAX_AGE\"]", Kept: "CONN_MAX_AGE", Database: true, Promise: true},
	{Name: "CSRF_COOKIE_MASKED", Since: "5.0", Fact: "the cookie is never masked"},
	{Name: "DEFAULT_CONTENT_TYPE", Since: "3.2", Fact: "responses are text/html unless a view says otherwise"},
	{Name: "DEFAULT_HASHING_ALGORITHM", Since: "4.0", Fact: "signatures are made with SHA-256"},
	{Name: "DISABLE_SERVER_SIDE_CURSORS", Fact: "server-side cursors stay on, which a transaction pooler breaks", Instead: "DATABASES[\"default\"][\"DISABLE_SERVER_SIDE_CURSORS\"]", Kept: "DISABLE_SERVER_SIDE_CURSORS", Database: true, Promise: true},
	{Name: "FILE_CHARSET", Since: "3.2", Fact: "files are read as UTF-8"},
	{Name: "FORMS_URLFIELD_ASSUME_HTTPS", Since: "6.0", Fact: "forms take https for granted"},
	{Name: "MIDDLEWARE_CLASSES", Since: "3.2", Fact: "none of the middleware in it runs", Instead: "MIDDLEWARE", Kept: "MIDDLEWARE", Promise: true},
	{Name: "PASSWORD_RESET_TIMEOUT_DAYS", Since: "4.0", Fact: "links to reset a password last for PASSWORD_RESET_TIMEOUT, three days by default", Instead: "PASSWORD_RESET_TIMEOUT, in seconds", Kept: "PASSWORD_RESET_TIMEOUT", Promise: true},
	{Name: "SECURE_BROWSER_XSS_FILTER", Since: "4.0", Fact: "no X-XSS-Protection header is sent", Instead: "a content security policy"},
	{Name: "SECURE_FRAME_DENY", Fact: "X_FRAME_OPTIONS alone decides on frames", Instead: "X_FRAME_OPTIONS", Reader: "djangosecure"},
	{Name: "SEND_BROKEN_LINK_EMAILS", Since: "3.2", Fact: "broken links are told by BrokenLinkEmailsMiddleware", Instead: "that middleware"},
	{Name: "TEMPLATE_CONTEXT_PROCESSORS", Since: "3.2", Fact: "TEMPLATES alone counts", Instead: "TEMPLATES"},
	{Name: "TEMPLATE_DEBUG", Since: "3.2", Fact: "TEMPLATES and DEBUG alone count", Instead: "\"debug\" in the OPTIONS of TEMPLATES"},
	{Name: "TEMPLATE_DIRS", Since: "3.2", Fact: "TEMPLATES alone counts", Instead: "DIRS in TEMPLATES"},
	{Name: "TEMPLATE_LOADERS", Since: "3.2", Fact: "TEMPLATES alone counts", Instead: "TEMPLATES"},
	{Name: "TEMPLATE_STRING_IF_INVALID", Since: "3.2", Fact: "TEMPLATES alone counts", Instead: "TEMPLATES"},
	{Name: "USE_DEPRECATED_PYTZ", Since: "5.0", Fact: "time zones are those of zoneinfo"},
	{Name: "USE_ETAGS", Since: "3.2", Fact: "ConditionalGetMiddleware sets ETags", Instead: "that middleware"},
	{Name: "USE_L10N", Since: "5.0", Fact: "formats are always localised"},
}
