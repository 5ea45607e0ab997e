# What raises, raises here too, and the way out may be cancelled.
# env only
def attempt(f):
    try:
        return f()
    except Exception as e:
        return type(e).__name__


def cancelled():
    try:
        return "try"
    finally:
        return "finally"


def swallowed():
    for n in range(3):
        try:
            raise ValueError
        finally:
            continue
    return n


def shadowed():
    TEXT = TEXT + "x"


CANCELLED = cancelled()  # => 'finally'
SWALLOWED = swallowed()  # => 2
TEXT = "the setting"
try:
    a, b = [1, 2, 3]
except ValueError:
    UNPACKED = "refused"
# UNPACKED => 'refused'
try:
    del NEVER
except NameError:
    DELETED = "refused"
# DELETED => 'refused'
try:
    {[]: 1}
except TypeError:
    HASHED = "refused"
# HASHED => 'refused'
try:
    shadowed()
except UnboundLocalError:
    SHADOWED = "refused"
# SHADOWED => 'refused'
try:
    "%d" % (1, 2)
except TypeError:
    FORMATTED = "refused"
# FORMATTED => 'refused'
try:
    f"{TEXT:d}"
except ValueError:
    CODED = "refused"
# CODED => 'refused'
try:
    {1, 2}.remove(3)
except KeyError:
    REMOVED = "refused"
# REMOVED => 'refused'
try:
    1 < "2"
except TypeError:
    ORDERED = "refused"
# ORDERED => 'refused'
try:
    max([])
except ValueError:
    EMPTY = "refused"
# EMPTY => 'refused'
try:
    raise KeyError("name")
except KeyError as e:
    SAID = str(e)  # => "'name'"
try:
    match 2:
        case 2 if missing:
            GUARD = 1
        case _:
            GUARD = 2
except NameError:
    GUARD = 3
# GUARD => 3
class Sized:
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n


class Judged:
    def __bool__(self):
        return 1


TOO_LONG = attempt(lambda: bool(Sized(10**30)))  # => 'OverflowError'
NEGATIVE = attempt(lambda: len(Sized(-1)))  # => 'ValueError'
FRACTION = attempt(lambda: len(Sized(1.5)))  # => 'TypeError'
EMPTY_ONE = attempt(lambda: bool(Sized(0)))  # => False
NO_BOOL = attempt(lambda: bool(Judged()))  # => 'TypeError'


def left_twice():
    for n in [1, 2]:
        try:
            break
        finally:
            break
    return n


def skipped_twice():
    turns = 0
    for n in [1, 2]:
        turns += 1
        try:
            break
        finally:
            continue
    return turns


LEFT_TWICE = left_twice()  # => 1
SKIPPED_TWICE = skipped_twice()  # => 2


def turned():
    import collections

    seen = collections.OrderedDict({"a": 1})
    for key in seen:
        seen["n" + key] = 2
    return list(seen)


def mutated():
    import collections

    seen = collections.OrderedDict({"a": 1, "b": 2})
    for key in seen:
        seen["n" + key] = 2


SPREAD = attempt(lambda: dict(**[1, 2]))  # => 'TypeError'
NUMBERED = attempt(lambda: dict(**{1: 2}))  # => 'TypeError'
TURNED = turned()  # => ['a', 'na']
MUTATED = attempt(mutated)  # => 'RuntimeError'


REMOVED_LIST = attempt(lambda: set().remove([1]))  # => 'TypeError'
DISCARDED_LIST = attempt(lambda: set().discard([1]))  # => 'TypeError'
SET_IN_SET = attempt(lambda: {1} in {2})  # => False
LIST_IN_SET = attempt(lambda: [1] in {2})  # => 'TypeError'
SET_LEFT_OVER = attempt(lambda: "x" % set())  # => 'TypeError'
LIST_LEFT_OVER = attempt(lambda: "x" % [])  # => 'x'
LARGE = attempt(lambda: list(1 << 70))  # => 'TypeError'


def display(make):
    global NOTED
    NOTED = []
    return attempt(make), NOTED


NOTED = []
KEYS = display(lambda: {[]: NOTED.append(1), "a": NOTED.append(2)})  # => ('TypeError', [1, 2])
MERGED = display(lambda: {[]: NOTED.append(1), **{"a": NOTED.append(2)}})  # => ('TypeError', [1])
MEMBERS = display(lambda: {[], NOTED.append(1)})  # => ('TypeError', [1])
SPREAD_MEMBERS = display(lambda: {[], *[NOTED.append(1)], NOTED.append(2)})  # => ('TypeError', [])


# What no variable can be called, or be set to.
import os


def refusal(name, text):
    try:
        os.environ[name] = text
    except (TypeError, ValueError, OSError) as error:
        return type(error).__name__
    return "set"


REFUSED = [refusal("A", "a\0"), refusal("A\0", "a"), refusal("A=B", "a"), refusal("", "a"), refusal("A", 1)]  # => ['ValueError', 'ValueError', 'ValueError', 'OSError', 'TypeError']
os.environ["KEPT"] = "a"
os.environ.setdefault("KEPT", 1)
KEPT = os.environ["KEPT"]  # => 'a'


# Numbers have no length, however large they are.
def measured(n):
    try:
        return len(n)
    except TypeError:
        return "TypeError"


MEASURED = [measured(1), measured(10**30), measured(abs(-(10**30))), measured("a")]  # => ['TypeError', 'TypeError', 'TypeError', 1]
