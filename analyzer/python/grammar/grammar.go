// Package grammar is the Python language for tree-sitter, in the form that
// the runtime this program links can load.
//
// The grammar (tree-sitter-python 0.25) is generated for version 15 of
// tree-sitter's interface, the runtime ends at version 14. Version 15 appends
// fields, which an older reader never sees, and makes one table wider: a row
// of lex modes has a third number, the set of reserved words. So a copy of the
// language that says version 14, with that table narrowed, is a language the
// runtime understands. What is lost is some help in recovering from errors.
//
// The grammar that the runtime's own module brings must never be linked too:
// both define the same symbols.
package grammar

/*
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

// The fields of TSLanguage that both versions share, in their order.
typedef struct {
	uint32_t version, symbol_count, alias_count, token_count, external_token_count;
	uint32_t state_count, large_state_count, production_id_count, field_count;
	uint16_t max_alias_sequence_length;
	const void *parse_table, *small_parse_table, *small_parse_table_map, *parse_actions;
	const void *symbol_names, *field_names, *field_map_slices, *field_map_entries;
	const void *symbol_metadata, *public_symbol_map, *alias_map, *alias_sequences;
	const void *lex_modes;
	bool (*lex_fn)(void *, uint16_t);
	bool (*keyword_lex_fn)(void *, uint16_t);
	uint16_t keyword_capture_token;
	struct {
		const void *states, *symbol_map;
		void *(*create)(void);
		void (*destroy)(void *);
		bool (*scan)(void *, void *, const bool *);
		unsigned (*serialize)(void *, char *);
		void (*deserialize)(void *, const char *, unsigned);
	} external_scanner;
	const void *primary_state_ids;
} language;

typedef struct { uint16_t lex_state, external_lex_state; } mode14;
typedef struct { uint16_t lex_state, external_lex_state, reserved_word_set_id; } mode15;

// narrow returns the copy, or NULL if the language is not of version 15. The
// copy lives as long as the program.
static const language *narrow(const language *from) {
	if (from->version != 15) return NULL;
	language *to = malloc(sizeof *to);
	mode14 *modes = malloc(from->state_count * sizeof *modes);
	if (!to || !modes) return NULL;
	const mode15 *wide = from->lex_modes;
	for (uint32_t i = 0; i < from->state_count; i++) {
		modes[i].lex_state = wide[i].lex_state;
		modes[i].external_lex_state = wide[i].external_lex_state;
	}
	*to = *from;
	to->version = 14;
	to->lex_modes = modes;
	return to;
}
*/
import "C"

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"unsafe"

	sitter "github.com/smacker/go-tree-sitter"
	python "github.com/tree-sitter/tree-sitter-python/bindings/go"
)

// Language gives the grammar, the same each time. The error is for a build
// whose grammar and runtime do not fit each other: the runtime itself takes a
// language that it cannot use without a word.
var Language = sync.OnceValues(load)

func load() (*sitter.Language, error) {
	narrowed := C.narrow((*C.language)(python.Language()))
	if narrowed == nil {
		return nil, errors.New("load the Python grammar: not of the interface version expected")
	}
	language := sitter.NewLanguage(unsafe.Pointer(narrowed))
	if err := try(language); err != nil {
		return nil, fmt.Errorf("load the Python grammar: %w", err)
	}
	return language, nil
}

// try parses one line.
func try(language *sitter.Language) error {
	parser := sitter.NewParser()
	defer parser.Close()
	parser.SetLanguage(language)
	tree, err := parser.ParseCtx(context.Background(), nil, []byte("DEBUG = False\n"))
	if err != nil {
		return err
	}
	defer tree.Close()
	const want = "(module (expression_statement (assignment left: (identifier) right: (false))))"
	if got := tree.RootNode().String(); got != want {
		return fmt.Errorf("a line was read as %s", got)
	}
	return nil
}
