package django

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// OtherChecks lists the checks without the security tag that read settings,
// by ID. Those that look at models or URL patterns are not judged.
var OtherChecks = []Check{
	{ID: "admin.E401", Level: "ERROR", Setting: "INSTALLED_APPS", Message: "django.contrib.admin needs django.contrib.contenttypes in INSTALLED_APPS.",
		Fires: adminNeeds("django.contrib.contenttypes")},
	{ID: "admin.E402", Level: "ERROR", Setting: "TEMPLATES", Message: "django.contrib.admin needs the auth context processor in TEMPLATES.",
		Fires: func(v *View) *value.Cond {
			return adminEngineLacks(v, "django.contrib.auth.context_processors.auth").And(v.modelBackend())
		}},
	{ID: "admin.E403", Level: "ERROR", Setting: "TEMPLATES", Message: "django.contrib.admin needs a DjangoTemplates engine in TEMPLATES.",
		Fires: func(v *View) *value.Cond {
			return v.admin().Minus(anyEngine(v, func(*value.Value) *value.Cond { return value.True }))
		}},
	{ID: "admin.E404", Level: "ERROR", Setting: "TEMPLATES", Message: "django.contrib.admin needs the messages context processor in TEMPLATES.",
		Fires: func(v *View) *value.Cond {
			return adminEngineLacks(v, "django.contrib.messages.context_processors.messages")
		}},
	{ID: "admin.E405", Level: "ERROR", Setting: "INSTALLED_APPS", Message: "django.contrib.admin needs django.contrib.auth in INSTALLED_APPS.",
		Fires: adminNeeds("django.contrib.auth")},
	{ID: "admin.E406", Level: "ERROR", Setting: "INSTALLED_APPS", Message: "django.contrib.admin needs django.contrib.messages in INSTALLED_APPS.",
		Fires: adminNeeds("django.contrib.messages")},
	{ID: "admin.E408", Level: "ERROR", Setting: "MIDDLEWARE", Message: "django.contrib.admin needs AuthenticationMiddleware in MIDDLEWARE.",
		Fires: adminMiddleware("django.contrib.auth.middleware.AuthenticationMiddleware")},
	{ID: "admin.E409", Level: "ERROR", Setting: "MIDDLEWARE", Message: "django.contrib.admin needs MessageMiddleware in MIDDLEWARE.",
		Fires: adminMiddleware("django.contrib.messages.middleware.MessageMiddleware")},
	{ID: "admin.E410", Level: "ERROR", Setting: "MIDDLEWARE", Message: "django.contrib.admin needs SessionMiddleware in MIDDLEWARE.",
		Fires: adminMiddleware(SessionMiddleware)},
	{ID: "admin.W411", Level: "WARNING", Setting: "TEMPLATES", Message: "the admin's navigation sidebar needs the request context processor in TEMPLATES.",
		Fires: func(v *View) *value.Cond {
			return adminEngineLacks(v, "django.template.context_processors.request")
		}},
	{ID: "auth.E013", Level: "ERROR", Since: "5.2", Setting: "MIDDLEWARE", Message: "LoginRequiredMiddleware stands before AuthenticationMiddleware in MIDDLEWARE.",
		Fires: loginRequiredFirst},
	{ID: "caches.E001", Level: "ERROR", Setting: "CACHES", Message: "CACHES has no 'default'.",
		Fires: func(v *View) *value.Cond { return v.lacksKey("CACHES", "default") }},
	{ID: "caches.W002", Level: "WARNING", Setting: "CACHES", Message: "the folder of a file-based cache overlaps with media or static files.",
		Fires: cacheExposed},
	{ID: "caches.W003", Level: "WARNING", Setting: "CACHES", Message: "the folder of a file-based cache is a relative path.",
		Fires: func(v *View) *value.Cond {
			return v.fileCaches("is a folder's path relative", func(folder string) value.Truth { return value.Is(!strings.HasPrefix(folder, "/")) })
		}},
	{ID: "files.E001", Level: "ERROR", Setting: "FILE_UPLOAD_TEMP_DIR", Message: "FILE_UPLOAD_TEMP_DIR is not a folder.",
		Fires: func(v *View) *value.Cond {
			return v.Where("FILE_UPLOAD_TEMP_DIR", "is it no folder", func(p value.Plain) value.Truth {
				text, ok := pathText(p)
				if !ok {
					return value.Is(false)
				}
				return v.IsDir(text).Not()
			})
		}},
	{ID: "mail.E001", Level: "ERROR", Since: "6.1", Setting: "MAILERS", Message: "the default mailer does not send mail.",
		Fires: mailerIsDevelopment},
	{ID: "mail.W001", Level: "WARNING", Since: "6.1", Setting: "MAILERS", Message: "MAILERS has no 'default'.",
		Fires: func(v *View) *value.Cond { return v.IsUnset("MAILERS").Not().And(v.lacksKey("MAILERS", "default")) }},
	{ID: "sites.E101", Level: "ERROR", Setting: "SITE_ID", Message: "SITE_ID is not a number.",
		Fires: func(v *View) *value.Cond {
			return v.Lists("INSTALLED_APPS", "django.contrib.sites").And(v.Where("SITE_ID", "is it no number", func(p value.Plain) value.Truth {
				switch p.(type) {
				case value.Int, value.None, value.Unset, value.Bool:
					return value.No
				case *value.Unknown:
					return value.Maybe
				}
				return value.Yes
			}))
		}},
	{ID: "staticfiles.E001", Level: "ERROR", Setting: "STATICFILES_DIRS", Message: "STATICFILES_DIRS is not a list or tuple.",
		Fires: func(v *View) *value.Cond {
			return v.finder().And(v.Where("STATICFILES_DIRS", "is it neither a list nor a tuple", func(p value.Plain) value.Truth {
				switch p.(type) {
				case *value.Seq:
					return value.No
				case *value.Unknown:
					return value.Maybe
				}
				return value.Yes
			}))
		}},
	{ID: "staticfiles.E002", Level: "ERROR", Setting: "STATICFILES_DIRS", Message: "STATICFILES_DIRS contains STATIC_ROOT.",
		Fires: staticRootInDirs},
	{ID: "staticfiles.E003", Level: "ERROR", Setting: "STATICFILES_DIRS", Message: "a prefix in STATICFILES_DIRS ends with a slash.",
		Fires: func(v *View) *value.Cond {
			return v.finder().And(v.staticDirs("does a prefix end with a slash", func(prefix, _ value.Plain) value.Truth {
				s, ok := prefix.(value.Str)
				return value.Is(ok && strings.HasSuffix(string(s), "/"))
			}))
		}},
	{ID: "staticfiles.W004", Level: "WARNING", Setting: "STATICFILES_DIRS", Message: "a folder in STATICFILES_DIRS does not exist.",
		Fires: func(v *View) *value.Cond {
			return v.finder().And(v.staticDirs("is one no folder", func(_, dir value.Plain) value.Truth {
				text, ok := pathText(dir)
				if !ok {
					return value.Maybe
				}
				return v.IsDir(text).Not()
			}))
		}},
	{ID: "staticfiles.E005", Level: "ERROR", Since: "5.1", Setting: "STORAGES", Message: "STORAGES has no 'staticfiles'.",
		Fires: func(v *View) *value.Cond {
			return v.Lists("INSTALLED_APPS", "django.contrib.staticfiles").And(v.lacksKey("STORAGES", "staticfiles"))
		}},
	{ID: "templates.E001", Level: "ERROR", Before: "5.0", Setting: "TEMPLATES", Message: "an engine in TEMPLATES has both APP_DIRS and loaders.",
		Fires: func(v *View) *value.Cond {
			return v.engines(func(e *value.Value) *value.Cond {
				loaders := v.Key(v.Key(e, "OPTIONS"), "loaders")
				return v.Space.Truth(v.Key(e, "APP_DIRS")).And(v.Of(loaders, "has it loaders", present))
			})
		}},
	{ID: "templates.E002", Level: "ERROR", Setting: "TEMPLATES", Message: "string_if_invalid in TEMPLATES is not text.",
		Fires: func(v *View) *value.Cond {
			return v.engines(func(e *value.Value) *value.Cond {
				return v.Of(v.Key(v.Key(e, "OPTIONS"), "string_if_invalid"), "is string_if_invalid text", func(p value.Plain) value.Truth {
					switch p := p.(type) {
					case value.Str, value.Unset:
						return value.No
					case *value.Unknown:
						return value.Is(p.TypeName != "str" && p.TypeName != "")
					}
					return value.Yes
				})
			})
		}},
	{ID: "translation.E001", Level: "ERROR", Setting: "LANGUAGE_CODE", Message: "LANGUAGE_CODE is not a language tag.",
		Fires: func(v *View) *value.Cond { return v.Where("LANGUAGE_CODE", "is it no language tag", notLanguageTag) }},
	{ID: "translation.E002", Level: "ERROR", Setting: "LANGUAGES", Message: "LANGUAGES holds something that is not a language tag.",
		Fires: func(v *View) *value.Cond {
			return v.explicit("LANGUAGES").And(v.languages("is one no language tag", notLanguageTag))
		}},
	{ID: "translation.E003", Level: "ERROR", Setting: "LANGUAGES_BIDI", Message: "LANGUAGES_BIDI holds something that is not a language tag.",
		Fires: anyElement("LANGUAGES_BIDI", "is one no language tag", notLanguageTag)},
	{ID: "translation.E004", Level: "ERROR", Setting: "LANGUAGE_CODE", Message: "LANGUAGE_CODE is not among LANGUAGES.",
		Fires: languageNotListed},
	{ID: "urls.E006", Level: "ERROR", Setting: "STATIC_URL", Message: "STATIC_URL or MEDIA_URL does not end with a slash.",
		Fires: func(v *View) *value.Cond { return v.noSlash("STATIC_URL").Or(v.noSlash("MEDIA_URL")) }},
}

