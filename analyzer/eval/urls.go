package eval

import (
	"maps"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A Route is one pattern of the URL configuration and the view behind it.
type Route struct {
	Pattern *value.Value // its text, with those of the includes around it
	Regex   bool
	View    string // dotted name of the view, or of what it was made with; may be empty
	Wrapped string // dotted name of a function around the view, such as csrf_exempt
	When    *value.Cond
	Span    source.Span
}

// route is what path(), re_path() and url() give.
type route struct {
	pattern, view *value.Value
	regex         bool
	span          source.Span
}

// Type implements value.Plain.
func (*route) Type() string { return "URLPattern" }

// included is what include() gives: patterns, or the name of a module of a
// library.
type included struct {
	patterns *value.Value
	module   string
}

// Type implements value.Plain.
func (*included) Type() string { return "tuple" }

// wrapped is a view inside a function of a library, such as a decorator.
type wrapped struct {
	by   string
	view *value.Value
}

// Type implements value.Plain.
func (*wrapped) Type() string { return "function" }

// maxRoutes bounds the routes that are listed.
const maxRoutes = 5000

// Routes lists the routes of a URL configuration, by the dotted name of its
// module. settings gives what django.conf.settings holds. It reports whether
// the list is whole.
func (r *Result) Routes(urlconf string, settings func(name string) *value.Value) (routes []Route, whole bool) {
	in := r.in
	in.settings, in.shallow = settings, true
	defer in.endRoutes()
	in.reading = true
	m, failed := r.module(urlconf)
	in.reading = false
	if m == nil || failed {
		return nil, false
	}
	w := &routeWalk{in: in, whole: true}
	in.pc, in.steps = r.Live, 0
	v, ok := m.scope.vars["urlpatterns"]
	if ok {
		w.patterns(v, nil, value.True, 0)
	}
	w.whole = w.whole && ok
	return merged(w.routes), w.whole
}

// merged joins routes that are the same but for their conditions.
func merged(routes []Route) []Route {
	var out []Route
	index := map[string]int{}
	for _, r := range routes {
		key := r.Span.String() + itoa(r.Span.Column) + r.View + " " + r.Pattern.String()
		if i, ok := index[key]; ok {
			out[i].When = out[i].When.Or(r.When)
			continue
		}
		index[key] = len(out)
		out = append(out, r)
	}
	return out
}

// endRoutes forgets the modules that were not read.
func (in *interp) endRoutes() {
	in.settings, in.shallow = nil, false
	maps.DeleteFunc(in.modules, func(_ string, m *Module) bool { return m.unread })
}

type routeWalk struct {
	in     *interp
	routes []Route
	whole  bool
}

// patterns walks a list of patterns below a prefix.
func (w *routeWalk) patterns(v, prefix *value.Value, when *value.Cond, depth int) {
	if depth > 20 || len(w.routes) > maxRoutes {
		w.whole = false
		return
	}
	for _, a := range v.Under(w.in.pc).Alts() {
		q, ok := a.Plain.(*value.Seq)
		if !ok {
			w.whole = false
			continue
		}
		if q.More != nil {
			w.whole = false
		}
		for _, e := range q.Elems {
			for _, b := range e.Val.Alts() {
				w.pattern(b.Plain, prefix, when.And(a.When).And(e.When).And(b.When), depth)
			}
		}
	}
}

func (w *routeWalk) pattern(p value.Plain, prefix *value.Value, when *value.Cond, depth int) {
	if when == value.False {
		return
	}
	if nested, ok := p.(*value.Seq); ok { // i18n_patterns and routers give lists
		w.patterns(value.Of(nested, nil), prefix, when, depth+1)
		return
	}
	r, ok := p.(*route)
	if !ok {
		w.whole = false
		return
	}
	text := r.pattern
	if prefix != nil {
		text = w.in.binary("+", prefix, text, r.span)
	}
	for _, a := range r.view.Alts() {
		cond := when.And(a.When)
		if inc, ok := a.Plain.(*included); ok && inc.patterns != nil {
			w.patterns(inc.patterns, text, cond, depth+1)
			continue
		}
		view, by := viewName(a.Plain)
		w.routes = append(w.routes, Route{Pattern: text, Regex: r.regex, View: view, Wrapped: by, When: cond, Span: r.span})
	}
}

// viewName names what stands behind a route.
func viewName(p value.Plain) (view, by string) {
	switch p := p.(type) {
	case *External:
		return p.Path, ""
	case *included:
		return p.module, ""
	case *wrapped:
		for _, a := range p.view.Alts() {
			view, _ = viewName(a.Plain)
		}
		return view, p.by
	case *Func:
		if p.module != nil {
			return p.module.Name + "." + p.Name, ""
		}
		return p.Name, ""
	case *Method, *Bound:
		return "", ""
	case *value.Unknown:
		return p.Name, ""
	case *Instance:
		if e := p.Class.foreign(); e != nil {
			return e.Path, ""
		}
		return p.Class.Name, ""
	}
	return "", ""
}

// urlFunctions are the functions of django.urls and their older names.
func urlFunctions() map[string]func(*interp, *call) *value.Value {
	return map[string]func(*interp, *call) *value.Value{
		"django.apps.apps.is_installed": (*interp).isInstalled,
		"django.urls.path":              pathCall(false), "django.urls.re_path": pathCall(true),
		"django.conf.urls.url": pathCall(true), "django.conf.urls.re_path": pathCall(true),
		"django.urls.include": (*interp).include, "django.conf.urls.include": (*interp).include,
		"django.conf.urls.static.static":                              (*interp).staticRoutes,
		"django.conf.urls.i18n.i18n_patterns":                         (*interp).i18nPatterns,
		"rest_framework.routers.SimpleRouter":                         (*interp).restRouter,
		"rest_framework.routers.DefaultRouter":                        (*interp).restRouter,
		"rest_framework_nested.routers.SimpleRouter":                  (*interp).restRouter,
		"rest_framework_nested.routers.DefaultRouter":                 (*interp).restRouter,
		"rest_framework_nested.routers.NestedSimpleRouter":            (*interp).restRouter,
		"rest_framework_nested.routers.NestedDefaultRouter":           (*interp).restRouter,
		"django.contrib.staticfiles.urls.staticfiles_urlpatterns":     (*interp).noRoutes,
		"django.views.decorators.csrf.csrf_exempt":                    wrapCall("django.views.decorators.csrf.csrf_exempt"),
		"django.views.decorators.cache.never_cache":                   (*interp).firstArgument,
		"django.views.decorators.csrf.ensure_csrf_cookie":             (*interp).firstArgument,
		"django.contrib.auth.decorators.login_required":               (*interp).firstArgument,
		"django.contrib.admin.views.decorators.staff_member_required": (*interp).firstArgument,
	}
}

// restRouter makes a router, whose routes all lead to views of an API.
// https://www.django-rest-framework.org/api-guide/routers/
func (in *interp) restRouter(c *call) *value.Value {
	views := &route{
		pattern: value.Of(value.Str(""), value.At(c.at)), view: value.Of(&External{Path: "rest_framework.routers"}, value.At(c.at)), span: c.at,
	}
	urls := value.Of(in.seq(value.ListKind, value.Of(views, value.At(c.at))), value.At(c.at))
	return value.Of(&models.Object{Class: "rest_framework.routers.BaseRouter", Attrs: map[string]*value.Value{"urls": urls}}, value.At(c.at))
}

func pathCall(regex bool) func(*interp, *call) *value.Value {
	return func(in *interp, c *call) *value.Value {
		pattern, view := c.arg(0, "route"), c.arg(1, "view")
		if pattern == nil {
			pattern = c.keyword("regex")
		}
		if pattern == nil || view == nil {
			return in.opaqueCall(c)
		}
		return value.Of(&route{pattern: pattern, view: view, regex: regex, span: c.at}, value.At(c.at))
	}
}

// include is include(module) or include((patterns, name)).
func (in *interp) include(c *call) *value.Value {
	arg := c.arg(0, "arg")
	if arg == nil {
		return in.opaqueCall(c)
	}
	return in.each1(arg, func(a value.Alt) *value.Value {
		self := value.Of(a.Plain, a.Origin)
		switch p := a.Plain.(type) {
		case value.Str:
			return value.Of(in.includeModule(string(p), c.at), value.At(c.at))
		case *value.Seq:
			if p.Kind == value.TupleKind && len(p.Elems) > 0 {
				return in.include(&call{args: []*value.Value{p.Elems[0].Val}, at: c.at})
			}
			return value.Of(&included{patterns: self}, value.At(c.at))
		case *Module:
			if p.unread {
				return value.Of(in.includeModule(p.Name, c.at), value.At(c.at))
			}
			return value.Of(&included{patterns: p.scope.get("urlpatterns")}, value.At(c.at))
		case *External:
			return value.Of(&included{module: p.Path}, value.At(c.at))
		}
		return value.Of(&included{module: ""}, value.At(c.at))
	})
}

// includeModule loads the patterns of a module by its name. A module that
// cannot be loaded is only named.
func (in *interp) includeModule(dotted string, at source.Span) *included {
	found := &included{module: dotted}
	load := func() {
		if m := in.readRoutes(dotted, at); m != nil && in.pc != value.False {
			found.patterns = m.scope.get("urlpatterns")
			if allUnset(found.patterns) {
				found.patterns = nil
			}
		}
	}
	nothing := func() *value.Value { return unset }
	in.caught(func() *value.Value { in.boldly(load); return unset }, nothing)
	return found
}

// readRoutes loads a module that is one of routes whatever it is called.
func (in *interp) readRoutes(dotted string, at source.Span) *Module {
	if m := in.modules[dotted]; m != nil && m.unread {
		delete(in.modules, dotted)
	}
	in.reading = true
	m := in.load(dotted, at)
	in.reading = false
	return m
}

// staticRoutes is static(prefix): Django gives no route where DEBUG is off.
func (in *interp) staticRoutes(c *call) *value.Value {
	q := in.seq(value.ListKind)
	if in.settings == nil || len(c.args) == 0 {
		return value.Of(q, value.At(c.at))
	}
	debug := in.space.Truth(in.settings("DEBUG"))
	r := &route{pattern: c.args[0], view: value.Of(&External{Path: "django.views.static.serve"}, value.At(c.at)), span: c.at}
	if debug != value.False {
		q.Elems = append(q.Elems, value.Elem{When: debug, Val: value.Of(r, value.At(c.at))})
	}
	return value.Of(q, value.At(c.at))
}

// isInstalled is apps.is_installed(name).
func (in *interp) isInstalled(c *call) *value.Value {
	if in.settings == nil || len(c.args) != 1 {
		return in.opaqueCall(c)
	}
	return in.boolean(in.contains(in.settings("INSTALLED_APPS"), c.args[0], c.at), c.at)
}

// noRoutes stands for routes that only exist where DEBUG is on.
func (in *interp) noRoutes(c *call) *value.Value {
	return value.Of(in.seq(value.ListKind), value.At(c.at))
}

func (in *interp) i18nPatterns(c *call) *value.Value {
	return value.Of(in.seq(value.ListKind, c.args...), value.At(c.at))
}

func (in *interp) firstArgument(c *call) *value.Value {
	if len(c.args) == 1 {
		return c.args[0]
	}
	return in.opaqueCall(c)
}

func wrapCall(by string) func(*interp, *call) *value.Value {
	return func(in *interp, c *call) *value.Value {
		if len(c.args) != 1 {
			return in.opaqueCall(c)
		}
		return value.Of(&wrapped{by: by, view: c.args[0]}, value.At(c.at))
	}
}

// djangoSetting is django.conf.settings.NAME, once the settings are loaded.
func (in *interp) djangoSetting(path string) (*value.Value, bool) {
	name, ok := strings.CutPrefix(path, "django.conf.settings.")
	if !ok || in.settings == nil || !isSetting(name) {
		return nil, false
	}
	v := in.settings(name)
	if allUnset(v) {
		return nil, false
	}
	return v, true
}
