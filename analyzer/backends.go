package analyzer

import (
	"path"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// ChecksPasswords answers whether a backend for logins, a class of the project
// by its dotted path, goes by the passwords that Django keeps. Own tells that
// the class is of the project; of others nothing can be read.
// https://docs.djangoproject.com/en/stable/topics/auth/customizing/#writing-an-authentication-backend
func (d *Deployment) ChecksPasswords(backend string) (answer value.Truth, own bool) {
	file, class := d.classNamed(backend)
	if class == nil {
		return value.Maybe, d.loaded.Find(backend).Import != value.Maybe
	}
	if method := methodOf(class, "authenticate"); method != nil {
		return authenticates(textAt(file, method.Span()), method), true
	}
	return d.inherits(backend), true
}

// passwordBackends are classes whose subclasses check passwords that Django
// keeps; otherBackends are some whose subclasses check something else, though
// they may inherit from the former.
var (
	passwordBackends = []string{
		"django.contrib.auth.backends.ModelBackend", "django.contrib.auth.backends.AllowAllUsersModelBackend",
		"allauth.account.auth_backends.AuthenticationBackend",
	}
	otherBackends = []string{
		"django.contrib.auth.backends.RemoteUserBackend", "django.contrib.auth.backends.AllowAllUsersRemoteUserBackend",
		"mozilla_django_oidc.auth.OIDCAuthenticationBackend", "django_auth_ldap.backend.LDAPBackend",
		"djangosaml2.backends.Saml2Backend", "django_cas_ng.backends.CASBackend",
		"social_core.backends.open_id_connect.OpenIdConnectAuth", "social_core.backends.oauth.BaseOAuth2",
		"social_core.backends.oauth.BaseOAuth1", "social_core.backends.saml.SAMLAuth",
	}
)

// inherits answers by what a class inherits from.
func (d *Deployment) inherits(backend string) value.Truth {
	is := func(base string) bool { return d.loaded.Subclass(backend, base) == value.Yes }
	switch {
	case slices.ContainsFunc(otherBackends, is):
		return value.No
	case slices.ContainsFunc(passwordBackends, is):
		return value.Yes
	}
	return value.Maybe
}

// authenticates answers for a method by what it says: it checks a password,
// leaves that to the class it inherits from, or is not given any.
func authenticates(text string, method *python.FunctionDef) value.Truth {
	switch {
	case strings.Contains(text, "check_password") || strings.Contains(text, ".authenticate("):
		return value.Yes
	case slices.ContainsFunc(method.Params, func(p python.Param) bool {
		return p.Name == "password" || p.Kind == python.VarKeywords
	}):
		return value.Maybe
	}
	return value.No
}

// classNamed finds the class of the project that a dotted path names, if one
// file alone can be meant; nil if none is.
func (d *Deployment) classNamed(dotted string) (*source.File, *python.ClassDef) {
	i := strings.LastIndexByte(dotted, '.')
	if i < 0 {
		return nil, nil
	}
	module := strings.ReplaceAll(dotted[:i], ".", "/")
	files, _ := d.files.tree.Files()
	var found []string
	for _, name := range files {
		within := "/" + name
		if strings.HasSuffix(within, "/"+module+".py") || strings.HasSuffix(within, "/"+module+"/__init__.py") {
			if d.repository.belongs(path.Dir(name), d.project.Root) {
				found = append(found, name)
			}
		}
	}
	if len(found) != 1 {
		return nil, nil
	}
	m := d.files.Parse(found[0])
	for _, stmt := range m.Body {
		if c, ok := stmt.(*python.ClassDef); ok && c.Name == dotted[i+1:] {
			return m.File, c
		}
	}
	return nil, nil
}

// methodOf is the method of a class with a name, or nil.
func methodOf(class *python.ClassDef, name string) *python.FunctionDef {
	for _, stmt := range class.Body {
		if f, ok := stmt.(*python.FunctionDef); ok && f.Name == name {
			return f
		}
	}
	return nil
}
