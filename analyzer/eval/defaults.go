package eval

import (
	"maps"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

const globalSettings = "django.conf.global_settings"

// globalSetting is a name of django.conf.global_settings, as the version of
// Django at hand has it. What is changed in place stays changed.
func (in *interp) globalSetting(path string) (value.Plain, bool) {
	name, ok := strings.CutPrefix(path, globalSettings+".")
	if !ok || in.defaults == nil {
		return nil, false
	}
	if in.ownDefaults == nil {
		in.ownDefaults = in.defaults()
	}
	p, ok := in.ownDefaults[name]
	return p, ok
}

// starDefaults is from django.conf.global_settings import *.
func (in *interp) starDefaults(at source.Span) bool {
	if _, ok := in.globalSetting(globalSettings + ".DEBUG"); !ok {
		return false
	}
	for _, name := range slices.Sorted(maps.Keys(in.ownDefaults)) {
		v := value.Of(in.ownDefaults[name], value.At(at))
		in.bind(in.target(name), name, in.imported(name, v, at), at)
	}
	return true
}
