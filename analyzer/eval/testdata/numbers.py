# Arithmetic is Python's, signs and all.
# env only
FLOATS = [7.5 % 2, -7.5 % 2, 7.5 // -2, 1e20 % 7, 1.0 % -1]  # => [1.5, 0.5, -4.0, 2.0, -0.0]
ROUND = [round(2.5), round(3.5), abs(-1.5)]  # => [2, 4, 1.5]
BITS = [6 & 3, 6 | 3, 6 ^ 3, ~6, 1 << 4]  # => [2, 7, 5, -7, 16]
STABLE = sorted(["b", "a", "cc", "dd"], key=len, reverse=True)  # => ['cc', 'dd', 'b', 'a']
PAIRS = dict([("a", 1), ["b", 2]])  # => {'a': 1, 'b': 2}
TOTAL = 0
FOUND = [TOTAL := TOTAL + x for x in (1, 2, 3)]  # => [1, 3, 6]
# TOTAL => 6
MAPPED = "%s and %%" % {"a": 1}  # => "{'a': 1} and %"


# The last digit of such a power differs between libraries.
FOURTH_ROOT = 16**0.25  # => <unknown: float>
CUT = [1]
CUT[10**30 : 10**30] = [2]
CUT[-(10**30) : -(10**30)] = [0]
# CUT => [0, 1, 2]
