package python

import (
	"fmt"
	"os"
	"testing"
)

func TestSmoke(t *testing.T) {
	b, _ := os.ReadFile(os.Getenv("IN"))
	m := parse(string(b))
	fmt.Print(dumper{spans: true}.top(m.Body))
	for _, n := range m.Notes {
		fmt.Println(n.Span, n.Text)
	}
}
