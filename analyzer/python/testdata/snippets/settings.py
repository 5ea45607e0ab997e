"""Settings in the manner of many projects."""

from __future__ import annotations

import os
import os.path, sys as system
from datetime import timedelta
from pathlib import Path

from . import base
from .. import (a, b as c,)
from .base import *  # noqa
from ..common.defaults import (
    MIDDLEWARE as _MIDDLEWARE,
    TEMPLATES,
)

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = os.environ.get("DEBUG", "0").lower() in ("1", "true", "yes")
ALLOWED_HOSTS = [h.strip() for h in os.environ.get("HOSTS", "").split(",") if h]
ALLOWED_HOSTS += ["localhost", '127.0.0.1', "[::1]"]
INTERNAL_IPS: list[str] = ["10.0.0.1"]
OPTIONAL: "int | None" = None
UNSET: dict[str, tuple[int, ...]]
(PAREN) = 1
FIRST = SECOND = THIRD, = 1,
X, (Y, [Z, *REST]) = 1, (2, [3, 4, 5])

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.getenv("DB_NAME", "app"),
        "PORT": 5432,
        "CONN_MAX_AGE": None if DEBUG else 60 * 10,
        **({"OPTIONS": {"sslmode": "require"}} if not DEBUG else {}),
    },
}
DATABASES["default"]["ATOMIC_REQUESTS"] = True
DATABASES["default"].update(dict(TEST={"NAME": "x"}, **{}))

if DEBUG and "debug_toolbar" in sys.modules:
    INSTALLED_APPS.append("debug_toolbar")
    # a comment that ends the block
elif not DEBUG or (A and B) is not None:
    SECURE_HSTS_SECONDS = 31_536_000
else:
    pass
# a comment after it

try:
    from .local import *
except (ImportError, ModuleNotFoundError) as exc:
    print("no local settings", exc, file=sys.stderr)
except OSError:
    raise ImproperlyConfigured("no") from None
except:
    raise
else:
    LOCAL = True
finally:
    del X, (Y, [Z])

with open(BASE_DIR / "VERSION") as handle, lock:
    VERSION = handle.read().strip()
with (open("a") as one, open("b") as two,):
    BOTH = one, two
with first if DEBUG else second as chosen: pass


def read(name: str, default=None, /, *rest: str, strict: bool = False, **options) -> str:
    """Read a variable."""
    global STATE, OTHER
    for key, value in options.items():
        if key == name: continue
        elif value: break
    else:
        return default
    while True:
        yield name
        if strict: return
    assert name, "a name"
    assert strict


@functools.cache
@decorate(1, two=2)
async def later(*, only, **kw):
    async with session as s:
        async for line in s:
            await line
    nested = lambda x, *y, z=1, **w: (yield x)
    return [line async for line in s if line if True]


class Production(Base, metaclass=Meta, **extra):
    """A class."""
    DEBUG = False; TEMPLATE_DEBUG = DEBUG

    @property
    def hosts(self):
        def inner():
            yield 1
        nonlocal_ = inner
        return super().hosts + [*self.extra.hosts, *more]

    class Meta: abstract = True

with (one,): pass
with (one, two): pass
with ((one, two) as three): pass
with (one, two), three: pass
with (one): pass
with (one), two as (three, four): pass
with (
    patch("a"),
    patch("b") as b,
):
    pass
