# Attributes of built-in types: those that are followed, those that are not, and
# those that there are not.
from collections import Counter, OrderedDict, defaultdict
from datetime import timedelta
from pathlib import Path


class Own:
    here = 1


class Meta(type):
    def __getattr__(cls, name):
        return name


class Made(metaclass=Meta):
    pass


NUMBER = int | float
TYPES = [isinstance(3, NUMBER), isinstance("x", int | None), isinstance(None, int | None), isinstance(Own(), Own | int), isinstance(1, Own | None | str)]
HAS = [
    hasattr(Path("/a"), "nope"), hasattr(Path("/a"), "name"), hasattr(range(3), "start"), hasattr(5, "numerator"), hasattr({}, "total"),
    hasattr(timedelta(1), "days"), hasattr("x", "decode"), hasattr(b"x", "decode"), hasattr(Own(), "here"), hasattr(Own(), "there"), hasattr([], "add"),
]
COUNTS = hasattr(Counter("a"), "total")
LOADED = []
for name, make in {
    "counter": lambda: Counter("aab").most_common(1),
    "default": lambda: defaultdict(list).default_factory,
    "bits": lambda: (5).bit_count(),
    "number": lambda: (5).numerator,
    "index": lambda: range(5).index(3),
    "keys": lambda: {}.keys().isdisjoint([1]),
    "hex": lambda: bytes.fromhex("6162"),
    "made": lambda: Made.FOO,
    "drive": lambda: Path("/a/b").drive,
}.items():
    make()
    LOADED.append(name)
try:
    "x".nope
except AttributeError:
    FAILS = True
else:
    FAILS = False
ordered = OrderedDict(a=1, b=2)
ordered.move_to_end("a")
ORDER = list(ordered)
counted = Counter("aab")
counted.subtract("a")
COUNTED = counted["a"]
# TYPES => [True, False, True, True, False]
# HAS => [False, True, True, True, False, True, False, True, True, False, False]
# COUNTS => True
# LOADED => ['counter', 'default', 'bits', 'number', 'index', 'keys', 'hex', 'made', 'drive']
# FAILS => True
# ORDER => [*<unknown>]
# COUNTED => <unknown>
