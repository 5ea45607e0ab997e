package python

import (
	"strings"
	"testing"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// TestInspect finds each call, wherever it stands, with the names of the calls
// around it.
func TestInspect(t *testing.T) {
	m := Parse(source.NewFile("a.py", []byte(`
@outer(1)
class A(base(2)):
    x = [f"{inner(g())}" for y in z() if not q()]
match m():
    case 1 if w():
        try:
            d = {k(): v(*s(), t=u())}
        except e():
            pass
`)))
	var found []string
	Inspect(m.Body, func(n Node, around []Node) {
		c, ok := n.(*Call)
		if !ok {
			return
		}
		text := c.Fun.(*Name).ID
		for _, a := range around {
			if o, ok := a.(*Call); ok {
				text = o.Fun.(*Name).ID + ">" + text
			}
		}
		found = append(found, text)
	})
	const want = "base outer inner inner>g z q m w k v v>s v>u e"
	have := strings.Fields(strings.Join(found, " "))
	for _, name := range strings.Fields(want) {
		if !strings.Contains(" "+strings.Join(have, " ")+" ", " "+name+" ") {
			t.Errorf("%s is not among %v", name, have)
		}
	}
	if len(have) != len(strings.Fields(want)) {
		t.Errorf("found %v, want %s", have, want)
	}
}
