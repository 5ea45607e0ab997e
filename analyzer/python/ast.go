// Package python turns the text of a Python file into a small tree of Go
// structs. It is the only package that touches tree-sitter, and the tree it
// returns holds no reference to it.
//
// Parsing never fails: what could not be understood becomes a [Bad]
// expression or a [BadStmt], and a note.
package python

import "github.com/deploycheck/deploycheck/analyzer/source"

// A Module is one parsed file.
type Module struct {
	File  *source.File
	Body  []Stmt
	Notes []source.Note
}

// A Node is anything with a place.
type Node interface{ Span() source.Span }

// An Expr is an expression, named as in Python's own ast module.
type Expr interface {
	Node
	expr()
}

// A Stmt is a statement, named as in Python's own ast module.
type Stmt interface {
	Node
	stmt()
}

// At is embedded in each node and gives its place.
type At struct{ Place source.Span }

// Span is the place of the node, from its first to past its last character.
func (a At) Span() source.Span { return a.Place }

func (a *At) at() *At { return a }

// Expressions.
type (
	// Name is a read or written variable.
	Name struct {
		At
		ID string
	}
	// NoneLit is None.
	NoneLit struct{ At }
	// BoolLit is True or False.
	BoolLit struct {
		At
		Value bool
	}
	// EllipsisLit is "...".
	EllipsisLit struct{ At }
	// NumLit is an int, float or imaginary literal; Text has no underscores.
	NumLit struct {
		At
		Text string
	}
	// StrLit is a text literal, escapes resolved, adjacent literals joined.
	StrLit struct {
		At
		Value string
	}
	// BytesLit is a bytes literal; Value holds the raw bytes.
	BytesLit struct {
		At
		Value string
	}
	// JoinedStr is an f-string, alone or joined with adjacent literals.
	JoinedStr struct {
		At
		Parts []FPart
	}
	// Attribute is X.Attr.
	Attribute struct {
		At
		X    Expr
		Attr string
	}
	// Subscript is X[Index]; Index may be a Slice or a TupleLit of them.
	Subscript struct {
		At
		X, Index Expr
	}
	// Slice is Low:High:Step inside a subscript; each may be nil.
	Slice struct {
		At
		Low, High, Step Expr
	}
	// Call is Fun(Args..., Keywords...). A *args argument is a Starred in Args.
	Call struct {
		At
		Fun      Expr
		Args     []Expr
		Keywords []Keyword
	}
	// BinOp is Left Op Right; Op as written: + - * / // % ** @ << >> & | ^.
	BinOp struct {
		At
		Op          string
		Left, Right Expr
	}
	// UnaryOp is Op X; Op is one of: not - + ~.
	UnaryOp struct {
		At
		Op string
		X  Expr
	}
	// BoolOp is a chain of one operator; Op is "and" or "or".
	BoolOp struct {
		At
		Op     string
		Values []Expr
	}
	// Compare is a chain; Ops are == != < <= > >= is "is not" in "not in".
	Compare struct {
		At
		Left   Expr
		Ops    []string
		Rights []Expr
	}
	// IfExp is Body if Test else Orelse.
	IfExp struct {
		At
		Test, Body, Orelse Expr
	}
	// Lambda is lambda Params: Body.
	Lambda struct {
		At
		Params []Param
		Body   Expr
	}
	// ListLit is [Elts...]; an element may be Starred.
	ListLit struct {
		At
		Elts []Expr
	}
	// TupleLit is (Elts...), with or without its parentheses.
	TupleLit struct {
		At
		Elts []Expr
	}
	// SetLit is {Elts...}.
	SetLit struct {
		At
		Elts []Expr
	}
	// DictLit is {Key: Value, **Value}; an entry with a nil Key is a ** one.
	DictLit struct {
		At
		Entries []DictEntry
	}
	// Comp is a comprehension; Kind is list, set, dict or generator.
	// Value is set for dict only.
	Comp struct {
		At
		Kind       string
		Elt, Value Expr
		Clauses    []CompFor
	}
	// NamedExpr is Target := Value.
	NamedExpr struct {
		At
		Target *Name
		Value  Expr
	}
	// Starred is *X in a call, a literal or a target.
	Starred struct {
		At
		X Expr
	}
	// Await is await X.
	Await struct {
		At
		X Expr
	}
	// Yield is yield X or yield from X; X may be nil.
	Yield struct {
		At
		X    Expr
		From bool
	}
	// Bad stands for an expression that could not be parsed.
	Bad struct{ At }
)

