# Equal data that cannot be changed is one object only where Python keeps one:
# of other data that is not known.
text = "".join(["a", "b"])
same = text
number = int("1000")
pair = (1, 2)
twin = pair
items = [1]

KEPT = same is text  # => True
APART = text is "ba"  # => False
SMALL = int("7") is 7  # => True
NEGATIVE = int("-5") is -5  # => True
EMPTY = text[2:] is ""  # => True
ZERO = 0 is False  # => False
TUPLE = twin is pair  # => True
LIST = items is [1]  # => False
NONE = {}.get("a") is None  # => True
