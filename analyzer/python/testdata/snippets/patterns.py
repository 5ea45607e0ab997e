match x:
    case 1 | -2 | 3.5 | "a" 'b' | b"c" | None | True: pass
    case _: pass
    case name: pass
    case a.b.c: pass
    case (y): pass
    case (y,): pass
    case (): pass
    case []: pass
    case [a, b, *rest]: pass
    case [*_]: pass
    case a, b: pass
    case a,: pass
    case *a, b: pass
    case (1 | 2) as n: pass
    case [1, 2] as pair if pair: pass
    case {"k": v, "l": [w, *z], **more}: pass
    case {}: pass
    case Point(): pass
    case Point(x, y=0, z=[q]): pass
    case mod.Point(x) | None: pass
    case str() as text: pass
    case [Point(x), {"a": b}]: pass
match x, y:
    case _: pass
match x,:
    case 1:
        a = 1
        # comment
    case 2: b = 2; c = 3
match (x):
    case -1: pass
    case 1 + 2j | -1 - 0.5j: pass
