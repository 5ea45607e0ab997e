package deps

import (
	"encoding/json"
	"io"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A jsonReader makes nodes of tokens.
type jsonReader struct {
	*json.Decoder
	text string
}

// readJSON reads a document. One that is broken is read up to there; the error
// says what is wrong.
func readJSON(file *source.File) (*node, error) {
	r := jsonReader{json.NewDecoder(strings.NewReader(file.Text)), file.Text}
	r.UseNumber()
	n, err := r.value(0)
	if n == nil {
		n = &node{}
	}
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// value reads the next value; nil at the end of a list or table.
func (r jsonReader) value(depth int) (*node, error) {
	token, err := r.Token()
	if err != nil {
		return nil, err
	}
	n := &node{end: int(r.InputOffset())}
	n.start = n.end
	switch token := token.(type) {
	case json.Delim:
		if token == ']' || token == '}' {
			return nil, nil
		}
		return n, r.inside(n, token == '{', depth+1)
	case string:
		n.text, n.isText = token, true
		n.end--
		n.start = r.opening(n.end)
	case json.Number:
		n.text, n.start = token.String(), n.end-len(token.String())
	case bool:
		n.text = map[bool]string{true: "true", false: "false"}[token]
		n.start = n.end - len(n.text)
	}
	return n, nil
}

// inside reads the members of a table, or the elements of a list, into n.
func (r jsonReader) inside(n *node, table bool, depth int) error {
	if depth > maxNesting {
		return errNesting
	}
	for {
		key, err := r.value(depth)
		if err != nil || key == nil {
			return err
		}
		if !table {
			n.items = append(n.items, key)
			continue
		}
		val, err := r.value(depth)
		if val != nil {
			n.set(member{key.text, key.start, key.end, val})
		}
		if err != nil {
			return err
		}
	}
}

// opening is the offset past the quote that begins the text which ends at end.
func (r jsonReader) opening(end int) int {
	for i := end - 1; i >= 0; i-- {
		if r.text[i] == '"' && backslashes(r.text, i)%2 == 0 {
			return i + 1
		}
	}
	return end
}

// backslashes counts those before a place.
func backslashes(text string, at int) int {
	n := 0
	for at-n-1 >= 0 && text[at-n-1] == '\\' {
		n++
	}
	return n
}
