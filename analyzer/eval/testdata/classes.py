# Classes that are made of their fields, enumerations, operators of one's own.
# env only
import collections
import dataclasses
import enum
import types
from typing import NamedTuple


@dataclasses.dataclass
class Database:
    host: str
    port: int = 5432
    options: list = dataclasses.field(default_factory=list)

    @property
    def url(self):
        return f"postgres://{self.host}:{self.port}"


URL = Database("db", port=1).url  # => 'postgres://db:1'
EQUAL = Database("a") == Database("a")  # => True
try:
    Database()
except TypeError:
    MISSING = "refused"
# MISSING => 'refused'


class Point(NamedTuple):
    x: int
    y: int = 3


POINT = tuple(Point(1))  # => (1, 3)
X, Y = Point(1)._replace(x=7)
# X => 7
Pair = collections.namedtuple("Pair", "left right")
PAIR = Pair(1, right=2).right  # => 2


class Mode(enum.StrEnum):
    PROD = "prod"
    DEV = enum.auto()


IS_PROD = Mode("prod") == "prod"  # => True
MODE = "" + Mode.DEV  # => 'dev'
MODES = [m.name for m in Mode]  # => ['PROD', 'DEV']
SETTING = f"{Mode.PROD}-{Mode.PROD.value}"  # => 'prod-prod'


class Plain(enum.Enum):
    A = 1


SAME = Plain.A == 1  # => False
BY_NAME = Plain["A"].value  # => 1


class Box:
    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        return self.n == other.n

    def __add__(self, other):
        return Box(self.n + other.n)

    def __bool__(self):
        return self.n > 1

    def __getattr__(self, name):
        return name.upper()


SUM = (Box(1) + Box(2)).n  # => 3
HOLDS = Box(1) in [Box(2), Box(1)]  # => True
EMPTY = bool(Box(1))  # => False
DYNAMIC = Box(0).host  # => 'HOST'
SPACE = types.SimpleNamespace(a=1).a  # => 1


class Config(dict):
    def fill(self):
        self["a"] = 1
        for key, text in {"b": 2}.items():
            self[key] = text
        return self



FILLED = Config().fill()  # => <Config>
AFTER_FILLED = "loaded"  # => 'loaded'


# What a class body binds is not seen inside comprehensions there, except by
# what the first of their clauses goes over.
class Bounds:
    low = 2
    items = [1, 2, 3]
    all_items = [i for i in items]
    try:
        some_items = [i for i in items if i >= low]
    except NameError:
        some_items = "NameError"
    try:
        def take(self, first=sum(i for i in [1, 2] if i >= low)):
            return first
    except NameError:
        take = "NameError"


ALL_ITEMS = Bounds.all_items  # => [1, 2, 3]
SOME_ITEMS = Bounds.some_items  # => 'NameError'
TAKE = Bounds.take  # => 'NameError'
