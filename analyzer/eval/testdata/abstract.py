# Bases of Python's library that give objects nothing; methods that are missing.
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Database(ABC):
    name: str
    options: dict = field(default_factory=dict)
    port: int = None

    @abstractmethod
    def url(self): ...

    @property
    @abstractmethod
    def engine(self): ...


@dataclass(frozen=True)
class Half(Database):
    def url(self):
        return "x://" + self.name


@dataclass(frozen=True)
class Postgres(Half):
    sslmode: str = None

    def __post_init__(self):
        if self.sslmode:
            self.options.update({"sslmode": self.sslmode})

    @property
    def engine(self):
        return "postgresql"


class Box(Generic[T]):
    def __init__(self, content):
        self.content = content


class Shape(Protocol):
    sides: int


class Square(Shape):
    sides = 4


OPTIONS = Postgres(name="x", sslmode="y").options  # => {'sslmode': 'y'}
NONE = Postgres("x").options  # => {}
PORT = Postgres("x", port=3).port  # => 3
ENGINE = Postgres("x").engine  # => 'postgresql'
URL = Postgres("x").url()  # => 'x://x'
IS = isinstance(Postgres("x"), Database)  # => True
CONTENT = Box(3).content  # => 3
SIDES = Square().sides  # => 4
FAILS = []
for make in (lambda: Database("x"), lambda: Half("x"), lambda: Postgres("x"), lambda: Square().nope):
    try:
        make()
        FAILS.append(None)
    except (TypeError, AttributeError) as e:
        FAILS.append(type(e).__name__)
# FAILS => ['TypeError', 'TypeError', None, 'AttributeError']
