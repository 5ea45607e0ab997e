package grammar

import "testing"

func TestLanguage(t *testing.T) {
	if _, err := Language(); err != nil {
		t.Fatal(err)
	}
}
