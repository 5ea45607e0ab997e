f"{'a' + f'{f"{x}"}'}{"b"}"
f"{
    x  # comment
    + 1
}"
f"{'\n'.join(a)}{"\""}"
f'{x:{'>'}{10}}'
type X = int | str
type Y[T] = list[T]
type Z[*Ts, **P] = int
def f[T: int](a: T) -> T: pass
class A[T, *Ts](B): pass
async def g[T](a): yield a
f"{a["b"]!r:{c["d"]}}" "e"
rf"{'\d'}\d"
