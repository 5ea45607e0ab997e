package eval

import (
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// attributes are the public names that dir() lists of built-in types, in any
// version of Python that Django 4.2 and later run on
// (https://docs.python.org/3/library/stdtypes.html, pathlib, collections).
var attributes = map[string]string{
	"str": "capitalize casefold center count encode endswith expandtabs find format format_map index isalnum isalpha isascii isdecimal " +
		"isdigit isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower lstrip maketrans partition removeprefix " +
		"removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title translate upper zfill",
	"bytes": "capitalize center count decode endswith expandtabs find fromhex hex index isalnum isalpha isascii isdigit islower isspace istitle " +
		"isupper join ljust lower lstrip maketrans partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split " +
		"splitlines startswith strip swapcase title translate upper zfill",
	"int":         "as_integer_ratio bit_count bit_length conjugate denominator from_bytes imag is_integer numerator real to_bytes",
	"bool":        "as_integer_ratio bit_count bit_length conjugate denominator from_bytes imag is_integer numerator real to_bytes",
	"float":       "as_integer_ratio conjugate from_number fromhex hex imag is_integer real",
	"NoneType":    "",
	"list":        "append clear copy count extend index insert pop remove reverse sort",
	"tuple":       "count index",
	"set":         "add clear copy difference difference_update discard intersection intersection_update isdisjoint issubset issuperset pop remove symmetric_difference symmetric_difference_update union update",
	"frozenset":   "copy difference intersection isdisjoint issubset issuperset symmetric_difference union",
	"dict":        "clear copy fromkeys get items keys pop popitem setdefault update values",
	"Counter":     "clear copy elements fromkeys get items keys most_common pop popitem setdefault subtract total update values",
	"OrderedDict": "clear copy fromkeys get items keys move_to_end pop popitem setdefault update values",
	"defaultdict": "clear copy default_factory fromkeys get items keys pop popitem setdefault update values",
	"range":       "count index start step stop",
	"dict_keys":   "isdisjoint mapping",
	"dict_values": "mapping",
	"dict_items":  "isdisjoint mapping",
	"generator":   "close gi_code gi_frame gi_running gi_suspended gi_yieldfrom send throw",
	"PosixPath": "absolute anchor as_posix as_uri chmod copy copy_into cwd drive exists expanduser from_uri full_match glob group hardlink_to " +
		"home info is_absolute is_block_device is_char_device is_dir is_fifo is_file is_junction is_mount is_relative_to is_reserved is_socket " +
		"is_symlink iterdir joinpath lchmod link_to lstat match mkdir move move_into name open owner parent parents parser parts read_bytes " +
		"read_text readlink relative_to rename replace resolve rglob rmdir root samefile stat stem suffix suffixes symlink_to touch unlink walk " +
		"with_name with_segments with_stem with_suffix write_bytes write_text",
	"timedelta": "days max microseconds min resolution seconds total_seconds",
}

// pathProperties are attributes of paths that are no methods and not followed.
var pathProperties = []string{"anchor", "drive", "info", "parser", "root", "suffixes"}

// lists reports whether the public attributes of a type hold a name; in doubt
// if they are not known.
func lists(typeName, name string) value.Truth {
	all, ok := attributes[typeName]
	if !ok {
		return value.Maybe
	}
	return value.Is(slices.Contains(strings.Fields(all), name))
}

// hasOwn reports whether a plain value that is no object of the project has an
// attribute.
func (in *interp) hasOwn(p value.Plain, name string) value.Truth {
	typeName := p.Type()
	if d, ok := p.(*value.Dict); ok && in.kinds[d].name != "" {
		typeName = in.kinds[d].name
	}
	switch public := lists(typeName, name); {
	case strings.HasPrefix(name, "__"):
		return hasSpecial(p, name)
	case public == value.No && strings.HasPrefix(name, "_") && (typeName == "PosixPath" || typeName == "Counter"):
		return value.Maybe
	case public != value.Maybe:
		return public
	}
	return value.No
}

// mayHave reports whether it is not known if a plain value that is no object of
// the project has an attribute.
func (in *interp) mayHave(p value.Plain, name string) bool {
	switch p.(type) {
	case *Exception, *models.Object, *Func, *Method, *Bound, *Builtin, value.Opaque, *sliceIndex:
		return !strings.HasPrefix(name, "__") || hasSpecial(p, name) == value.Maybe
	}
	return in.hasOwn(p, name) == value.Maybe
}
