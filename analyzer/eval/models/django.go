package models

import "github.com/deploycheck/deploycheck/analyzer/value"

var djangoFunctions = map[string]Func{
	"django.utils.translation.gettext":          same,
	"django.utils.translation.gettext_lazy":     same,
	"django.utils.translation.gettext_noop":     same,
	"django.utils.translation.ugettext":         same,
	"django.utils.translation.ugettext_lazy":    same,
	"django.utils.translation.ugettext_noop":    same,
	"django.utils.translation.pgettext":         (*Call).second,
	"django.utils.translation.pgettext_lazy":    (*Call).second,
	"django.utils.translation.ngettext":         varies("a text in singular or plural", "str"),
	"django.utils.translation.ngettext_lazy":    varies("a text in singular or plural", "str"),
	"django.utils.translation.activate":         (*Call).none,
	"django.utils.translation.deactivate":       (*Call).none,
	"gettext.gettext":                           same,
	"django.utils.functional.lazystr":           same,
	"django.utils.encoding.force_str":           same,
	"django.utils.encoding.force_text":          same,
	"django.utils.encoding.smart_str":           same,
	"django.utils.safestring.mark_safe":         same,
	"django.utils.module_loading.import_string": importString,
	"django.urls.reverse_lazy":                  reverseLazy,
	"django.core.urlresolvers.reverse_lazy":     reverseLazy,
	"django.setup":                              (*Call).none,
	"django.get_version":                        gives("the version of Django", "str"),

	"celery.schedules.crontab":                      schedule("celery.schedules.crontab"),
	"celery.schedules.schedule":                     schedule("celery.schedules.schedule"),
	"celery.schedules.solar":                        schedule("celery.schedules.solar"),
	"sentry_sdk.init":                               (*Call).none,
	"sentry_sdk.set_tag":                            (*Call).none,
	"sentry_sdk.set_user":                           (*Call).none,
	"sentry_sdk.set_context":                        (*Call).none,
	"sentry_sdk.integrations.logging.ignore_logger": (*Call).none,

	"distutils.util.strtobool":             strtobool,
	"setuptools.distutils.util.strtobool":  strtobool,
	"setuptools._distutils.util.strtobool": strtobool,
	"ast.literal_eval":                     astLiteralEval,
}

var djangoConstants = map[string]value.Plain{
	"django.VERSION": notTold("the version of Django", "tuple"),
	"django.contrib.messages.constants.DEBUG":   value.Int(10),
	"django.contrib.messages.constants.INFO":    value.Int(20),
	"django.contrib.messages.constants.SUCCESS": value.Int(25),
	"django.contrib.messages.constants.WARNING": value.Int(30),
	"django.contrib.messages.constants.ERROR":   value.Int(40),
	"django.contrib.messages.DEBUG":             value.Int(10),
	"django.contrib.messages.INFO":              value.Int(20),
	"django.contrib.messages.SUCCESS":           value.Int(25),
	"django.contrib.messages.WARNING":           value.Int(30),
	"django.contrib.messages.ERROR":             value.Int(40),
	"django.core.checks.DEBUG":                  value.Int(10),
	"django.core.checks.INFO":                   value.Int(20),
	"django.core.checks.WARNING":                value.Int(30),
	"django.core.checks.ERROR":                  value.Int(40),
	"django.core.checks.CRITICAL":               value.Int(50),

	"django.utils.csp.CSP.HEADER_ENFORCE":     value.Str("Content-Security-Policy"),
	"django.utils.csp.CSP.HEADER_REPORT_ONLY": value.Str("Content-Security-Policy-Report-Only"),
	"django.utils.csp.CSP.NONE":               value.Str("'none'"),
	"django.utils.csp.CSP.REPORT_SAMPLE":      value.Str("'report-sample'"),
	"django.utils.csp.CSP.SELF":               value.Str("'self'"),
	"django.utils.csp.CSP.STRICT_DYNAMIC":     value.Str("'strict-dynamic'"),
	"django.utils.csp.CSP.UNSAFE_EVAL":        value.Str("'unsafe-eval'"),
	"django.utils.csp.CSP.UNSAFE_HASHES":      value.Str("'unsafe-hashes'"),
	"django.utils.csp.CSP.UNSAFE_INLINE":      value.Str("'unsafe-inline'"),
	"django.utils.csp.CSP.WASM_UNSAFE_EVAL":   value.Str("'wasm-unsafe-eval'"),
	"django.utils.csp.CSP.NONCE":              value.Str("<CSP_NONCE_SENTINEL>"),
	"csp.constants.NONE":                      value.Str("'none'"),
	"csp.constants.REPORT_SAMPLE":             value.Str("'report-sample'"),
	"csp.constants.SELF":                      value.Str("'self'"),
	"csp.constants.STRICT_DYNAMIC":            value.Str("'strict-dynamic'"),
	"csp.constants.UNSAFE_ALLOW_REDIRECTS":    value.Str("'unsafe-allow-redirects'"),
	"csp.constants.UNSAFE_EVAL":               value.Str("'unsafe-eval'"),
	"csp.constants.UNSAFE_HASHES":             value.Str("'unsafe-hashes'"),
	"csp.constants.UNSAFE_INLINE":             value.Str("'unsafe-inline'"),
	"csp.constants.WASM_UNSAFE_EVAL":          value.Str("'wasm-unsafe-eval'"),

	"corsheaders.defaults.default_headers": texts(value.TupleKind,
		"accept", "authorization", "content-type", "user-agent", "x-csrftoken", "x-requested-with"),
	"corsheaders.defaults.default_methods": texts(value.TupleKind, "DELETE", "GET", "OPTIONS", "PATCH", "POST", "PUT"),

	"django.conf.global_settings.MIDDLEWARE":              &value.Seq{},
	"django.conf.global_settings.LOCALE_PATHS":            &value.Seq{},
	"django.conf.global_settings.AUTHENTICATION_BACKENDS": texts(value.ListKind, "django.contrib.auth.backends.ModelBackend"),
	"django.conf.global_settings.FILE_UPLOAD_HANDLERS": texts(value.ListKind,
		"django.core.files.uploadhandler.MemoryFileUploadHandler", "django.core.files.uploadhandler.TemporaryFileUploadHandler"),
	"django.conf.global_settings.STATICFILES_FINDERS": texts(value.ListKind,
		"django.contrib.staticfiles.finders.FileSystemFinder", "django.contrib.staticfiles.finders.AppDirectoriesFinder"),
	"django.conf.global_settings.LANGUAGE_COOKIE_NAME":        value.Str("django_language"),
	"django.conf.global_settings.TEST_RUNNER":                 value.Str("django.test.runner.DiscoverRunner"),
	"django.conf.global_settings.LANGUAGES":                   djangoOwn("LANGUAGES"),
	"django.conf.global_settings.LANGUAGES_BIDI":              djangoOwn("LANGUAGES_BIDI"),
	"django.conf.global_settings.PASSWORD_HASHERS":            djangoOwn("PASSWORD_HASHERS"),
	"django.conf.global_settings.TEMPLATE_CONTEXT_PROCESSORS": djangoOwn("TEMPLATE_CONTEXT_PROCESSORS"),
	"django.conf.global_settings.TEMPLATE_LOADERS":            djangoOwn("TEMPLATE_LOADERS"),
	"django.conf.global_settings.MIDDLEWARE_CLASSES":          djangoOwn("MIDDLEWARE_CLASSES"),
	"django.conf.global_settings.STORAGES":                    notTold("Django's own STORAGES", "dict"),
}

