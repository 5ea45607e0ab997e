package eval_test

import (
	"fmt"
	"regexp"
	"strings"
)

// Templates of statements: ⟨int⟩ is an expression of a kind, ⟨=int⟩ a name to
// assign to, ⟨~int⟩ a name that is bound, ⟨n⟩ a number that is the template's
// own, ⟨body⟩ a nested body, and ⟦a¦b⟧ a choice.
var templates = []string{
	// Generators, read step by step.
	"def g⟨n⟩(a=⟨int⟩):\n    yield a\n    yield a + ⟨int⟩\n    yield from ⟨list⟩\n⟨=list⟩ = list(g⟨n⟩(⟨int⟩))",
	"def g⟨n⟩():\n    for x in ⟨list⟩:\n        if x > ⟨int⟩:\n            return\n        yield x\nfor ⟨=int⟩ in g⟨n⟩():\n    ⟨~list⟩.append(1) if len(⟨~list⟩) < 9 else None",
	"def g⟨n⟩():\n    try:\n        yield ⟨int⟩\n        yield ⟨int⟩ // ⟨int⟩\n    finally:\n        L⟨n⟩F.append(1)\nL⟨n⟩F = []\n⟨=int⟩ = ⟦sum¦max¦len¦any⟧(list(g⟨n⟩()))",
	"i⟨n⟩ = iter(⟦⟨list⟩¦⟨strs⟩¦⟨tuple⟩⟧)\n⟨=int⟩ = next(i⟨n⟩, ⟨int⟩)\n⟨=list⟩ = list(i⟨n⟩)",
	"e⟨n⟩ = (x ⟦* 2¦+ 1¦// 0¦% 2⟧ for x in ⟨list⟩)\n⟨=int⟩ = next(e⟨n⟩)\n⟨=list⟩ = [*e⟨n⟩]",
	"L⟨n⟩S = []\n⟨=bool⟩ = ⟦any¦all⟧(L⟨n⟩S.append(x) or x > ⟨int⟩ for x in ⟨list⟩)",
	"⟨=list⟩ = list(map(lambda x, y: x ⟦+¦-¦*⟧ y, ⟨list⟩, ⟨list⟩))",
	"⟨=list⟩ = [a + b for a, b in zip(⟨list⟩, ⟨tuple⟩)]",
	"⟨=list⟩ = [y := x + 1 for x in ⟨list⟩] + [len(⟨str⟩)]",
	"⟨=dict⟩ = {k: v for k, v in sorted(⟨dict⟩.items(), key=lambda p: (p[1], p[0]), reverse=⟨bool⟩)}",
	"v⟨n⟩ = ⟨~dict⟩.⟦keys¦values¦items⟧()\n⟨~dict⟩['q'] = ⟨int⟩\n⟨=int⟩ = len(v⟨n⟩)",
	"⟨=list⟩ = sorted(⟨dict⟩.keys() ⟦&¦-⟧ ⟨dict⟩.keys())",
	"for k⟨n⟩ in ⟨~dict⟩:\n    ⟨~dict⟩⟦['a'] = 1¦.pop('zz', None)¦['n' + k⟨n⟩] = 2⟧",
	"for x⟨n⟩ in ⟨~list⟩:\n    ⟨~list⟩.⟦pop()¦remove(x⟨n⟩)¦insert(0, 5)¦append(x⟨n⟩)⟧\n    if len(⟨~list⟩) > 12: break",
	"⟨=int⟩ = ⟦min¦max⟧(⟨list⟩, key=lambda x: ⟦-x¦x % 3¦abs(x)⟧, default=⟨int⟩)",
	// Functions.
	"def h⟨n⟩(a, /, b=⟨int⟩, *c, d=⟨int⟩, **e):\n    return [a, b, *c, d, len(e)]\n⟨=list⟩ = h⟨n⟩(⟨int⟩⟦¦, 1¦, 1, 2, 3¦, b=4¦, d=5¦, x=6¦, *[7, 8]¦, **{'d': 9, 'z': 1}¦, a=1⟧)",
	"def o⟨n⟩(a):\n    n = a\n    def inner(b=1):\n        nonlocal n\n        n += b\n        return n\n    inner()\n    return inner\n⟨=int⟩ = o⟨n⟩(⟨int⟩)(⟨int⟩)",
	"def d⟨n⟩(f):\n    def w(*a, **k):\n        return f(*a, **k) ⟦+¦*⟧ ⟨int⟩\n    return w\n@d⟨n⟩\ndef e⟨n⟩(x, y=⟨int⟩):\n    return x - y\n⟨=int⟩ = e⟨n⟩(⟨int⟩)",
	"def r⟨n⟩(k):\n    return k if k < 2 else r⟨n⟩(k - 1) + r⟨n⟩(k - 2)\n⟨=int⟩ = r⟨n⟩(⟦4¦7¦1⟧)",
	"def r⟨n⟩(k):\n    return r⟨n⟩(k + 1)\ntry:\n    r⟨n⟩(0)\nexcept RecursionError:\n    ⟨=str⟩ = ⟨str⟩",
	"f⟨n⟩ = [lambda x, i=i: x * i for i in ⟨list⟩]\n⟨=list⟩ = [f(2) for f in f⟨n⟩]",
	"def m⟨n⟩(x, into=[]):\n    into.append(x)\n    return into\nm⟨n⟩(⟨int⟩)\n⟨=list⟩ = m⟨n⟩(⟨int⟩)",
	"@functools.lru_cache\ndef c⟨n⟩(x):\n    return [x]\nc⟨n⟩(1).append(⟨int⟩)\n⟨=list⟩ = c⟨n⟩(1) + c⟨n⟩(2)",
	"⟨=int⟩ = functools.partial(lambda a, b=1, *c: a - b + len(c), ⟨int⟩)(⟦¦b=2¦3¦3, 4⟧)",
	"⟨=int⟩ = functools.reduce(lambda a, b: a ⟦+¦*¦-⟧ b, ⟨list⟩⟦¦, 5⟧)",
	// Classes.
	"@dataclasses.dataclass\nclass D⟨n⟩:\n    a: int\n    b: int = ⟨int⟩\n    c: list = dataclasses.field(default_factory=list)\n    def total(self):\n        return self.a + self.b + len(self.c)\n⟨=int⟩ = D⟨n⟩(⟨int⟩⟦¦, 2¦, b=3¦, c=[1]¦, 2, [1, 2]¦, z=1⟧).total()\n⟨=bool⟩ = D⟨n⟩(1) == D⟨n⟩(⟨int⟩)",
	"N⟨n⟩c = collections.namedtuple('N⟨n⟩c', 'a b')\n⟨=list⟩ = list(N⟨n⟩c(⟨int⟩, b=⟨int⟩))\n⟨=int⟩ = N⟨n⟩c(1, 2)⟦.a¦[1]¦._replace(a=7).a¦.b¦.c⟧",
	"class E⟨n⟩c(enum.Enum):\n    A = 1\n    B = 'b'\n⟨=list⟩ = [m.value for m in E⟨n⟩c]\n⟨=str⟩ = E⟨n⟩c(⟦1¦'b'¦⟨int⟩⟧).name",
	"class S⟨n⟩c(enum.StrEnum):\n    A = 'a'\n    B = enum.auto()\n⟨=bool⟩ = S⟨n⟩c.⟦A¦B⟧ == ⟨str⟩\n⟨=str⟩ = f'{S⟨n⟩c.B}-' + S⟨n⟩c.A + S⟨n⟩c.B.name\n⟨=int⟩ = {'a': 1, 'b': 2}[S⟨n⟩c.⟦A¦B⟧]",
	"class I⟨n⟩c(enum.IntEnum):\n    A = 1\n    B = 4\n⟨=int⟩ = I⟨n⟩c.A + I⟨n⟩c.B.value + max(I⟨n⟩c)",
	"class P⟨n⟩c:\n    x = ⟨int⟩\n    def __init__(self, y):\n        self.y = y\n    def __add__(self, o):\n        return P⟨n⟩c(self.y + (o.y if isinstance(o, P⟨n⟩c) else o))\n    def __eq__(self, o):\n        return self.y == o.y\n    def __len__(self):\n        return abs(self.y)\n    def __getattr__(self, name):\n        return name\n    def __lt__(self, o):\n        return self.y < o.y\np⟨n⟩ = P⟨n⟩c(⟨int⟩) + ⟦P⟨n⟩c(2)¦3⟧\n⟨=int⟩ = p⟨n⟩.y + p⟨n⟩.x\n⟨=bool⟩ = ⟦bool(p⟨n⟩)¦p⟨n⟩ == P⟨n⟩c(5)¦p⟨n⟩ != P⟨n⟩c(⟨int⟩)¦p⟨n⟩ in [P⟨n⟩c(⟨int⟩)]¦p⟨n⟩ < P⟨n⟩c(2)⟧\n⟨=str⟩ = p⟨n⟩.foo",
	"class A⟨n⟩c:\n    def who(self):\n        return 'a'\nclass B⟨n⟩c(A⟨n⟩c):\n    def who(self):\n        return 'b' + super().who()\nclass C⟨n⟩c(A⟨n⟩c):\n    def who(self):\n        return 'c' + super().who()\nclass Z⟨n⟩c(B⟨n⟩c, C⟨n⟩c):\n    pass\n⟨=str⟩ = Z⟨n⟩c().who()",
	"class V⟨n⟩c:\n    n = 0\n    @classmethod\n    def up(cls, k=1):\n        cls.n += k\n        return cls\n    @property\n    def twice(self):\n        return self.n * 2\nV⟨n⟩c.up().up(⟨int⟩)\n⟨=int⟩ = V⟨n⟩c().twice",
	"o⟨n⟩ = types.SimpleNamespace(a=⟨int⟩)\no⟨n⟩.b = ⟨str⟩\n⟨=str⟩ = f'{o⟨n⟩.a}{o⟨n⟩.b}'\n⟨=bool⟩ = hasattr(o⟨n⟩, '⟦a¦c⟧')\n⟨=int⟩ = getattr(o⟨n⟩, '⟦a¦c⟧', ⟨int⟩)",
	"class T⟨n⟩c(list|dict|Exception):\n    pass",
	// Contexts.
	"class W⟨n⟩c:\n    def __enter__(self):\n        return ⟨int⟩\n    def __exit__(self, kind, exc, tb):\n        return ⟦⟨bool⟩¦kind is KeyError¦None⟧\nwith W⟨n⟩c() as ⟨=int⟩:\n    ⟨body⟩",
	"@contextlib.contextmanager\ndef w⟨n⟩(x):\n    try:\n        yield x\n    ⟦except ValueError:¦finally:⟧\n        L⟨n⟩W.append(x)\nL⟨n⟩W = []\nwith w⟨n⟩(⟨int⟩) as ⟨=int⟩:\n    ⟨body⟩",
	"with contextlib.suppress(⟦ValueError¦KeyError, TypeError¦LookupError⟧):\n    ⟨body⟩",
	"with contextlib.nullcontext(⟨int⟩) as ⟨=int⟩, contextlib.suppress(KeyError):\n    ⟨body⟩",
	// Patterns.
	"match ⟦⟨list⟩¦⟨tuple⟩¦⟨strs⟩¦⟨str⟩¦⟨dict⟩¦⟨int⟩⟧:\n    case [⟨=int⟩, *_]:\n        ⟨=str⟩ = 'first'\n    case {'a': 1 | 2 as q⟨n⟩, **rest⟨n⟩}:\n        ⟨=int⟩ = q⟨n⟩\n        ⟨=dict⟩ = rest⟨n⟩\n    case str() as s⟨n⟩ if len(s⟨n⟩) > 2:\n        ⟨=str⟩ = s⟨n⟩\n    case int(k⟨n⟩):\n        ⟨=int⟩ = k⟨n⟩ + 1\n    case _:\n        ⟨=str⟩ = 'none'",
	"match (⟨int⟩, ⟨str⟩):\n    case (0, _) | (_, ''):\n        ⟨body⟩\n    case (a⟨n⟩, 'a' | 'on') if a⟨n⟩ > 1:\n        ⟨=int⟩ = a⟨n⟩\n    case (a⟨n⟩, b⟨n⟩):\n        ⟨=str⟩ = b⟨n⟩",
	"match ⟦⟨bool⟩¦⟨int⟩¦None⟧:\n    case True:\n        ⟨=str⟩ = 'yes'\n    case None:\n        ⟨=str⟩ = 'nothing'\n    case 1:\n        ⟨=str⟩ = 'one'",
	// Exceptions.
	"try:\n    ⟨body⟩\nexcept (ValueError, KeyError) as e⟨n⟩:\n    ⟨=str⟩ = type(e⟨n⟩).__name__\n    ⟨=tuple⟩ = e⟨n⟩.args if not e⟨n⟩.args else (1,)\nexcept Exception as e⟨n⟩:\n    ⟨=str⟩ = type(e⟨n⟩).__name__\nelse:\n    ⟨=int⟩ = 0",
	"class X⟨n⟩c(⟦ValueError¦KeyError¦Exception⟧):\n    pass\ntry:\n    if ⟨bool⟩:\n        raise X⟨n⟩c(⟨int⟩)\nexcept LookupError as e⟨n⟩:\n    ⟨=str⟩ = 'lookup'\nexcept X⟨n⟩c as e⟨n⟩:\n    ⟨=str⟩ = str(e⟨n⟩)",
	"try:\n    try:\n        ⟨body⟩\n    except ValueError:\n        raise KeyError('k') from None\n    finally:\n        ⟨=int⟩ = ⟨int⟩\nexcept KeyError as e⟨n⟩:\n    ⟨=str⟩ = str(e⟨n⟩)",
	"assert ⟨bool⟩, ⟨str⟩",
	// Names.
	"globals()['⟨=int⟩'] = ⟨int⟩",
	"globals().update({'⟨=str⟩': ⟨str⟩})",
	"⟨=int⟩ = globals().get('I1', ⟨int⟩)",
	"os.environ['⟦DEBUG¦MODE⟧'] = ⟨str⟩\n⟨=str⟩ = os.environ.get('DEBUG', 'no')",
	"⟨=bool⟩ = '⟦DEBUG¦MODE¦NONE⟧' in os.environ",
	"exec('⟨=int⟩ = 3')",
	"(⟨=int⟩, [⟨=int⟩, *⟨=list⟩]), ⟨=str⟩ = (⟨int⟩, ⟨list⟩), ⟨str⟩",
	"⟨~list⟩[::2] = ⟨list⟩",
	"⟨~list⟩[⟨int⟩:⟨int⟩] = ⟦⟨list⟩¦⟨tuple⟩¦⟨strs⟩⟧",
	"del ⟨~list⟩[⟨int⟩:⟨int⟩:⟦1¦2¦-1⟧]",
	"⟨=list⟩ = ⟨list⟩[⟨int⟩:⟨int⟩:⟦1¦2¦-1¦-2⟧]",
	"⟨=list⟩ *= 2",
	"⟨~dict⟩[⟨str⟩] = ⟨~dict⟩.get(⟨str⟩, 0) + 1",
	"⟨=dict⟩ = collections.OrderedDict(⟨dict⟩)\n⟨=dict⟩ = dict(⟨~dict⟩)",
	"c⟨n⟩ = collections.Counter(⟦⟨str⟩¦⟨list⟩⟧)\n⟨=int⟩ = c⟨n⟩[⟦'a'¦1⟧] + sum(c⟨n⟩.values())",
	"dd⟨n⟩ = collections.defaultdict(⟦⟨list⟩¦⟨int⟩⟧)\n⟨=int⟩ = len(dd⟨n⟩) + len([dd⟨n⟩[k] for k in ⟨strs⟩]) + len(dd⟨n⟩)",
	"⟨=list⟩ = list(itertools.⟦chain(⟨list⟩, ⟨tuple⟩)¦islice(itertools.count(⟨int⟩), 3)¦accumulate(⟨list⟩)¦repeat(⟨int⟩, 2)¦islice(⟨list⟩, 1, None, 2)⟧)",
	"⟨=list⟩ = list(itertools.⟦takewhile¦dropwhile⟧(lambda x: x > ⟨int⟩, ⟨list⟩))",
	"⟨=list⟩ = [a * b for a, b in itertools.product(⟨list⟩, [1, 2])]",
	"⟨=list⟩ = sorted(⟨strs⟩, key=operator.⟦itemgetter(0)¦methodcaller('upper')¦itemgetter(slice(1))⟧) and [1]",
	"⟨=dict⟩ = copy.⟦copy¦deepcopy⟧(⟨dict⟩)",
	"l⟨n⟩ = [[1], ⟨list⟩]\nm⟨n⟩ = copy.⟦copy¦deepcopy⟧(l⟨n⟩)\nm⟨n⟩[0].append(2)\n⟨=int⟩ = len(l⟨n⟩[0])",
	// Numbers and text.
	"⟨=int⟩ = ⟨int⟩ ⟦+¦-¦*¦//¦%¦**⟧ ⟦7¦⟨int⟩¦2 ** 64¦10 ** 20¦-3⟧",
	"⟨=int⟩ = divmod(⟨int⟩, ⟨int⟩)[⟦0¦1⟧]",
	"⟨=float⟩ = round(⟨float⟩, ⟦1¦2¦0⟧)",
	"⟨=int⟩ = int(⟨str⟩, ⟦2¦16¦0¦10⟧)",
	"⟨=str⟩ = ⟦hex¦bin¦oct⟧(⟨int⟩)",
	"⟨=str⟩ = f'{⟨~float⟩:⟦.2f¦e¦g¦10.3¦,.1f¦%¦+.0f¦08.2f¦_¦^9¦.3⟧}'",
	"⟨=str⟩ = f'{⟨~int⟩:⟦#x¦#b¦08_b¦+,¦^9¦*=+6¦c¦n¦.2f¦X¦010,⟧}'",
	"⟨=str⟩ = f'{⟨~str⟩:<{⟨~int⟩}}' f'{⟨~list⟩!r:>12}' f'{⟨~int⟩=}'",
	"⟨=str⟩ = '{:>{w}}|{!r}|{x[0]}'.format(⟨str⟩, ⟦⟨str⟩¦⟨list⟩⟧, w=⟦3¦6¦⟨int⟩⟧, x=⟨list⟩)",
	"⟨=str⟩ = '%⟦d¦5d¦-5d¦05d¦+d¦x¦#x¦o¦s¦r¦5.1f¦e¦g¦c¦.2s¦%⟧' % ⟦⟨int⟩¦⟨float⟩¦⟨str⟩¦(1,)¦⟨list⟩⟧",
	"⟨=str⟩ = ⟨str⟩.⟦center(7, '*')¦ljust(6, '.')¦rjust(9)¦zfill(4)¦expandtabs(4)¦swapcase()¦title()¦casefold()¦replace('a', 'b', 1)¦split(',', 1)[0]¦rsplit(None, 1)[-1]¦join(['x', 'y'])¦translate({97: 'A', 98: None})¦removesuffix('b')⟧",
	"⟨=int⟩ = ⟨str⟩.⟦find('a', 1)¦count('l', 2, -1)¦index('a', ⟨int⟩)¦rfind('a', 0, 3)¦count('')⟧",
	"⟨=bool⟩ = ⟨str⟩.⟦startswith('b', 1)¦endswith(('c', 'd'), 0, 4)¦isidentifier()¦istitle()¦isdecimal()¦isascii()¦isprintable()¦islower()⟧",
	"⟨=strs⟩ = ⟨str⟩.⟦splitlines(True)¦split()¦rsplit(',')¦split(None, 1)¦rsplit('.', 1)¦partition('=')⟧",
	"⟨=bool⟩ = ⟨int⟩ < ⟨int⟩ <= ⟨int⟩",
	"⟨=bool⟩ = ⟨str⟩ in ⟨str⟩ in ⟨strs⟩",
	"⟨=bool⟩ = ⟨list⟩ < ⟨list⟩",
	"⟨=bool⟩ = ⟨tuple⟩ <= ⟨tuple⟩",
	"⟨=bool⟩ = ⟨set⟩ < ⟨set⟩",
	"⟨=bool⟩ = ⟨set⟩ >= ⟨set⟩",
	"⟨=bool⟩ = ⟨float⟩ == ⟨int⟩",
	"⟨=bool⟩ = ⟨list⟩ is ⟦⟨list⟩¦None⟧",
	"⟨=int⟩ = ⟨int⟩ << ⟦2¦70¦-1⟧",
	"⟨=int⟩ = ⟨int⟩ >> ⟦2¦70⟧",
	"⟨=set⟩ = ⟨set⟩.⟦union(⟨list⟩, ⟨tuple⟩)¦difference(⟨list⟩)¦intersection(⟨set⟩)¦symmetric_difference(⟨list⟩)¦copy()⟧",
	"⟨~set⟩.⟦update(⟨list⟩)¦difference_update(⟨set⟩)¦intersection_update(⟨list⟩)¦symmetric_difference_update(⟨set⟩)¦add(⟨str⟩)¦remove(⟨int⟩)⟧",
	"⟨=bool⟩ = ⟨set⟩.⟦issubset(⟨list⟩)¦issuperset(⟨set⟩)¦isdisjoint(⟨list⟩)⟧",
	"⟨=bool⟩ = isinstance(⟦⟨int⟩¦⟨str⟩¦⟨list⟩¦⟨dict⟩¦⟨bool⟩⟧, ⟦(int, str)¦⟨dict⟩¦(list, tuple)¦⟨float⟩¦object⟧)",
	"⟨=str⟩ = type(⟦⟨int⟩¦⟨str⟩¦⟨list⟩¦None¦⟨bool⟩¦⟨set⟩⟧).__name__",
	"⟨=str⟩ = str(⟦⟨int⟩¦⟨list⟩¦None¦⟨tuple⟩¦range(3)¦⟨float⟩¦{'a': [1]}⟧)",
	"⟨=list⟩ = list(range(⟨int⟩, ⟨int⟩, ⟦1¦2¦-1¦0⟧))",
	"⟨=int⟩ = range(⟨int⟩)[⟦0¦-1¦2⟧] + len(range(1, ⟨int⟩))",
	"⟨=int⟩ = (lambda *a, **k: len(a) + len(k))(*⟦⟨list⟩¦⟨tuple⟩¦⟨str⟩⟧, **⟨dict⟩)",
	"while True:\n    ⟨~list⟩.append(1)\n    if len(⟨~list⟩) > ⟨int⟩:\n        break\n    if len(⟨~list⟩) > 20:\n        break",
	"if (w⟨n⟩ := ⟨int⟩) > 1 and (⟨=str⟩ := ⟨str⟩):\n    ⟨=int⟩ = w⟨n⟩",
	"for ⟨=int⟩, *⟨=list⟩ in [⟨list⟩, ⟨tuple⟩]:\n    if ⟨bool⟩: continue\n    ⟨body⟩\nelse:\n    ⟨=str⟩ = 'end'",
}

