package report

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
)

// A Diff is what `manage.py diffsettings` would say.
type Diff struct {
	Lines   []analyzer.SettingLine
	Unified bool                // default and value below each other; else what Django calls "hash"
	Error   *analyzer.LoadError // if the settings do not load
}

// WriteDiffText writes settings in the form that Django gives them, each with
// the place it comes from.
func WriteDiffText(w io.Writer, d *Diff, o Options) error {
	t := diffText{palette: newPalette(o.Color)}
	for _, s := range d.Lines {
		if d.Unified {
			t.unified(s)
		} else {
			t.hash(s)
		}
	}
	_, err := io.WriteString(w, t.out.String())
	return err
}

type diffText struct {
	palette
	out strings.Builder
}

// assignment is NAME = value.
func assignment(s analyzer.SettingLine) string {
	text := s.Repr
	if !s.Known {
		text = "<unknown: " + unknownReason(s) + ">"
	}
	return Printable(s.Name) + " = " + Printable(text)
}

func unknownReason(s analyzer.SettingLine) string {
	switch {
	case s.Reason != "":
		return s.Reason
	case len(s.Needs) > 0:
		return "decided by " + list(s.Needs)
	}
	return "not found out"
}

// origin is the place of a setting, as a comment. Django's defaults have none.
func (t *diffText) origin(s analyzer.SettingLine) string {
	if s.Span.IsZero() || s.Default {
		return ""
	}
	return t.faint("  # " + placeText(s.Span))
}

// differs tells whether a setting is other than Django's default, or may be.
func differs(s analyzer.SettingLine) bool { return s.Differs || !s.Known }

// hash marks what Django does not know with ### behind, and what is as in
// Django with ### in front.
func (t *diffText) hash(s analyzer.SettingLine) {
	text := assignment(s)
	switch {
	case s.DefRepr == "":
		text += "  ###"
	case !differs(s):
		text = "### " + text
	}
	fmt.Fprintf(&t.out, "%s%s\n", text, t.origin(s))
}

// unified puts a minus before Django's default and a plus before the value.
func (t *diffText) unified(s analyzer.SettingLine) {
	if !differs(s) {
		fmt.Fprintf(&t.out, "  %s%s\n", assignment(s), t.origin(s))
		return
	}
	if s.DefRepr != "" {
		fmt.Fprintf(&t.out, "%s\n", t.bad("- "+Printable(s.Name)+" = "+Printable(s.DefRepr)))
	}
	fmt.Fprintf(&t.out, "%s%s\n", t.good("+ "+assignment(s)), t.origin(s))
}

// WriteDiffJSON writes the same for programs. Its form is a contract:
// testdata/schema/diffsettings.json.
func WriteDiffJSON(w io.Writer, d *Diff, _ Options) error {
	out := diffJSON{Settings: map[string]settingJSON{}, Error: loadErrorOf(d.Error)}
	for _, s := range d.Lines {
		out.Settings[s.Name] = settingOf(s)
	}
	return encode(w, out)
}

type (
	diffJSON struct {
		Settings map[string]settingJSON `json:"settings"` // written sorted by name
		Error    *loadErrorJSON         `json:"error"`
	}
	settingJSON struct {
		Value   *any       `json:"value,omitempty"` // absent if not known; null is None
		Known   bool       `json:"known"`
		Default bool       `json:"default"`
		Path    bool       `json:"path,omitempty"`
		File    string     `json:"file"`
		Line    int        `json:"line"`
		Trail   []stepJSON `json:"trail"`
		Needs   []string   `json:"needs"`
		Reason  string     `json:"reason"`
	}
)

func settingOf(s analyzer.SettingLine) settingJSON {
	out := settingJSON{
		Known: s.Known, Default: s.Default, Path: s.IsPath,
		File: s.Span.File, Line: s.Span.Line,
		Trail: each(s.Trail, stepOf), Needs: names(s.Needs), Reason: s.Reason,
	}
	if s.Known {
		v := finite(s.Value)
		out.Value = &v
	}
	return out
}

// finite replaces the numbers that JSON lacks, as other objects are, and keeps
// the point of 1.0, by which readers tell it from 1.
func finite(v any) any {
	switch v := v.(type) {
	case float64:
		text := strings.ToLower(strconv.FormatFloat(v, 'g', -1, 64))
		switch {
		case math.IsInf(v, 0) || math.IsNaN(v):
			return map[string]any{"repr": strings.TrimPrefix(text, "+")}
		case !strings.ContainsAny(text, ".e"):
			text += ".0"
		}
		return json.Number(text)
	case []any:
		return each(v, finite)
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, e := range v {
			out[k] = finite(e)
		}
		return out
	}
	return v
}
