# What is done for each element of a set is known as far as it does not depend
# on the order of the elements, which Python does not promise.
# env only


def first():
    for name in {"a", "b"}:
        return name


def has(wanted):
    for name in {"a", "b"}:
        if name == wanted:
            return True
    return False


def pairs():
    yield from {("x", 1), ("y", 2)}


FIRST = first()  # => <unknown>
HAS = has("b")  # => True
HAS_NOT = has("c")  # => False
PAIRS = dict(pairs())  # => {'x': 1, 'y': 2}
SEEN = []
FOUND = any(SEEN.append(n) or n > 1 for n in {0, 2})  # => True
# SEEN => [*<unknown>]
BEFORE, TOTALS, COUNTS, TOTAL = [], [], {}, 0
for n in {1, 2, 3}:
    if n > 2:
        break
    BEFORE.append(n)
# BEFORE => [*<unknown>]
for n in {2, 1}:
    TOTAL = TOTAL * 2 + n
    TOTALS.append(TOTAL)
    COUNTS["last"] = n
# TOTAL => <unknown>
# TOTALS => [*<unknown>]
# COUNTS => {**<unknown>}
LAST = {"key": n for n in {1, 2}}  # => {'key': <unknown>}
SUM = sum(n for n in {1, 2})  # => 3
SORTED = sorted(n * 2 for n in {2, 1})  # => [2, 4]
GROWN = []
for n in {1, 2}:
    GROWN += [n]
LARGEST = max(GROWN)  # => 2
SCORES = {"a": 1}
for n in {1, 2}:
    SCORES["a"] = n
    SCORES["b"] = SCORES["a"] * 2
for name in SCORES:
    SCORES[name] += 1
# SCORES => {**<unknown>}
KEPT = [1]
same = KEPT
try:
    for n in {1, 2}:
        same = same
        undefined(n)
except NameError:
    same.append(2)
# KEPT => [1, 2]

# What is counted is the same in any order; which of two pairs with one key is
# the last is not.
import collections

tied = [2, 2]
tied += sorted({2, 3, 5}, key=lambda x: x % 2)
COUNTED = sum(collections.Counter(tied).values())  # => 5
REPLACED = dict([("a", x) for x in tied])  # => {**<unknown>}