func pathText(p value.Plain) (string, bool) {
	switch p := p.(type) {
	case value.Str:
		return string(p), true
	case value.Path:
		return string(p), true
	}
	return "", false
}

// present says Yes of anything but what is not there.
func present(p value.Plain) value.Truth {
	switch p.(type) {
	case value.Unset:
		return value.No
	case *value.Unknown:
		return value.Maybe
	}
	return value.Yes
}

func (v *View) admin() *value.Cond {
	return v.Lists("INSTALLED_APPS", "django.contrib.admin").Or(v.Lists("INSTALLED_APPS", "django.contrib.admin.apps.AdminConfig"))
}

func adminNeeds(app string) func(*View) *value.Cond {
	return func(v *View) *value.Cond { return v.admin().Minus(v.hasApp(app)) }
}

// hasApp is the condition under which an app is installed, by its name or by
// the dotted path of one of its AppConfigs.
func (v *View) hasApp(app string) *value.Cond {
	c := value.False
	for _, a := range v.Get("INSTALLED_APPS").Alts() {
		q, ok := a.Plain.(*value.Seq)
		if !ok {
			c = c.Or(a.When.And(v.holds(a.Plain, app)))
			continue
		}
		for _, e := range q.Elems {
			c = c.Or(a.When.And(e.When).And(v.Of(e.Val, "is it "+app, func(p value.Plain) value.Truth {
				s, isText := p.(value.Str)
				if !isText {
					return value.Maybe
				}
				return value.Is(string(s) == app || strings.HasPrefix(string(s), app+".apps."))
			})))
		}
		if q.More != nil {
			c = c.Or(a.When.And(v.ask(q.More, "does it hold "+app)))
		}
	}
	return c
}

