"""Write the syntax trees of Python files in the form of dump_test.go.

Usage: dump.py [--spans] FILE...  After each file a line with "----" follows;
a file that Python refuses gives one line, "error: ...".
"""

import ast
import sys
import warnings

warnings.simplefilter("ignore")
sys.setrecursionlimit(100_000)

OPS = {
    "Add": "+", "Sub": "-", "Mult": "*", "Div": "/", "FloorDiv": "//", "Mod": "%", "Pow": "**", "MatMult": "@",
    "LShift": "<<", "RShift": ">>", "BitAnd": "&", "BitOr": "|", "BitXor": "^",
    "Not": "not", "USub": "-", "UAdd": "+", "Invert": "~", "And": "and", "Or": "or",
    "Eq": "==", "NotEq": "!=", "Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">=",
    "Is": "is", "IsNot": "is not", "In": "in", "NotIn": "not in",
}  # fmt: skip
COMPREHENSIONS = {"ListComp": "list", "SetComp": "set", "GeneratorExp": "generator", "DictComp": "dict"}
POSITIONAL, POS_ONLY, KEYWORD_ONLY, VAR_ARGS, VAR_KEYWORDS = range(5)


def quote(text):
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    if all(0x20 <= c <= 0x7E and c not in b'"\\' for c in data):
        return '"' + data.decode() + '"'
    return "x" + data.hex()


def lst(items):
    return "[" + " ".join(items) + "]"


def struct(kind, *fields):
    """As in Go, fields at the end that say nothing are left out."""
    fields = list(fields)
    while fields and fields[-1] in ("", "nil", "[]", '""', "false", "0"):
        fields.pop()
    return f"{kind}({', '.join(fields)})"


def flag(value):
    return "true" if value else "false"


