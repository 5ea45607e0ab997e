# Generators, views and iterators give their elements as they are asked for.
# env only
SEEN = []


def numbers():
    for n in (1, 2, 3):
        SEEN.append(n)
        yield n


FIRST = next(numbers())  # => 1
# SEEN => [1, 'a', 'b']
LETTERS = ["a", "b", "c"]
FOUND = any(SEEN.append(x) or x == "b" for x in LETTERS)  # => True
it = iter(LETTERS)
HEAD = next(it)  # => 'a'
TAIL = list(it)  # => ['b', 'c']
CACHE = {"a": 1}
names = CACHE.keys()
CACHE["b"] = 2
NAMES = list(names)  # => ['a', 'b']
POPPED = [LETTERS.pop() for _ in LETTERS]  # => ['c', 'b']
try:
    for key in CACHE:
        CACHE[key + "x"] = 1
except RuntimeError:
    CHANGED = "refused"
# CHANGED => 'refused'


def outer():
    got = yield from inner()
    yield got


def inner():
    yield "x"
    return "y"


CHAIN = list(outer())  # => ['x', 'y']
late = 1
later = (late + n for n in (10, 20))
late = 2
LATE = list(later)  # => [12, 22]