// adminMiddleware fires where no middleware is the one, or could be a
// subclass of it.
func adminMiddleware(name string) func(*View) *value.Cond {
	return func(v *View) *value.Cond {
		return v.admin().Minus(v.middlewareLike(name))
	}
}

// middlewareLike is the condition under which MIDDLEWARE has a class or a
// subclass of it. Whether a middleware of the project or of a library is
// one is not known.
func (v *View) middlewareLike(name string) *value.Cond {
	c := v.Lists("MIDDLEWARE", name)
	return c.Or(anyElement("MIDDLEWARE", "is one a subclass of "+name, func(p value.Plain) value.Truth {
		s, ok := p.(value.Str)
		if !ok {
			return value.Maybe
		}
		if strings.HasPrefix(string(s), "django.") || v.Subclass == nil {
			return value.Is(string(s) == name)
		}
		return v.Subclass(string(s), name)
	})(v))
}

func loginRequiredFirst(v *View) *value.Cond {
	const login, auth = "django.contrib.auth.middleware.LoginRequiredMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware"
	c := value.False
	for _, a := range v.Get("MIDDLEWARE").Alts() {
		q, ok := a.Plain.(*value.Seq)
		if !ok {
			continue
		}
		seen := value.False
		for _, e := range q.Elems {
			is := func(name string) *value.Cond {
				return e.When.And(v.Space.Equals(e.Val, value.Of(value.Str(name), nil)))
			}
			c = c.Or(a.When.And(is(login)).Minus(seen))
			seen = seen.Or(is(auth))
		}
	}
	return c
}

