# Names like __iter__, by which programs tell one kind of value from another.
LIST = hasattr([1], "__iter__")  # => True
TEXT = hasattr("x", "__iter__")  # => True
NUMBER = hasattr(1, "__iter__")  # => False
NOTHING = hasattr(None, "__len__")  # => False
KEYS = hasattr({}, "__getitem__")  # => True
SET = hasattr({1}, "__getitem__")  # => False
SIZED = hasattr((), "__len__")  # => True
CALLED = hasattr(len, "__call__")  # => True
PLAIN = hasattr("x", "__call__")  # => False
DOC = hasattr(1, "__doc__")  # => True
PLAIN_NAME = hasattr("x", "decode")  # => False
