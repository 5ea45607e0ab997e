# What happens on the way into a with statement and out of it.
# env only
import contextlib

LOG = []


@contextlib.contextmanager
def logged(name):
    LOG.append("in " + name)
    try:
        yield name
    finally:
        LOG.append("out " + name)


with logged("a") as NAME:
    LOG.append("body")
# NAME => 'a'
# LOG => ['in a', 'body', 'out a', 'in b', 'out b']
try:
    with logged("b"):
        raise ValueError
except ValueError:
    PASSED = "on"
# PASSED => 'on'


class Swallow:
    def __enter__(self):
        return 5

    def __exit__(self, kind, error, trace):
        return kind is KeyError


with Swallow() as ENTERED:
    {}["missing"]
# ENTERED => 5
with contextlib.suppress(ImportError, LookupError):
    [][0]
    NEVER = 1
# NEVER => unset