// djangoEngine is the backend that the admin needs.
const djangoEngine = "django.template.backends.django.DjangoTemplates"

// engines is the condition under which some DjangoTemplates engine has it.
func (v *View) engines(has func(*value.Value) *value.Cond) *value.Cond { return anyEngine(v, has) }

func anyEngine(v *View, has func(*value.Value) *value.Cond) *value.Cond {
	c := value.False
	v.eachEngine(func(when *value.Cond, engine *value.Value) bool {
		c = c.Or(when.And(has(engine)))
		return true
	}, func(when *value.Cond, u *value.Unknown) {
		c = c.Or(when.And(v.ask(u, "what is in TEMPLATES")))
	})
	return c
}

// eachEngine calls f for the DjangoTemplates engines in order, until it says false, and
// unknown for what is not known.
func (v *View) eachEngine(f func(*value.Cond, *value.Value) bool, unknown func(*value.Cond, *value.Unknown)) {
	for _, a := range v.Get("TEMPLATES").Alts() {
		q, ok := a.Plain.(*value.Seq)
		if !ok {
			if u, isUnknown := a.Plain.(*value.Unknown); isUnknown {
				unknown(a.When, u)
			}
			continue
		}
		for _, e := range q.Elems {
			is := v.Space.Equals(v.Key(e.Val, "BACKEND"), value.Of(value.Str(djangoEngine), nil))
			when := a.When.And(e.When).And(is)
			if when != value.False && !f(when, e.Val) {
				return
			}
		}
		if q.More != nil {
			unknown(a.When, q.More)
		}
	}
}

// processors is the condition under which an engine lists a context processor.
func (v *View) processors(engine *value.Value, name string) *value.Cond {
	c := value.False
	for _, a := range v.Key(v.Key(engine, "OPTIONS"), "context_processors").Alts() {
		c = c.Or(a.When.And(v.holds(a.Plain, name)))
	}
	return c
}

// adminEngineLacks fires where the admin is installed and the first engine
// lacks a context processor.
func adminEngineLacks(v *View, name string) *value.Cond {
	c := value.False
	before := value.False
	v.eachEngine(func(when *value.Cond, engine *value.Value) bool {
		c = c.Or(when.Minus(before).Minus(v.processors(engine, name)))
		before = before.Or(when)
		return true
	}, func(when *value.Cond, u *value.Unknown) {
		c = c.Or(when.Minus(before).And(v.ask(u, "does it lack "+name)))
	})
	return v.admin().And(c)
}

func (v *View) modelBackend() *value.Cond {
	return anyElement("AUTHENTICATION_BACKENDS", "is one a ModelBackend", func(p value.Plain) value.Truth {
		s, ok := p.(value.Str)
		if !ok {
			return value.Maybe
		}
		if strings.HasPrefix(string(s), "django.contrib.auth.backends.") {
			return value.Is(string(s) != "django.contrib.auth.backends.BaseBackend")
		}
		return value.Maybe
	})(v)
}

