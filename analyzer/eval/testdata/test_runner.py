"""Where a site is served no test runner is loaded, so what asks for one takes
the other branch."""

import sys

TESTING = "pytest" in sys.modules or "test" in sys.argv  # => False
APPS = ["shop"]
if not TESTING:
    APPS += ["toolbar"]
ALL = tuple(APPS)  # => ('shop', 'toolbar')
