# env: MODE=prod N=3 LIST=a,b
# env only
import os
from datetime import timedelta
from pathlib import Path

BASE = Path(__file__).resolve().parent  # => PosixPath('/root')
STATIC = os.path.join(BASE, "static")  # => '/root/static'
TEMPLATES = BASE / "templates"  # => PosixPath('/root/templates')
DAYS = timedelta(days=1, seconds=30)  # => datetime.timedelta(days=1, seconds=30)
MODE = os.environ["MODE"]  # => 'prod'
DEBUG = MODE != "prod"  # => False
NUMBER = int(os.environ.get("N", "1")) * 60 * 60  # => 10800
HOSTS = [h.strip() for h in os.getenv("LIST", "").split(",") if h]  # => ['a', 'b']
APPS = ["one", "two"]
APPS += ["three"]
APPS.insert(0, "zero")
APPS.remove("two")
ALIAS = APPS
ALIAS.append("last")
# APPS => ['zero', 'one', 'three', 'last']
CONF = {"a": {"b": 1}, **{"c": 2}}
CONF["a"]["d"] = [1, 2][1]
CONF.update(e=5)
TEXT = f"{MODE!r}-{NUMBER:,}-%s" % "x"  # => "'prod'-10,800-x"
OLD = "%(a)s/%(b)02d" % {"a": "x", "b": 7}  # => 'x/07'
NEW = "{0}{x[k]}{1:>4}".format("a", "b", x={"k": 3})  # => 'a3   b'
PICK = "yes" if MODE in ("prod", "live") else "no"  # => 'yes'
EMPTY = os.environ.get("NOPE") or "fallback"  # => 'fallback'
BOTH = NUMBER and MODE  # => 'prod'
CHAIN = 1 < 2 < 3 > 2  # => True
SLICE = "abcdef"[1:-1:2]  # => 'bd'
TUPLE = (1,) + (2, 3)  # => (1, 2, 3)
A, *REST, Z = [1, 2, 3, 4]
# A => 1
# REST => [2, 3]
# Z => 4
SUM = sum(x for x in range(4))  # => 6
ORDER = sorted({"b": 1, "a": 2}.items(), key=lambda kv: kv[1], reverse=True)  # => [('a', 2), ('b', 1)]
TRUTH = bool("False")  # => True
SETS = {"a", "b"} & {"b"}  # => {'b'}
DIV = [7 // 2, -7 // 2, -7 % 3, 2**10, 7 / 2]  # => [3, -4, 2, 1024, 3.5]
ANY = any(h == "b" for h in HOSTS)  # => True
WALRUS = (n := 5) + n  # => 10
del CONF["c"]
# CONF => {'a': {'b': 1, 'd': 2}, 'e': 5}
if DEBUG:
    ONLY_DEBUG = 1
# ONLY_DEBUG => unset