// lacksKey is the condition under which a dict setting lacks a key.
func (v *View) lacksKey(name, key string) *value.Cond {
	return v.Of(v.Key(v.Get(name), key), "has "+name+" the key "+key, func(p value.Plain) value.Truth {
		return present(p).Not()
	})
}

const fileCache = "django.core.cache.backends.filebased.FileBasedCache"

// fileCaches is the condition under which a file-based cache has such a folder.
func (v *View) fileCaches(question string, bad func(string) value.Truth) *value.Cond {
	c := value.False
	for _, a := range v.Get("CACHES").Alts() {
		d, ok := a.Plain.(*value.Dict)
		if !ok {
			continue
		}
		for _, e := range d.Entries {
			is := v.Space.Equals(v.Key(e.Val, "BACKEND"), value.Of(value.Str(fileCache), nil))
			folder := v.Of(v.Key(e.Val, "LOCATION"), "CACHES: "+question, func(p value.Plain) value.Truth {
				text, ok := pathText(p)
				if !ok {
					return maybeUnknown(p)
				}
				return bad(text)
			})
			c = c.Or(a.When.And(e.When).And(is).And(folder))
		}
	}
	return c
}

func cacheExposed(v *View) *value.Cond {
	var served []string
	for _, name := range []string{"MEDIA_ROOT", "STATIC_ROOT"} {
		for _, a := range v.Get(name).Alts() {
			if text, ok := pathText(a.Plain); ok && text != "" {
				served = append(served, path.Clean(text))
			}
		}
	}
	for _, a := range v.Get("STATICFILES_DIRS").Alts() {
		if q, ok := a.Plain.(*value.Seq); ok {
			for _, e := range q.Elems {
				if p, ok := e.Val.Only(); ok {
					if text, ok := pathText(p); ok {
						served = append(served, path.Clean(text))
					}
				}
			}
		}
	}
	return v.fileCaches("is a folder served", func(folder string) value.Truth {
		folder = path.Clean(folder)
		for _, s := range served {
			if folder == s || strings.HasPrefix(folder, s+"/") || strings.HasPrefix(s, folder+"/") {
				return value.Yes
			}
		}
		return value.No
	})
}

var developmentMailers = []string{
	"django.core.mail.backends.console.EmailBackend", "django.core.mail.backends.dummy.EmailBackend",
	"django.core.mail.backends.filebased.EmailBackend", "django.core.mail.backends.locmem.EmailBackend",
}

func mailerIsDevelopment(v *View) *value.Cond {
	backend := v.Key(v.Key(v.Get("MAILERS"), "default"), "BACKEND")
	return v.Of(backend, "is the default mailer for development", func(p value.Plain) value.Truth {
		return oneOf(p, developmentMailers...)
	})
}

const systemFinder = "django.contrib.staticfiles.finders.FileSystemFinder"

// finder is the condition under which STATICFILES_DIRS is looked at.
func (v *View) finder() *value.Cond {
	return v.hasApp("django.contrib.staticfiles").And(v.Lists("STATICFILES_FINDERS", systemFinder))
}

// staticDirs asks about each entry of STATICFILES_DIRS: its prefix, None if
// it has none, and its folder.
func (v *View) staticDirs(question string, bad func(prefix, dir value.Plain) value.Truth) *value.Cond {
	return anyElement("STATICFILES_DIRS", question, func(p value.Plain) value.Truth {
		if q, ok := p.(*value.Seq); ok && len(q.Elems) == 2 {
			prefix, ok1 := q.Elems[0].Val.Only()
			dir, ok2 := q.Elems[1].Val.Only()
			if !ok1 || !ok2 {
				return value.Maybe
			}
			return bad(prefix, dir)
		}
		if _, unknown := p.(*value.Unknown); unknown {
			return value.Maybe
		}
		return bad(value.None{}, p)
	})(v)
}

func staticRootInDirs(v *View) *value.Cond {
	c := value.False
	for _, a := range v.Get("STATIC_ROOT").Alts() {
		root, ok := pathText(a.Plain)
		if !ok {
			continue
		}
		c = c.Or(a.When.And(v.staticDirs("is one STATIC_ROOT", func(_, dir value.Plain) value.Truth {
			text, ok := pathText(dir)
			if !ok {
				return value.Maybe
			}
			return value.Is(path.Clean(text) == path.Clean(root))
		})))
	}
	return v.finder().And(c)
}

