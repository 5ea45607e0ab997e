# Places in texts that are larger than any.
TEXT = "a\nb"
LARGE = 7 << 70
FIND = TEXT.find("a", LARGE)  # => -1
COUNT = TEXT.count("b", -LARGE, LARGE)  # => 1
STARTS = TEXT.startswith("a", -LARGE)  # => True
FAILS = []
for search in (lambda: TEXT.index("a", LARGE), lambda: TEXT.rindex("b", -LARGE, LARGE)):
    try:
        FAILS.append(search())
    except ValueError:
        FAILS.append(None)
# FAILS => [None, 2]
