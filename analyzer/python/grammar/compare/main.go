// Compare prints the syntax trees of files as the official tree-sitter runtime
// sees them, one a line. It is a module of its own because that runtime and
// the one deploycheck links define the same symbols.
package main

import (
	"fmt"
	"log"
	"os"

	sitter "github.com/tree-sitter/go-tree-sitter"
	python "github.com/tree-sitter/tree-sitter-python/bindings/go"
)

func main() {
	log.SetFlags(0)
	parser := sitter.NewParser()
	defer parser.Close()
	if err := parser.SetLanguage(sitter.NewLanguage(python.Language())); err != nil {
		log.Fatal(err)
	}
	for _, name := range os.Args[1:] {
		text, err := os.ReadFile(name)
		if err != nil {
			log.Fatal(err)
		}
		tree := parser.Parse(text, nil)
		fmt.Println(tree.RootNode().ToSexp())
		tree.Close()
	}
}
