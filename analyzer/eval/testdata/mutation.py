# Lists, dicts and sets change in place, and every name for them sees it.
# env only
APPS = ["admin", "auth", "sessions"]
SAME = APPS
SAME[1:2] = ["users", "groups"]
# APPS => ['admin', 'users', 'groups', 'sessions']
COPY = APPS[:]
COPY.reverse()
# COPY => ['sessions', 'groups', 'users', 'admin']
COPY.insert(-1, "last but one")
TAKEN = COPY.pop(0)  # => 'sessions'
del COPY[:2]
# COPY => ['last but one', 'admin']
GROWN = [1]
for n in GROWN:
    if n < 4:
        GROWN.append(n + 1)
# GROWN => [1, 2, 3, 4]
SKIPPED = ["debug_a", "debug_b", "keep"]
for app in SKIPPED:
    if app.startswith("debug"):
        SKIPPED.remove(app)
# SKIPPED => ['debug_b', 'keep']
CACHE = {"a": 1, "b": 2}
POPPED = CACHE.popitem()  # => ('b', 2)
CACHE |= [("c", 3)]
# CACHE => {'a': 1, 'c': 3}
HOSTS = {"a", "b"}
HOSTS -= {"a"}
# HOSTS => {'b'}
ODD = {1, 2} ^ {2, 3}  # => {1, 3}
HOSTS.clear()
# HOSTS => set()


def collect(item, into=[]):
    into.append(item)
    return into


collect(1)
SHARED = collect(2)  # => [1, 2]

KINDS = {1, 2}
try:
    KINDS |= {"a": 1}
except TypeError:
    KINDS |= {3}
# KINDS => {1, 2, 3}