// An FPart is one part of an f-string: literal text, or an expression with
// its conversion ("", "r", "s" or "a") and its format spec (nil if none).
// Debug is the text of an expression written with a trailing "=", else empty.
type FPart struct {
	Text       string
	X          Expr // nil for literal text
	Debug      string
	Conversion string
	Format     []FPart
}

// A DictEntry is Key: Value, or **Value when Key is nil.
type DictEntry struct{ Key, Value Expr }

// A Keyword is Name=Value in a call or class head; **Value has an empty Name.
type Keyword struct {
	At
	Name  string
	Value Expr
}

// A CompFor is one "for Target in Iter if ..." of a comprehension.
type CompFor struct {
	Target Expr
	Iter   Expr
	Ifs    []Expr
	Async  bool
}

// A Param is one parameter of a function.
type Param struct {
	At
	Name    string
	Default Expr // nil if none
	Kind    ParamKind
}

// ParamKind tells how an argument may reach a parameter.
type ParamKind int

// Kinds of parameter.
const (
	Positional  ParamKind = iota // by position or by name
	PosOnly                      // before "/"
	KeywordOnly                  // after "*"
	VarArgs                      // *args
	VarKeywords                  // **kwargs
)

// Statements.
type (
	// ExprStmt is an expression for its effect.
	ExprStmt struct {
		At
		X Expr
	}
	// Assign is Targets[0] = Targets[1] = ... = Value.
	Assign struct {
		At
		Targets []Expr
		Value   Expr
	}
	// AugAssign is Target Op= Value; Op without the "=".
	AugAssign struct {
		At
		Target Expr
		Op     string
		Value  Expr
	}
	// AnnAssign is Target: Annotation = Value; Value may be nil.
	AnnAssign struct {
		At
		Target     Expr
		Annotation Expr
		Value      Expr
	}
	// If is if Test: Body else: Orelse; elif is an If alone in Orelse.
	If struct {
		At
		Test         Expr
		Body, Orelse []Stmt
	}
	// For is for Target in Iter: Body else: Orelse.
	For struct {
		At
		Target, Iter Expr
		Body, Orelse []Stmt
		Async        bool
	}
	// While is while Test: Body else: Orelse.
	While struct {
		At
		Test         Expr
		Body, Orelse []Stmt
	}
	// Try is try/except/else/finally.
	Try struct {
		At
		Body     []Stmt
		Handlers []Handler
		Orelse   []Stmt
		Finally  []Stmt
	}
	// With is with Items: Body.
	With struct {
		At
		Items []WithItem
		Body  []Stmt
		Async bool
	}
	// FunctionDef is a def with its decorators. Generator tells that the
	// body holds a yield of its own.
	FunctionDef struct {
		At
		Name       string
		Params     []Param
		Body       []Stmt
		Decorators []Expr
		Async      bool
		Generator  bool
	}
	// ClassDef is a class with its decorators.
	ClassDef struct {
		At
		Name       string
		Bases      []Expr
		Keywords   []Keyword
		Body       []Stmt
		Decorators []Expr
	}
	// Return is return Value; Value may be nil.
	Return struct {
		At
		Value Expr
	}
	// Raise is raise Exc from Cause; both may be nil.
	Raise struct {
		At
		Exc, Cause Expr
	}
	// Import is import Names.
	Import struct {
		At
		Names []Alias
	}
	// ImportFrom is from Module import Names, with Level leading dots.
	// Star tells "import *", and Names is then empty.
	ImportFrom struct {
		At
		Module string
		Level  int
		Names  []Alias
		Star   bool
	}
	// Pass does nothing.
	Pass struct{ At }
	// Break leaves a loop.
	Break struct{ At }
	// Continue goes on with a loop.
	Continue struct{ At }
	// Del is del Targets.
	Del struct {
		At
		Targets []Expr
	}
	// Global is global Names.
	Global struct {
		At
		Names []string
	}
	// Nonlocal is nonlocal Names.
	Nonlocal struct {
		At
		Names []string
	}
	// Assert is assert Test, Msg; Msg may be nil.
	Assert struct {
		At
		Test, Msg Expr
	}
	// Match is match Subject: Cases.
	Match struct {
		At
		Subject Expr
		Cases   []Case
	}
	// BadStmt is a part of the file that could not be parsed. Names are those
	// seen in it, which it may have assigned: their values are unknown. Any
	// tells that it may have assigned any other name too, as "import *" does.
	BadStmt struct {
		At
		Names []string
		Any   bool
	}
)

