# match in full.
# env only
class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


def kind(subject):
    match subject:
        case True:
            return "true"
        case 0 | 1 as n:
            return f"small {n}"
        case str(text) if text:
            return "text " + text
        case {"engine": name, **rest}:
            return f"{name} {sorted(rest)}"
        case [first, *_, last]:
            return f"{first}..{last}"
        case Point(0, y=y):
            return f"on the axis at {y}"
        case Point(x, _):
            return f"at {x}"
        case None:
            return "nothing"
    return "other"


KINDS = [kind(s) for s in (True, 1, "a", "", {"engine": "e", "b": 1}, [1, 2, 3], Point(0, 2), Point(3, 4), None, 2.5)]
# KINDS => ['true', 'small 1', 'text a', 'other', "e ['b']", '1..3', 'on the axis at 2', 'at 3', 'nothing', 'other']