class Dumper:
    def __init__(self, source, spans):
        self.lines = source.splitlines(keepends=True)
        self.lines = [line.encode() for line in source.split("\n")]
        self.spans = spans

    def segment(self, node):
        first, last = node.lineno - 1, node.end_lineno - 1
        if first == last:
            return self.lines[first][node.col_offset : node.end_col_offset].decode()
        parts = [self.lines[first][node.col_offset :], *self.lines[first + 1 : last], self.lines[last][: node.end_col_offset]]
        return b"\n".join(parts).decode()

    def column(self, line, offset):
        return len(self.lines[line - 1][:offset].decode("utf-8", "replace")) + 1

    def stmts(self, body):
        return lst(self.stmt(s) for s in body)

    def stmt(self, node):
        text = getattr(self, "stmt_" + type(node).__name__)(node)
        if not self.spans:
            return text
        start = f"{node.lineno}:{self.column(node.lineno, node.col_offset)}"
        end = f"{node.end_lineno}:{self.column(node.end_lineno, node.end_col_offset)}"
        return f"{start}-{end} {text}"

    def expr(self, node):
        if node is None:
            return "nil"
        return getattr(self, "expr_" + type(node).__name__)(node)

    def exprs(self, nodes):
        return lst(self.expr(n) for n in nodes)

    # Statements.

    def stmt_Expr(self, n):
        return struct("ExprStmt", self.expr(n.value))

    def stmt_Assign(self, n):
        return struct("Assign", self.exprs(n.targets), self.expr(n.value))

    def stmt_AugAssign(self, n):
        return struct("AugAssign", self.expr(n.target), quote(OPS[type(n.op).__name__]), self.expr(n.value))

    def stmt_AnnAssign(self, n):
        return struct("AnnAssign", self.expr(n.target), self.expr(n.annotation), self.expr(n.value))

    def stmt_TypeAlias(self, n):
        return struct("Assign", lst([self.expr(n.name)]), "Bad()")

    def stmt_If(self, n):
        return struct("If", self.expr(n.test), self.stmts(n.body), self.stmts(n.orelse))

    def stmt_While(self, n):
        return struct("While", self.expr(n.test), self.stmts(n.body), self.stmts(n.orelse))

    def stmt_For(self, n):
        is_async = flag(isinstance(n, ast.AsyncFor))
        return struct("For", self.expr(n.target), self.expr(n.iter), self.stmts(n.body), self.stmts(n.orelse), is_async)

    stmt_AsyncFor = stmt_For

    def stmt_Try(self, n):
        star = flag(type(n).__name__ == "TryStar")
        handlers = [
            struct("Handler", self.expr(h.type), quote(h.name or ""), self.stmts(h.body), star) for h in n.handlers
        ]
        return struct("Try", self.stmts(n.body), lst(handlers), self.stmts(n.orelse), self.stmts(n.finalbody))

    stmt_TryStar = stmt_Try

    def stmt_With(self, n):
        items = [struct("WithItem", self.expr(i.context_expr), self.expr(i.optional_vars)) for i in n.items]
        return struct("With", lst(items), self.stmts(n.body), flag(isinstance(n, ast.AsyncWith)))

    stmt_AsyncWith = stmt_With

    def stmt_FunctionDef(self, n):
        return struct(
            "FunctionDef", quote(n.name), self.params(n.args), self.stmts(n.body), self.exprs(n.decorator_list),
            flag(isinstance(n, ast.AsyncFunctionDef)), flag(yields(n.body)),
        )  # fmt: skip

    stmt_AsyncFunctionDef = stmt_FunctionDef

    def stmt_ClassDef(self, n):
        return struct(
            "ClassDef", quote(n.name), self.exprs(n.bases), self.keywords(n.keywords), self.stmts(n.body),
            self.exprs(n.decorator_list),
        )  # fmt: skip

    def stmt_Return(self, n):
        return struct("Return", self.expr(n.value))

    def stmt_Raise(self, n):
        return struct("Raise", self.expr(n.exc), self.expr(n.cause))

    def alias(self, a):
        return struct("Alias", quote(a.name), quote(a.asname or ""))

    def stmt_Import(self, n):
        return struct("Import", lst(self.alias(a) for a in n.names))

    def stmt_ImportFrom(self, n):
        star = n.names[0].name == "*"
        names = [] if star else [self.alias(a) for a in n.names]
        return struct("ImportFrom", quote(n.module or ""), str(n.level), lst(names), flag(star))

    def stmt_Pass(self, n):
        return struct(type(n).__name__)

    stmt_Break = stmt_Continue = stmt_Pass

    def stmt_Delete(self, n):
        return struct("Del", self.exprs(flatten(n.targets)))

    def stmt_Global(self, n):
        return struct(type(n).__name__, lst(quote(name) for name in n.names))

    stmt_Nonlocal = stmt_Global

    def stmt_Assert(self, n):
        return struct("Assert", self.expr(n.test), self.expr(n.msg))

    def stmt_Match(self, n):
        cases = [struct("Case", self.pattern(c.pattern), self.expr(c.guard), self.stmts(c.body)) for c in n.cases]
        return struct("Match", self.expr(n.subject), lst(cases))

    # Patterns.

    def pattern(self, p):
        match type(p).__name__:
            case "MatchValue":
                return struct("MatchValue", self.expr(p.value))
            case "MatchSingleton":
                return struct("MatchValue", self.constant(p.value))
            case "MatchSequence":
                return struct("MatchSequence", lst(self.pattern(q) for q in p.patterns))
            case "MatchOr":
                return struct("MatchOr", lst(self.pattern(q) for q in p.patterns))
            case "MatchStar":
                return struct("MatchStar", quote(p.name or ""))
            case "MatchAs":
                return struct("MatchAs", self.pattern(p.pattern) if p.pattern else "nil", quote(p.name or ""))
            case "MatchMapping":
                return struct("MatchMapping", lst(map(self.expr, p.keys)), lst(map(self.pattern, p.patterns)), quote(p.rest or ""))
            case "MatchClass":
                return struct("MatchClass", self.expr(p.cls), lst(map(self.pattern, p.patterns)),
                              lst(map(quote, p.kwd_attrs)), lst(map(self.pattern, p.kwd_patterns)))
        raise ValueError(type(p).__name__)

    # Parameters and arguments.

    def param(self, a, kind, default=None):
        return struct("Param", quote(a.arg), self.expr(default), str(kind))

    def params(self, a):
        plain = [(p, POS_ONLY) for p in a.posonlyargs] + [(p, POSITIONAL) for p in a.args]
        defaults = [None] * (len(plain) - len(a.defaults)) + a.defaults
        out = [self.param(p, kind, d) for (p, kind), d in zip(plain, defaults)]
        if a.vararg:
            out.append(self.param(a.vararg, VAR_ARGS))
        out += [self.param(p, KEYWORD_ONLY, d) for p, d in zip(a.kwonlyargs, a.kw_defaults)]
        if a.kwarg:
            out.append(self.param(a.kwarg, VAR_KEYWORDS))
        return lst(out)

    def keywords(self, keywords):
        return lst(struct("Keyword", quote(k.arg or ""), self.expr(k.value)) for k in keywords)

    # Expressions.

    def constant(self, value):
        if value is None:
            return "NoneLit()"
        if isinstance(value, bool):
            return struct("BoolLit", flag(value))
        return "EllipsisLit()"

    def expr_Constant(self, n):
        if isinstance(n.value, (str, bytes)):
            return self.text("BytesLit" if isinstance(n.value, bytes) else "StrLit", n)
        if n.value is None or n.value is ... or isinstance(n.value, bool):
            return self.constant(n.value)
        return struct("NumLit", quote(self.segment(n).replace("_", "")))

    def text(self, kind, n):
        unknown = isinstance(n.value, str) and ("\\N{" in self.segment(n) or has_surrogate(n.value))
        return "Bad()" if unknown else struct(kind, quote(n.value))

    def expr_JoinedStr(self, n):
        if "\\N{" in self.segment(n):
            return "Bad()"
        parts = self.parts(n)
        if not parts:
            return struct("StrLit")
        if len(parts) == 1 and isinstance(n.values[0], ast.Constant):
            return struct("StrLit", quote(n.values[0].value))
        return struct("JoinedStr", lst(parts))

    def parts(self, n):
        out = []
        for v in merged(n.values):
            if isinstance(v, str):
                out.append(struct("FPart", quote(v)))
                continue
            conversion = "" if v.conversion < 0 else chr(v.conversion)
            spec = lst(self.parts(v.format_spec)) if v.format_spec else "[]"
            out.append(struct("FPart", '""', self.expr(v.value), '""', quote(conversion), spec))
        return out

    def expr_TemplateStr(self, n):
        return "Bad()"

    def expr_Name(self, n):
        return struct("Name", quote(n.id))

    def expr_Attribute(self, n):
        return struct("Attribute", self.expr(n.value), quote(n.attr))

    def expr_Subscript(self, n):
        return struct("Subscript", self.expr(n.value), self.expr(n.slice))

    def expr_Slice(self, n):
        return struct("Slice", self.expr(n.lower), self.expr(n.upper), self.expr(n.step))

    def expr_Call(self, n):
        return struct("Call", self.expr(n.func), self.exprs(n.args), self.keywords(n.keywords))

    def expr_BinOp(self, n):
        return struct("BinOp", quote(OPS[type(n.op).__name__]), self.expr(n.left), self.expr(n.right))

    def expr_UnaryOp(self, n):
        return struct("UnaryOp", quote(OPS[type(n.op).__name__]), self.expr(n.operand))

    def expr_BoolOp(self, n):
        return struct("BoolOp", quote(OPS[type(n.op).__name__]), self.exprs(n.values))

    def expr_Compare(self, n):
        ops = lst(quote(OPS[type(op).__name__]) for op in n.ops)
        return struct("Compare", self.expr(n.left), ops, self.exprs(n.comparators))

    def expr_IfExp(self, n):
        return struct("IfExp", self.expr(n.test), self.expr(n.body), self.expr(n.orelse))

    def expr_Lambda(self, n):
        return struct("Lambda", self.params(n.args), self.expr(n.body))

    def expr_List(self, n):
        return struct("ListLit", self.exprs(n.elts))

    def expr_Tuple(self, n):
        return struct("TupleLit", self.exprs(n.elts))

    def expr_Set(self, n):
        if len(n.elts) == 1 and isinstance(n.elts[0], (ast.Set, ast.Dict)):
            return "Bad()"
        return struct("SetLit", self.exprs(n.elts))

    def expr_Dict(self, n):
        entries = [struct("DictEntry", self.expr(k), self.expr(v)) for k, v in zip(n.keys, n.values)]
        return struct("DictLit", lst(entries))

    def expr_ListComp(self, n):
        key, value = (n.key, n.value) if isinstance(n, ast.DictComp) else (n.elt, None)
        clauses = [
            struct("CompFor", self.expr(g.target), self.expr(g.iter), self.exprs(g.ifs), flag(g.is_async))
            for g in n.generators
        ]
        kind = COMPREHENSIONS[type(n).__name__]
        return struct("Comp", quote(kind), self.expr(key), self.expr(value), lst(clauses))

    expr_SetComp = expr_GeneratorExp = expr_DictComp = expr_ListComp

    def expr_NamedExpr(self, n):
        return struct("NamedExpr", self.expr(n.target), self.expr(n.value))

    def expr_Starred(self, n):
        return struct("Starred", self.expr(n.value))

    def expr_Await(self, n):
        return struct("Await", self.expr(n.value))

    def expr_Yield(self, n):
        return struct("Yield", self.expr(n.value), flag(isinstance(n, ast.YieldFrom)))

    expr_YieldFrom = expr_Yield


