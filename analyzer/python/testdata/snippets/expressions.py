None, True, False, ...
0, 1, 10_000, 0x_Ff, 0o17, 0b1_0, 1.5, .5, 5., 1e10, 1_0.0_1E-1_2, 3j, 1.j, 00, 0_0
a.b.c(1)(2)[3][4:5][::2, 1:, ..., *rest, x:y:z]
a[1,], a[()], a[b][c], a[*b]
f(), f(a, *b, c, *d, e=1, **f, g=2), f(x for x in y), f((x for x in y), 1), f(*a.b.c, **d.e)
+a, -b, ~c, not d, not not e, -1 ** -2, -x.y
a + b - c * d / e // f % g @ h ** i ** j << k >> l & m ^ n | o
a and b and c or d and e or (f or g), (a and b) and c
a < b <= c == d != e > f >= g, a is b, a is not b, a in b, a not in b, not a in b
x if y else z if w else v
lambda: 0, lambda a, b=1, /, c=2, *d, e, f=3, **g: (a, b), lambda *, a: a
[], [1], [1, 2,], (), (1,), (1, 2), {1}, {1, 2,}, {}, {1: 2}, {**a, 'b': c, **d},
[a for b in c], {a for b in c}, {a: b for c in d}, (a for b in c)
(y := f(x)), [y := 1, y**2], f(y := 1), {(y := 2): 3}
(yield), (yield 1), (yield 1, 2), (yield from x), await_ + 1
x = yield
x = yield 1, 2
x = *a, b
x = a = b.c = d[e] = f
x: int
x.y: int = 1
x[0]: "str" = 'y'
(x): int = 1
x += 1; x -= 1; x *= 1; x /= 1; x //= 1; x %= 1; x @= 1
x **= 1; x >>= 1; x <<= 1; x &= 1; x ^= 1; x |= yield
((((a))))
(a
 + b
 # comment
 + c)
print
print(1)
print(a, b, sep='')
print, exec, match, case, type, _ = 1, 2, 3, 4, 5, 6
match = case = type = 1
match(x)
match[x]
match.x = type.y = type(z).w = 1
type(a[0]).b.c = type(a, b, c).d = 2
type(x)
type[x]
exec("code")
exec("code", {})
a = b \
    + c
del a, b.c, d[e]
del (a)
del (a, b), [c]
for (x) in y: pass
for x, *y in z, w: pass
for x.y in z: pass
for x[0], in z: pass
assert (a, b)
raise
raise A
raise A(b) from c
return_ = 1; pass; x = 2
if a: b; c
while a: b
else: c
nönascii = "é"; after = 1
x = "日本語", "😀"; y = 2
a ^ b & c ^ d & e & f, (a ^ b) & c, a & (b ^ c) & d | a & b ^ c
a = 1  # a comment \
b = 2
c: list[str] | str | None = None
d: A | B[c] | "D" | (E | F) = 1
e: tuple[*Ts] = ()
f: Callable[[int], str] | None | X.Y[int]
x = 1; \
y = 2
