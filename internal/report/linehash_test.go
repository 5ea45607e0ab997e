package report

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// The expected hashes are those that GitHub's upload action gives.
func TestLineHashes(t *testing.T) {
	six := []string{"e9496ae3ebfced30:1", "fb7c023a8b9ccb3f:1", "ce8ba1a563dcdaca:1", "e20e36e16fcb0cc8:1", "b3edc88f2938467e:1", "c8e28b0b4002a3a0:1", "c129715d7a2bc9a3:1"}
	for _, c := range []struct {
		text string
		want []string
	}{
		{"", []string{"c129715d7a2bc9a3:1"}},
		{" a\nb\n  \t\tc\n d", []string{"271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"}},
		{" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", six},
		{" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", six},
		{" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", six},
		{strings.Repeat("Lorem ipsum dolor sit amet.\n", 10), []string{
			"a7f2ff13bc495cf2:1", "a7f2ff13bc495cf2:2", "a7f2ff13bc495cf2:3", "a7f2ff13bc495cf2:4", "a7f2ff13bc495cf2:5", "a7f2ff13bc495cf2:6",
			"a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1", "55ec222b86bcae53:1", "cc97dc7b1d7d8f7b:1", "c129715d7a2bc9a3:1",
		}},
	} {
		if diff := cmp.Diff(c.want, lineHashes(c.text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.text, diff)
		}
	}
}

// TestHashable holds that no hash is given where GitHub would read other text
// than we do.
func TestHashable(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       bool
	}{
		{"a.py", "x = 1\n", true},
		{"a.py", "x = 'é'\r\n", true},
		{"a.py", "\xef\xbb\xbfx = 'é'\n", true},
		{"a.py", "# -*- coding: utf-8 -*-\nx = 'é'\n", true},
		{"a.py", "# -*- coding: latin-1 -*-\nx = 'e'\n", true},
		{"a.py", "# -*- coding: latin-1 -*-\nx = '\xe9'\n", false},
		{"a.py", "x = '\xe9'\n", false},
		{"a.py", "x\x00\n", false},
		{"a.py", "\xff\xfex\x00\n\x00", false},
		{"a.yml", "# coding: latin-1\nx: é\n", true},
	} {
		if _, ok := hashable(source.NewFile(c.name, []byte(c.text))); ok != c.want {
			t.Errorf("hashable(%q, %q) = %v", c.name, c.text, ok)
		}
	}
}