def has_surrogate(text):
    return any(0xD800 <= ord(c) <= 0xDFFF for c in text)


def merged(values):
    """Join the constants that stand side by side."""
    out = []
    for v in values:
        if not isinstance(v, ast.Constant):
            out.append(v)
        elif out and isinstance(out[-1], str):
            out[-1] += v.value
        elif v.value:
            out.append(v.value)
    return out


def flatten(targets):
    for target in targets:
        if isinstance(target, (ast.Tuple, ast.List)):
            yield from flatten(target.elts)
        else:
            yield target


def yields(body):
    """Tell whether statements hold a yield of their own."""
    todo = list(body)
    while todo:
        node = todo.pop()
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            return True
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            todo += node.decorator_list + node.args.defaults + [d for d in node.args.kw_defaults if d]
        elif isinstance(node, ast.ClassDef):
            todo += node.decorator_list + node.bases + node.keywords
        elif isinstance(node, ast.Lambda):
            todo += node.args.defaults + [d for d in node.args.kw_defaults if d]
        else:
            todo += ast.iter_child_nodes(node)
    return False


def main(args):
    spans = "--spans" in args
    for name in args:
        if name == "--spans":
            continue
        with open(name, encoding="utf-8-sig") as f:
            source = f.read()
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as e:
            print("error:", type(e).__name__, e)
        else:
            dumper = Dumper(source, spans)
            for s in tree.body:
                print(dumper.stmt(s))
        print("----")


main(sys.argv[1:])