var (
	hole   = regexp.MustCompile(`⟨([=~]?)(\w+)⟩`)
	choice = regexp.MustCompile(`⟦([^⟦⟧]*)⟧`)
)

// template writes one of the templates out.
func (g *gen) template() []*node {
	t := templates[g.Intn(len(templates))]
	g.count++
	t = strings.ReplaceAll(t, "⟨n⟩", fmt.Sprint(g.count))
	t = choice.ReplaceAllStringFunc(t, func(m string) string {
		return g.pick(strings.Split(strings.Trim(m, "⟦⟧"), "¦")...)
	})
	before, after, nested := strings.Cut(t, "⟨body⟩")
	if !nested {
		return one("%s", g.fill(t))
	}
	before, after = g.fill(before), g.fill(after)
	indent := before[strings.LastIndex(before, "\n")+1:]
	var body []*node
	if g.depth < 2 {
		body = g.nested()
	}
	var b strings.Builder
	writeBody(&b, body, indent)
	return one("%s%s%s", before[:len(before)-len(indent)], strings.TrimRight(b.String(), "\n"), after)
}

// fill replaces the holes of a template.
func (g *gen) fill(t string) string {
	return hole.ReplaceAllStringFunc(t, func(m string) string {
		parts := hole.FindStringSubmatch(m)
		how, kind := parts[1], parts[2]
		switch {
		case kind == "body":
			return "pass"
		case how == "=":
			return g.target(kind)
		case how == "~":
			if v, ok := g.variable(kind); ok {
				return v
			}
			return "(" + strings.ReplaceAll(g.literal(kind), `"`, "'") + ")"
		}
		return g.expr(kind, 1)
	})
}
