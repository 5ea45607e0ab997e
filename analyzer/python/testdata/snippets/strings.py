"", '', """""", '''a'b"c''', "a'b", 'a"b'
u"x", U'x', r"\n\\", R'\'', b"x", B'\xff\0\n', rb"\x", Rb'\'', bR"\\"
"\a\b\f\n\r\t\v\\\'\"\
joined"
"\0\7\12\123\1234\400\777"
"\x41\u00e9\U0001F600\xff"
"\d\w\.\/\%"
b"\N{x}\u1234\U00001234\d\400"
r"\u0041\x\
kept"
"a" 'b' """c
d""" r"\e"
("one"
 # comment
 "two"
 'three')
b"a" b'b'
"é" "日本" '\u65e5'
f"", f"x", f"{x}", F'{x}y', f"a{x}b{y}c"
f"{x!r}{x!s}{x!a}{x!r:>10}{x:>{w}}{x:{a}.{b}}"
f"{{}} {{{x}}} }} {{"
f"{x=}{x = }{ x  = !r}{x=:>5}{x =}"
f"{x!=y}{x==y}{x<=y}{(x:=5)}{a[b]}{a['k']}{f(a, b=1)}{a if b else c}{lambda_}"
f"{x:%H:%M}{x:,}{x:>{'10'}}"
f"{x, y}{*x, y}{[*x]}{ {1: 2}[1] }"
f"\n{x}\t\{y}\x41"
rf"\n{x}\d", fr'\{x}', Rf"\\"
f"""a
{x}
b"""
f'''{
x
}'''
"a" f"b{x}" 'c' rf"\d{y}" "d"
f"a" "b"
"%s {} %(a)s" % x
"{{ x }}", '{% if %}'
"𝒳", "a\
b"
