package python

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// checkModule checks what holds of every module: each node has a place in the
// file, its start not after its end.
func checkModule(t *testing.T, m *Module) {
	t.Helper()
	checkPlaces(t, m.File, reflect.ValueOf(m.Body))
	for _, note := range m.Notes {
		checkPlace(t, m.File, note.Span, note.Text)
	}
}

var atType = reflect.TypeOf(At{})

func checkPlaces(t *testing.T, f *source.File, v reflect.Value) {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if !v.IsNil() {
			checkPlaces(t, f, v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			checkPlaces(t, f, v.Index(i))
		}
	case reflect.Struct:
		if v.Type() == atType {
			checkPlace(t, f, v.Interface().(At).Place, "a node")
			return
		}
		for i := range v.NumField() {
			checkPlaces(t, f, v.Field(i))
		}
	}
}

func checkPlace(t *testing.T, f *source.File, s source.Span, what string) {
	switch start, end := f.Offset(s.Line, s.Column), f.Offset(s.EndLine, s.EndColumn); {
	case s.File != f.Path:
		t.Errorf("%s is in %q", what, s.File)
	case s.Line == 0 && s.EndLine == 0: // a part that is not there
	case s.Line < 1 || s.Column < 1 || s.EndLine > f.Lines() || start > end:
		t.Errorf("%s is at %+v", what, s)
	}
}

func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/snippets/*.py")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	for _, text := range hostile(3) {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		checkModule(t, Parse(source.NewFile("settings.py", raw)))
	})
}
