from __future__ import annotations
import os, sys as system
from .base import *
from ..common import (a, b as c,)

DEBUG = os.environ.get("DEBUG") == "1"
A, (B, *C) = D = 1, [2, 3]
X: int = 5; Y += 1
type T[U] = list[U]
if a: b
elif c:
    d
else:
    e
for x, in y:
    continue
else: pass
while True: break
try:
    pass
except A, B:
    raise C from D
except* E as f:
    assert g, h
finally:
    del i, j[k]
with (open(a) as f, b): pass
match x, y:
    case [1, *rest] | {"k": v, **more} if rest: pass
    case Point(x=0) as p: pass
    case _: pass
@a.b(c)
async def f[T: int](a, /, b: int = 1, *args, c, **kw) -> None:
    global g
    async for x in y: await z
    yield from w
class A(B, metaclass=C):
    """A class."""
	# a comment out of line
print "Python 2"
exec "Python 2"
