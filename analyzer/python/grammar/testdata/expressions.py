[*a, b for c in d if e]
{**a, "b": 1, 'c': {d for e in f}}
lambda x, *y, z=1: (x := y)
a if b else not c and d or e < f <= g is not h not in i
a[1:2, ::3, ...](*b, c=1, **d)
-a ** b @ c // d % e << f & g ^ h | ~i
f"{x!r:>{w}} {{ }} {y = }" rb"\x" u'\N{DASH}' """a
b""" t"{z}"
f'{a['b']}{'\n'.join(c)}'
0x_F, 1_0.5e1j, 0777, 10L
(yield), (await x), `repr`
