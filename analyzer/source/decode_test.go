package source_test

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

func TestDecode(t *testing.T) {
	for name, c := range map[string]struct {
		raw, text string
		note      string // what the note says, or none
		line      int
	}{
		"UTF-8":             {"é\n", "é\n", "", 0},
		"BOM":               {"\ufeffa", "a", "", 0},
		"CRLF":              {"a\r\nb\r\n", "a\nb\n", "", 0},
		"CR":                {"a\nb\rc\r", "a\nb\nc\n", "carriage returns", 2},
		"NUL":               {"a\nb\x00c", "a\nb c", "NUL", 2},
		"not UTF-8":         {"a\n\xe9\xe9b", "a\n��b", "not UTF-8", 2},
		"latin-1":           {"# coding: latin-1\n\xe9\xa4", "# coding: latin-1\né¤", "", 0},
		"second line":       {"#!/usr/bin/python\n# -*- coding: ISO_8859-15 -*-\n\xe9\xa4", "#!/usr/bin/python\n# -*- coding: ISO_8859-15 -*-\né€", "", 0},
		"cp1252":            {"# vim: set fileencoding=cp1252 :\r\n\x80\xe9", "# vim: set fileencoding=cp1252 :\n€é", "", 0},
		"cp1252 gap":        {"# coding: cp1252\n\x81", "# coding: cp1252\n�", "not cp1252", 2},
		"utf-8-unix":        {"# coding: utf-8-unix\né", "# coding: utf-8-unix\né", "", 0},
		"declared, wrong":   {"# coding: utf-8\n\xe9", "# coding: utf-8\n�", "not UTF-8", 2},
		"ascii, wrong":      {"# coding: ascii\né", "# coding: ascii\n��", "not ascii", 2},
		"unknown":           {"# coding: koi8-r\n\xe9a", "# coding: koi8-r\n�a", "koi8-r", 1},
		"unknown, ASCII":    {"# coding: koi8-r\na", "# coding: koi8-r\na", "", 0},
		"third line":        {"#\n#\n# coding: latin-1\n\xe9", "#\n#\n# coding: latin-1\n�", "not UTF-8", 4},
		"after code":        {"a\n# coding: latin-1\n\xe9", "a\n# coding: latin-1\n�", "not UTF-8", 3},
		"BOM before cookie": {"\ufeff# coding: latin-1\né", "# coding: latin-1\né", "", 0},
		"UTF-16 LE":         {"\xff\xfe" + in16("é😀\r\n", binary.LittleEndian), "é😀\n", "UTF-16", 1},
		"UTF-16 BE":         {"\xfe\xff" + in16("ab", binary.BigEndian), "ab", "UTF-16", 1},
		"UTF-16 unmarked":   {in16("DEBUG = True\n", binary.LittleEndian), "DEBUG = True\n", "UTF-16", 1},
		"UTF-16 BE, too":    {in16("DEBUG = True\n", binary.BigEndian), "DEBUG = True\n", "UTF-16", 1},
		"UTF-16 cut off":    {"\xff\xfea\x00b", "a", "UTF-16", 1},
	} {
		t.Run(name, func(t *testing.T) {
			f := source.NewFile("a.py", []byte(c.raw))
			if f.Text != c.text {
				t.Errorf("text %q, want %q", f.Text, c.text)
			}
			if c.note == "" && len(f.Notes) > 0 {
				t.Errorf("notes %v", f.Notes)
			}
			if c.note != "" && (len(f.Notes) == 0 || !strings.Contains(f.Notes[0].Text, c.note) || f.Notes[0].Span.Line != c.line) {
				t.Errorf("notes %v, want %q at line %d", f.Notes, c.note, c.line)
			}
			checkOffsets(t, f)
		})
	}
}

func in16(text string, order binary.AppendByteOrder) string {
	var raw []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		raw = order.AppendUint16(raw, unit)
	}
	return string(raw)
}

func TestCookieIsForPython(t *testing.T) {
	f := source.NewFile("deploy.sh", []byte("# coding: latin-1\n\xe9"))
	if !strings.HasSuffix(f.Text, "�") {
		t.Errorf("text %q", f.Text)
	}
}

func TestSmoothedOver(t *testing.T) {
	f := source.NewFile("a.sh", []byte("\ufeffa\r\n"))
	if !f.BOM || !f.CRLF {
		t.Errorf("BOM %v, CRLF %v", f.BOM, f.CRLF)
	}
	f = source.NewFile("a.sh", []byte("a\n"))
	if f.BOM || f.CRLF {
		t.Errorf("BOM %v, CRLF %v", f.BOM, f.CRLF)
	}
}

func FuzzDecode(f *testing.F) {
	for _, raw := range []string{
		"", "DEBUG = True\r\n", "\ufeffé\r", "\xff\xfea\x00\x00\xd8", "# coding: latin-1\n\xe9", "\x00a\x00b\x00c", "# coding: x\n\xff",
	} {
		f.Add([]byte(raw))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		file := source.NewFile("a.py", raw)
		checkOffsets(t, file)
		if strings.ContainsAny(file.Text, "\r\x00") {
			t.Errorf("text %q", file.Text)
		}
		if len(file.Notes) == 0 && utf8.Valid(raw) && !file.BOM && !file.CRLF && file.Text != string(raw) {
			t.Errorf("text %q differs without a note", file.Text)
		}
	})
}