// languageTag is the form that Django asks of a language code.
var languageTag = regexp.MustCompile(`(?i)^[a-z]{1,8}(?:-[a-z0-9]{1,8})*(?:@[a-z0-9]{1,20})?$`)

func notLanguageTag(p value.Plain) value.Truth {
	switch p := p.(type) {
	case value.Str:
		return value.Is(!languageTag.MatchString(string(p)))
	case *value.Unknown:
		if p.TypeName == "" || p.TypeName == "str" {
			return value.Maybe
		}
	}
	return value.Yes
}

// languages asks about the code of each pair in LANGUAGES.
func (v *View) languages(question string, bad func(value.Plain) value.Truth) *value.Cond {
	return anyElement("LANGUAGES", question, func(p value.Plain) value.Truth {
		q, ok := p.(*value.Seq)
		if !ok || len(q.Elems) == 0 {
			return value.Maybe
		}
		code, ok := q.Elems[0].Val.Only()
		if !ok {
			return value.Maybe
		}
		return bad(code)
	})(v)
}

// languageNotListed fires where no variant of LANGUAGE_CODE, from the most
// to the least special, is among LANGUAGES.
func languageNotListed(v *View) *value.Cond {
	if own := v.Own("LANGUAGES"); own == nil {
		return v.Where("LANGUAGE_CODE", "is it none of Django's languages", func(p value.Plain) value.Truth {
			s, ok := p.(value.Str)
			if !ok {
				return maybeUnknown(p)
			}
			for _, c := range variants(strings.ToLower(string(s))) {
				if slices.Contains(languageCodes, c) {
					return value.No
				}
			}
			return value.Maybe
		})
	}
	return v.Where("LANGUAGE_CODE", "is it missing from LANGUAGES", func(p value.Plain) value.Truth {
		s, ok := p.(value.Str)
		if !ok {
			return maybeUnknown(p)
		}
		return v.listed(string(s)).Not()
	})
}

// listed answers whether LANGUAGES surely has a variant of a code.
func (v *View) listed(code string) value.Truth {
	codes := variants(strings.ToLower(code))
	found := v.languages("is LANGUAGE_CODE one", func(p value.Plain) value.Truth {
		s, ok := p.(value.Str)
		if !ok {
			return value.Maybe
		}
		lower := strings.ToLower(string(s))
		generic, _, _ := strings.Cut(codes[len(codes)-1], "-")
		for _, c := range codes {
			if lower == c || strings.HasPrefix(lower, generic+"-") {
				return value.Yes
			}
		}
		return value.No
	})
	switch found {
	case value.True:
		return value.Yes
	case value.False:
		return value.No
	}
	return value.Maybe
}

// variants lists a language code and what is left of it as parts are cut off.
func variants(code string) []string {
	list := []string{code}
	for {
		i := strings.LastIndex(code, "-")
		if i < 0 {
			return list
		}
		code = code[:i]
		list = append(list, code)
	}
}

func (v *View) noSlash(name string) *value.Cond {
	return v.Where(name, "does it end without a slash", func(p value.Plain) value.Truth {
		switch p := p.(type) {
		case value.Str:
			return value.Is(p != "" && !strings.HasSuffix(string(p), "/"))
		case *value.Unknown:
			return value.Maybe
		}
		return value.No
	})
}

// languageCodes are the codes of Django's own LANGUAGES in 5.2.
var languageCodes = strings.Fields(`
af ar ar-dz ast az bg be bn br bs ca ckb cs cy da de dsb el en en-au en-gb eo es es-ar es-co es-mx
es-ni es-ve et eu fa fi fr fy ga gd gl he hi hr hsb hu hy ia id ig io is it ja ka kab kk km kn ko ky
lb lt lv mk ml mn mr ms my nb ne nl nn os pa pl pt pt-br ro ru sk sl sq sr sr-latn sv sw ta te tg th
tk tr tt udm ug uk ur uz vi zh-hans zh-hant
`)
