# Text and numbers as Python writes them.
# env only
NUMBERS = [f"{1234567:,}", f"{255:#x}", f"{5:08b}", f"{-7:+}", f"{1234:06,}", f"{True:5}", f"{10**20:,}"]
# NUMBERS => ['1,234,567', '0xff', '00000101', '-7', '01,234', '    1', '100,000,000,000,000,000,000']
FLOATS = [f"{3.14159:.2f}", f"{1e20:g}", f"{0.5:%}", f"{1234.5:,.1f}", f"{2.0:e}", f"{1e16}"]
# FLOATS => ['3.14', '1e+20', '50.000000%', '1,234.5', '2.000000e+00', '1e+16']
TEXTS = [f"{'a':*^5}", "{:>{w}}".format("x", w=3), "{a[0]}{b!r}".format(a=[1], b="q"), "%-4s|%05d|%5.1f" % ("ab", 42, 3.14)]
# TEXTS => ['**a**', '  x', "1'q'", 'ab  |00042|  3.1']
CASES = ["aBc".swapcase(), "they're".title(), "-42".zfill(5), "x".center(4, "*"), "a\tb".expandtabs(4)]
# CASES => ['AbC', "They'Re", '-0042', '*x**', 'a   b']
SPLITS = [" a b ".split(None, 1), " a b ".rsplit(None, 1), "a\r\nb".splitlines(True), "a.b.c".rsplit(".", 1)]
# SPLITS => [['a', 'b '], [' a', 'b'], ['a\r\n', 'b'], ['a.b', 'c']]
BIG = 2**64 // 3 + int("9" * 20)  # => 106148914691236517204
ROUND = [round(2.567, 2), divmod(-7, 2), hex(255), int("ff", 16)]  # => [2.57, (-4, 1), '0xff', 255]


def refused(f):
    try:
        return f()
    except Exception as e:
        return type(e).__name__


REFUSED = [refused(lambda: "{} {0}".format(1)), refused(lambda: f"{'a':d}"), refused(lambda: "%d" % "a"), refused(lambda: "{x}".format(y=1))]
# REFUSED => ['ValueError', 'ValueError', 'TypeError', 'KeyError']
