# env: A=1
# env only
import os


def get_env(name, default=None, required=False):
    """Helpers are run, not recognised by their name."""
    try:
        return os.environ[name]
    except KeyError:
        if required:
            raise RuntimeError(f"set {name}")
        return default


class Base:
    LEVEL = "base"

    def __init__(self, level=None):
        self.level = level or self.LEVEL

    @property
    def loud(self):
        return self.level.upper()

    @classmethod
    def make(cls):
        return cls()


class Child(Base):
    LEVEL = "child"

    def __init__(self):
        super().__init__()
        self.extra = 1


FROM_ENV = get_env("A")  # => '1'
DEFAULTED = get_env("B", "b")  # => 'b'
LEVEL = Child.make().loud  # => 'CHILD'
EXTRA = Child().extra  # => 1
COUNT = 0
for i in range(10):
    if i == 3:
        continue
    if i > 5:
        break
    COUNT += i
else:
    COUNT = -1
TOTAL = COUNT  # => 12
try:
    int("x")
    CAUGHT = "no"
except (TypeError, ValueError) as e:
    CAUGHT = "yes"
finally:
    FINAL = True
# CAUGHT => 'yes'
# FINAL => True
while COUNT > 10:
    COUNT_DOWN = COUNT
    COUNT = COUNT - 1
# COUNT_DOWN => 11
counter = 0


def bump():
    global counter
    counter += 1
    return counter


bump()
BUMPED = bump()  # => 2


def outer():
    n = 1

    def inner():
        nonlocal n
        n += 1
        return n

    return inner


step = outer()
step()
STEPS = step()  # => 3


def gen():
    yield 1
    yield from [2, 3]


YIELDED = list(gen())  # => [1, 2, 3]
ARGS = (lambda *a, k=1, **kw: (a, k, kw))(1, 2, k=3, z=4)  # => ((1, 2), 3, {'z': 4})
globals()["DYNAMIC"] = 7
# DYNAMIC => 7
match FROM_ENV:
    case "0":
        MATCHED = "zero"
    case "1" | "2":
        MATCHED = "small"
    case _:
        MATCHED = "other"
# MATCHED => 'small'
with open(__file__) as f:
    FIRST = f.readline().strip()
# FIRST => '# env: A=1'
