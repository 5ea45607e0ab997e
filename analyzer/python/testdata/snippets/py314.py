try:
    pass
except A, B:
    pass
except C, D, E:
    pass
t"a{b}"
tr"a"
x = t'{y}' t"z"