// djangoOwn is a default of Django that differs between its versions.
func djangoOwn(name string) *value.Seq {
	return &value.Seq{More: notTold("Django's own "+name, "")}
}

// importString is import_string("module.name").
func importString(c *Call) *value.Value {
	return c.onText(c.arg(0, "dotted_path"), "import_string", "", func(s string, from *value.Value) *value.Value {
		if v, ok := c.Import(s, c.Span); ok {
			return v
		}
		return c.unknown(s+" is not in the repository", "", from)
	})
}

// reverseLazy is reverse_lazy(name): the address is found when it is used.
func reverseLazy(c *Call) *value.Value {
	u := &value.Unknown{Reason: "an address is resolved when it is used", Name: "reverse_lazy()", TypeName: "str"}
	if len(c.Args) == 1 && len(c.Keywords) == 0 {
		if p, ok := c.Args[0].Only(); ok {
			if text, ok := value.Repr(p); ok {
				u.Name, u.Key = "reverse_lazy("+text+")", "reverse_lazy("+text+")"
			}
		}
	}
	return c.of(u, c.Args...)
}

// schedule makes a model of a class of schedules.
func schedule(name string) Func {
	return func(c *Call) *value.Value {
		return value.Of(&value.Unknown{
			Reason: name + "() is an object of Celery", Name: name + "()", TypeName: "crontab",
		}, value.At(c.Span))
	}
}

var (
	trueWords  = map[string]bool{"y": true, "yes": true, "t": true, "true": true, "on": true, "1": true}
	falseWords = map[string]bool{"n": true, "no": true, "f": true, "false": true, "off": true, "0": true}
)

// strtobool is distutils' strtobool: 1 or 0, not True or False.
func strtobool(c *Call) *value.Value {
	return c.eachAlt(c.arg(0, "val"), func(a value.Alt) *value.Value {
		switch p := a.Plain.(type) {
		case value.Str:
			low := lowered(string(p))
			if !trueWords[low] && !falseWords[low] {
				text, _ := value.Repr(value.Str(low))
				c.Raise("ValueError", "invalid truth value "+text)
				return nil
			}
			n := value.Int(0)
			if trueWords[low] {
				n = 1
			}
			return c.of(n, alone(a))
		case *value.Unknown:
			return c.of(derived("strtobool", "int", p), alone(a))
		case value.None, value.Bool, value.Int, value.Float, *value.Seq, *value.Dict:
			c.Raise("AttributeError", "'"+p.Type()+"' object has no attribute 'lower'")
			return nil
		}
		return c.unknown("a truth value is not known", "int", alone(a))
	})
}
