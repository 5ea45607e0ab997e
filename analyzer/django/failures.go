package django

import "github.com/deploycheck/deploycheck/analyzer/value"

// A Failure is a way in which Django refuses settings that Python can load,
// or in which a check itself breaks and takes the command down.
type Failure struct {
	Type          string // the exception
	Message       string
	Setting       string
	Since, Before string
	Fails         func(*View) *value.Cond
}

// In reports whether a version of Django fails so.
func (f *Failure) In(version string) bool { return between(version, f.Since, f.Before) }

// Failures are listed in the order in which Django meets them.
var Failures = []Failure{
	notAList("ALLOWED_HOSTS", ""), notAList("INSTALLED_APPS", ""), notAList("TEMPLATE_DIRS", ""),
	notAList("LOCALE_PATHS", ""), notAList("SECRET_KEY_FALLBACKS", "4.1"),
	{Type: "ImproperlyConfigured", Setting: "DEFAULT_FILE_STORAGE", Since: "4.2", Before: "5.1",
		Message: "DEFAULT_FILE_STORAGE and STORAGES exclude each other", Fails: bothSet("DEFAULT_FILE_STORAGE", "STORAGES")},
	{Type: "ImproperlyConfigured", Setting: "STATICFILES_STORAGE", Since: "4.2", Before: "5.1",
		Message: "STATICFILES_STORAGE and STORAGES exclude each other", Fails: bothSet("STATICFILES_STORAGE", "STORAGES")},
	{Type: "ImproperlyConfigured", Setting: "MAILERS", Since: "6.1",
		Message: "MAILERS excludes the EMAIL_ settings", Fails: mailersAndEmail},
	{Type: "TypeError", Setting: "SECRET_KEY", Message: "SECRET_KEY is bytes, which the check of its strength cannot read",
		Fails: func(v *View) *value.Cond {
			return v.Where("SECRET_KEY", "is it bytes", func(p value.Plain) value.Truth {
				b, ok := p.(value.Bytes)
				return value.Is(ok && len(b) >= 50)
			})
		}},
	{Type: "TypeError", Setting: "MIDDLEWARE", Message: "MIDDLEWARE is None, which cannot be searched",
		Fails: func(v *View) *value.Cond { return v.IsNone("MIDDLEWARE") }},
	{Type: "ValueError", Setting: "MIDDLEWARE", Message: "MIDDLEWARE is text, whose letters a check takes for modules",
		Fails: func(v *View) *value.Cond {
			text := v.Where("MIDDLEWARE", "is it text", func(p value.Plain) value.Truth {
				s, ok := p.(value.Str)
				return value.Is(ok && s != "")
			})
			importing := v.admin()
			if AtLeast(v.Version, "5.2") {
				importing = importing.Or(v.hasApp("django.contrib.auth"))
			}
			return text.And(importing)
		}},
	{Type: "OSError", Setting: "LANGUAGE_CODE", Message: "LANGUAGE_CODE is not a language tag, so no translation files are found for it",
		Fails: func(v *View) *value.Cond {
			bad := v.Where("LANGUAGE_CODE", "is it no language tag", func(p value.Plain) value.Truth {
				s, ok := p.(value.Str)
				return value.Is(ok && !languageTag.MatchString(string(s)))
			})
			return bad.And(v.Truthy("USE_I18N"))
		}},
	{Type: "ViewDoesNotExist", Setting: "CSRF_FAILURE_VIEW", Message: "CSRF_FAILURE_VIEW names a view that does not exist",
		Fails: failureView("is it missing", func(c Callable) value.Truth {
			if c.Import == value.Yes {
				return c.Exists.Not()
			}
			return noUnlessMaybe(c.Import)
		})},
}

func notAList(name, since string) Failure {
	return Failure{Type: "ImproperlyConfigured", Setting: name, Since: since, Message: name + " must be a list or a tuple",
		Fails: func(v *View) *value.Cond {
			return v.Where(name, "is it neither a list nor a tuple", func(p value.Plain) value.Truth {
				switch p := p.(type) {
				case *value.Seq:
					return value.Is(p.Kind > value.TupleKind)
				case value.Unset:
					return value.No
				case *value.Unknown:
					if p.TypeName == "" || p.TypeName == "list" || p.TypeName == "tuple" {
						return value.Maybe
					}
				}
				return value.Yes
			})
		}}
}

func bothSet(a, b string) func(*View) *value.Cond {
	return func(v *View) *value.Cond { return v.explicit(a).And(v.explicit(b)) }
}

// explicit is the condition under which the project sets a name.
func (v *View) explicit(name string) *value.Cond {
	own := v.Own(name)
	if own == nil {
		return value.False
	}
	return v.Of(own, "is "+name+" set", present)
}

var emailSettings = []string{
	"EMAIL_BACKEND", "EMAIL_FILE_PATH", "EMAIL_HOST", "EMAIL_HOST_PASSWORD", "EMAIL_HOST_USER", "EMAIL_PORT",
	"EMAIL_SSL_CERTFILE", "EMAIL_SSL_KEYFILE", "EMAIL_TIMEOUT", "EMAIL_USE_SSL", "EMAIL_USE_TLS",
}

func mailersAndEmail(v *View) *value.Cond {
	email := value.False
	for _, name := range emailSettings {
		email = email.Or(v.explicit(name))
	}
	return v.explicit("MAILERS").And(email)
}