// A Handler is one "except Type as Name: Body"; Type is nil for a bare except.
type Handler struct {
	At
	Type Expr
	Name string
	Body []Stmt
	Star bool
}

// A WithItem is Context as Target; Target may be nil.
type WithItem struct{ Context, Target Expr }

// An Alias is Name as AsName; AsName may be empty. Name may be dotted.
type Alias struct {
	At
	Name, AsName string
}

// A Case is one arm of a match statement; Guard may be nil.
type Case struct {
	At
	Pattern Pattern
	Guard   Expr
	Body    []Stmt
}

// A Pattern is the pattern of a case.
type Pattern interface {
	Node
	pattern()
}

// Patterns.
type (
	// MatchValue compares for equality (literals and dotted names).
	MatchValue struct {
		At
		Value Expr
	}
	// MatchAs binds Name (empty for "_") if Pattern, nil for any, matches.
	MatchAs struct {
		At
		Pattern Pattern
		Name    string
	}
	// MatchOr matches if one of Patterns does.
	MatchOr struct {
		At
		Patterns []Pattern
	}
	// MatchSequence matches a sequence; one of Patterns may be a MatchStar.
	MatchSequence struct {
		At
		Patterns []Pattern
	}
	// MatchStar is *Name inside a sequence; Name is empty for *_.
	MatchStar struct {
		At
		Name string
	}
	// MatchMapping matches a mapping that has each of Keys, with values that
	// match Patterns; Rest (if not empty) is bound to what is left.
	MatchMapping struct {
		At
		Keys     []Expr
		Patterns []Pattern
		Rest     string
	}
	// MatchClass matches an object of Class whose attributes match: Patterns
	// go by the order of the class, the others by their Names.
	MatchClass struct {
		At
		Class    Expr
		Patterns []Pattern
		Names    []string
		Named    []Pattern
	}
	// MatchOther is a pattern that could not be read: whether it matches is
	// not known, and Names are what it may bind.
	MatchOther struct {
		At
		Names []string
	}
)

func (*Name) expr()        {}
func (*NoneLit) expr()     {}
func (*BoolLit) expr()     {}
func (*EllipsisLit) expr() {}
func (*NumLit) expr()      {}
func (*StrLit) expr()      {}
func (*BytesLit) expr()    {}
func (*JoinedStr) expr()   {}
func (*Attribute) expr()   {}
func (*Subscript) expr()   {}
func (*Slice) expr()       {}
func (*Call) expr()        {}
func (*BinOp) expr()       {}
func (*UnaryOp) expr()     {}
func (*BoolOp) expr()      {}
func (*Compare) expr()     {}
func (*IfExp) expr()       {}
func (*Lambda) expr()      {}
func (*ListLit) expr()     {}
func (*TupleLit) expr()    {}
func (*SetLit) expr()      {}
func (*DictLit) expr()     {}
func (*Comp) expr()        {}
func (*NamedExpr) expr()   {}
func (*Starred) expr()     {}
func (*Await) expr()       {}
func (*Yield) expr()       {}
func (*Bad) expr()         {}

func (*ExprStmt) stmt()    {}
func (*Assign) stmt()      {}
func (*AugAssign) stmt()   {}
func (*AnnAssign) stmt()   {}
func (*If) stmt()          {}
func (*For) stmt()         {}
func (*While) stmt()       {}
func (*Try) stmt()         {}
func (*With) stmt()        {}
func (*FunctionDef) stmt() {}
func (*ClassDef) stmt()    {}
func (*Return) stmt()      {}
func (*Raise) stmt()       {}
func (*Import) stmt()      {}
func (*ImportFrom) stmt()  {}
func (*Pass) stmt()        {}
func (*Break) stmt()       {}
func (*Continue) stmt()    {}
func (*Del) stmt()         {}
func (*Global) stmt()      {}
func (*Nonlocal) stmt()    {}
func (*Assert) stmt()      {}
func (*Match) stmt()       {}
func (*BadStmt) stmt()     {}

func (*MatchValue) pattern()    {}
func (*MatchAs) pattern()       {}
func (*MatchOr) pattern()       {}
func (*MatchSequence) pattern() {}
func (*MatchStar) pattern()     {}
func (*MatchMapping) pattern()  {}
func (*MatchClass) pattern()    {}
func (*MatchOther) pattern()    {}
