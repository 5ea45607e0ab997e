# Arguments, closures, decorators, recursion.
# env only
import functools
import itertools
import operator


def spread(a, /, b=2, *c, d=4, **e):
    return [a, b, *c, d, e]


NAMED = spread(1, a=9, d=5)  # => [1, 2, 5, {'a': 9}]
REST = spread(1, *[2, 3], **{"d": 6})  # => [1, 2, 3, 6, {}]


def attempt(f):
    try:
        return f()
    except Exception as e:
        return type(e).__name__


TWICE = attempt(lambda: spread(1, 2, b=3))  # => 'TypeError'


def counter():
    n = 0

    def inner():
        nonlocal n
        n += 1
        return n

    inner()
    return inner


COUNT = counter()()  # => 2


@functools.lru_cache
def cached(n):
    return [n]


cached(1).append(2)
CACHED = cached(1)  # => [1, 2]


def shout(f):
    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        return f(*args, **kwargs).upper()

    return wrapper


@shout
def hello(name="x"):
    return "hello " + name


HELLO = hello(name="you")  # => 'HELLO YOU'
HELLO_NAME = hello.__name__  # => 'hello'


def endless(n):
    return endless(n + 1)


ENDLESS = attempt(lambda: endless(0))  # => 'RecursionError'


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


DEPTH = depth(200)  # => 200
CHAINED = list(itertools.chain([1], (2, 3)))  # => [1, 2, 3]
SLICED = list(itertools.islice(itertools.count(5), 2))  # => [5, 6]
PICKED = sorted([("a", 2), ("b", 1)], key=operator.itemgetter(1))  # => [('b', 1), ('a', 2)]
DOUBLE = ALIAS = [1]
DOUBLE *= 2
# ALIAS => [1, 1]
WRAPPED = {1, 2} < {1, 2, 3}  # => True
UPDATED = {1, 2}
UPDATED.symmetric_difference_update([2, 3])
# UPDATED => {1, 3}
try:
    raise ExceptionGroup("several", [ValueError(1), TypeError(2)])
except* ValueError:
    GROUPED = "value"
except* TypeError:
    GROUPED += " and type"
# GROUPED => 'value and type'
try:
    1 / 0
except ZeroDivisionError as error:
    pass
GONE = "error" in globals()  # => False
