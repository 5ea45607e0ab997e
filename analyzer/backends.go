package analyzer

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// ChecksPasswords answers whether a backend for logins, a class of the project
// by its dotted path, goes by the passwords that Django keeps. Own tells that
// the class is of the project; of others nothing can be read.
// https://docs.djangoproject.com/en/stable/topics/auth/customizing/#writing-an-authentication-backend
func (d *Deployment) ChecksPasswords(backend string) (answer value.Truth, own bool) {
	m, class := d.classNamed(backend)
	if class == nil {
		return value.Maybe, d.loaded.Find(backend).Import != value.Maybe
	}
	if method := methodOf(class, "authenticate"); method != nil {
		return authenticates(textAt(m.File, method.Span()), method), true
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
	ancestors := d.ancestors(backend)
	among := func(list []string) bool {
		return slices.ContainsFunc(ancestors, func(name string) bool { return slices.Contains(list, name) })
	}
	switch {
	case among(otherBackends):
		return value.No
	case among(passwordBackends):
		return value.Yes
	}
	return value.Maybe
}

// maxAncestors bounds how many classes are followed.
const maxAncestors = 50

// ancestors lists what a class of the project inherits from, by dotted path,
// as far as the imports of its module tell; the class is the first.
func (d *Deployment) ancestors(dotted string) []string {
	all := []string{dotted}
	for i := 0; i < len(all) && i < maxAncestors; i++ {
		m, class := d.classNamed(all[i])
		if class == nil {
			continue
		}
		for _, b := range class.Bases {
			if name := imported(m, parent(all[i]), textAt(m.File, b.Span())); !slices.Contains(all, name) && len(all) < maxAncestors {
				all = append(all, name)
			}
		}
	}
	return all
}

// imported is the dotted path that a name has in a module: what an import at
// its top gives it, or else one of the module's own.
func imported(m *python.Module, module, name string) string {
	first, rest, deep := strings.Cut(name, ".")
	if deep {
		rest = "." + rest
	}
	for _, stmt := range m.Body {
		switch s := stmt.(type) {
		case *python.Import:
			for _, a := range s.Names {
				if a.AsName == first {
					return a.Name + rest
				}
				if a.AsName == "" && strings.HasPrefix(name, a.Name+".") {
					return name
				}
			}
		case *python.ImportFrom:
			for _, a := range s.Names {
				if cmp.Or(a.AsName, a.Name) == first {
					return importedFrom(m, module, s) + "." + a.Name + rest
				}
			}
		}
	}
	return module + "." + name
}

// importedFrom is the module that an import is from; its dots count from the
// module it stands in.
func importedFrom(m *python.Module, module string, s *python.ImportFrom) string {
	if s.Level == 0 {
		return s.Module
	}
	up := s.Level
	if strings.HasSuffix(m.File.Path, "/__init__.py") {
		up--
	}
	for range min(up, maxAncestors) {
		module = parent(module)
	}
	return strings.Trim(module+"."+s.Module, ".")
}

// parent is a dotted path without its last part.
func parent(dotted string) string {
	i := strings.LastIndexByte(dotted, '.')
	return dotted[:max(i, 0)]
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
func (d *Deployment) classNamed(dotted string) (*python.Module, *python.ClassDef) {
	module := strings.ReplaceAll(parent(dotted), ".", "/")
	if module == "" {
		return nil, nil
	}
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
		if c, ok := stmt.(*python.ClassDef); ok && dotted == parent(dotted)+"."+c.Name {
			return m, c
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
