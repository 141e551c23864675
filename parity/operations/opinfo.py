"""What an OpInfo of the table of operations is: one way of calling one operation, as torch code.

`forms` are the ways to write the same operation (function, method, operator, in place), as text that runs
under any namespace spelled like torch. Single letters are the tensors:

    op("clamp", "x, min=-1, max=1.5", domain=kinks(-1, 1.5))

stands for torch.clamp(x, min=-1, max=1.5), x.clamp(min=-1, max=1.5) and x.clamp_(min=-1, max=1.5), with x
drawn away from -1 and 1.5 (and, in a lane of its own, exactly there). What is not in an OpInfo, the value, the
dtype, the node's name, the words of an exception, is asked from the installed torch.

Nothing here imports torch or tinygrad_lr: `opinfo.call(fw, *tensors)` gets the namespace.
"""

from __future__ import annotations

import ast
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ..tolerance import EXACT, Tier, normed

SECOND = normed(64)  # a second derivative sums products of first ones, each rounded a few times
MODERATE = (0.0, -0.0, 1.0, -1.0, 0.5, -2.5, np.inf, -np.inf, np.nan)
SPECIALS = (*MODERATE, "max", "min", "smallest_subnormal", "smallest_normal")  # of the dtype: np.finfo has them
UNORDERED = (0.0, 1.0, -2.5, np.inf, -np.inf, np.nan)  # without -0.0: which zero is the maximum depends on the order


# ---- what a tensor may hold ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Domain:
    """The values an input takes: between lo and hi, at least `MARGIN` away from kinks and poles.

    `kinks` are where the derivative jumps: a lane of its own draws exactly these. `poles` are where the
    operation has no finite value: integers avoid them too. `fixed` is the dtype of inputs that are no numbers
    to differentiate (indices, masks); all others take the dtype under test. `constant` inputs have no
    derivative in torch. `distinct`: where all are equal there is no derivative, so they are kept apart. `known`: in
    whichever direction, of four neighbours one is not nan."""

    lo: float = -3.0
    hi: float = 3.0
    kinks: tuple[float, ...] = ()
    poles: tuple[float, ...] = ()
    fixed: str = ""
    constant: bool = False
    distinct: bool = False
    known: bool = False

    MARGIN = 0.05

    @property
    def differentiable(self) -> bool:
        """Whether an input of this kind may require a gradient."""
        return not (self.fixed or self.constant)

    def draw(
        self, rng: np.random.RandomState, shape: Sequence[int], dtype: str, among: Sequence[float] = ()
    ) -> np.ndarray:
        """An array of `shape` and `dtype` ("float64", "int64" ...); two in three floats are from `among`."""
        d = np.dtype(self.fixed or dtype)
        if d.kind != "f":
            return self._integers(rng, shape, d)
        values = rng.uniform(self.lo, self.hi, size=shape)
        for bad in self.kinks + self.poles:
            near = np.abs(values - bad) < self.MARGIN
            values = np.where(near, values + 2 * self.MARGIN * np.where(values < bad, -1, 1), values)
        if among:
            values = np.where(rng.uniform(size=shape) < 2 / 3, rng.choice(np.array(among), size=shape), values)
        if self.known:
            fourth = np.indices(shape).sum(0) % 4 == 0
            values = np.where(fourth & np.isnan(values), 0.0, values)
        return np.asarray(values, d)

    def _integers(self, rng: np.random.RandomState, shape: Sequence[int], d: np.dtype) -> np.ndarray:
        lo, hi = int(np.ceil(self.lo)), int(np.floor(self.hi))
        if d.kind in "bu":
            lo, hi = max(lo, 0), max(hi, 0)
        if d.kind == "b":
            lo, hi = 0, 1
        allowed = [i for i in range(lo, hi + 1) if i not in self.poles] or [0, 1]
        return np.asarray(rng.choice(np.array(allowed), size=shape), d)


REAL = Domain()
POSITIVE = Domain(0.2, 3)
UNIT = Domain(0.05, 0.95)
NONZERO = Domain(poles=(0.0,))
TIED = Domain(kinks=(-1.0, 0.0, 1.0))  # ties, where the question is which of the equal ones gets the gradient
DISTINCT = Domain(distinct=True)
KNOWN = Domain(kinks=TIED.kinks, known=True)
WHOLE = Domain(kinks=(-2.0, -1.0, 0.0, 1.0, 2.0))
MASK = Domain(0, 1, fixed="bool")
CONSTANT = Domain(constant=True)
WEIGHT = Domain(0.2, 3, constant=True)


def kinks(*at: float) -> Domain:
    """Real numbers for an operation whose derivative jumps at these."""
    return Domain(kinks=tuple(float(v) for v in at))


def index(n: int, lo: int = 0) -> Domain:
    """Integer indices below `n`."""
    return Domain(lo, n - 1, fixed="int64")


# ---- which shapes ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shapes:
    """Cases, each a shape per tensor; the first is one that torch accepts. `rule`: how others may be made.

    rule: any (every shape will do), broadcast (mutually broadcastable ones), same (one shape for all), fixed
    (only these); `min_dims`: the fewest dimensions that the arguments make sense for."""

    cases: tuple[tuple[tuple[int, ...], ...], ...]
    rule: str = "fixed"
    min_dims: int = 0


def cases(text: str, rule: str = "fixed", min_dims: int = 0) -> Shapes:
    """Shapes from text: "2x3 3; - 3" is a matrix with a vector, then a 0-d tensor with one; "0" is an empty
    vector."""

    def one(token: str) -> tuple[int, ...]:
        return () if token == "-" else tuple(int(size) for size in token.split("x"))

    return Shapes(tuple(tuple(one(token) for token in case.split()) for case in text.split(";")), rule, min_dims)


ANY = cases("2x3; -; 0; 2x0x3; 1; 2x1x3", "any")
PAIRS = cases("2x3 2x3; 2x3 3; 2x1 1x3; - 3; - -; 2x3 -; 0x3 3; 1 2x1; 2 3", "broadcast")
TRIPLES = cases("2x3 2x3 2x3; 2x3 3 -; 2x1 3 1x1; - - -; 0 - 1", "broadcast")
SAME = cases("2x3 2x3; - -; 0 0; 4 4", "same")
MATRIX = cases("3x4; 3x0; 0x4; 1x1; 2x3x2", "any", min_dims=2)
CUBE = cases("2x3x2; 2x0x3; 1x1x1", "any", min_dims=3)
VECTOR = cases("4; 0; 1; -; 2x3", "any")
DEFAULT = {0: cases(""), 1: ANY, 2: PAIRS, 3: TRIPLES}


# ---- an OpInfo --------------------------------------------------------------------------------------------


def tensor_names(text: str) -> tuple[str, ...]:
    """The tensors of a form: its single-letter lower-case names, in the order of the text."""
    names = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)]
    names.sort(key=lambda node: (node.lineno, node.col_offset))
    return tuple(dict.fromkeys(node.id for node in names if len(node.id) == 1 and node.id.islower()))


def is_in_place(text: str) -> bool:
    """Whether a form changes its first tensor: an assignment, or a method whose name ends in an
    underscore."""
    node = ast.parse(text).body[0]
    if isinstance(node, (ast.Assign, ast.AugAssign)):
        return True
    if text.startswith(("torch.", "F.")) or not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return False
    called = node.value.func
    return isinstance(called, ast.Attribute) and called.attr.endswith("_") and "__" not in called.attr


def kind_of(text: str) -> str:
    """function, method, operator or in-place: how a form spells its operation."""
    if is_in_place(text):
        return "in-place"
    if text.startswith(("torch.", "F.")):
        return "function"
    node = ast.parse(text).body[0]
    value = node.value if isinstance(node, ast.Expr) else None
    attribute = value.func if isinstance(value, ast.Call) else value
    return "method" if isinstance(attribute, ast.Attribute) else "operator"


def compile_form(text: str, names: Sequence[str]) -> Callable[..., Any]:
    """A form as a function of the namespace and the tensors. In place means: on a clone, which is what is
    returned."""
    if is_in_place(text):
        target = tensor_names(text)[0]
        change = text if not isinstance(ast.parse(text).body[0], ast.Expr) else f"{target} = {text}"
        body = (
            f"    before = {target} = {target}.clone()\n    {change}\n"
            f"    if {target} is not before: raise AssertionError('a new tensor came out in place')\n"
            f"    return {target}"
        )
    else:
        body = f"    return {text}"
    scope: dict[str, Any] = {"np": np}
    functional = "    F = torch.nn.functional\n" if "F." in text else ""
    exec(f"def call({', '.join(['torch', *names])}):\n{functional}{body}", scope)
    return scope["call"]


@dataclass(frozen=True)
class OpInfo:
    """One way of calling one operation. See the module's text."""

    op: str  # torch's name of it
    forms: tuple[str, ...]  # the ways to write it, torch code
    domains: tuple[Domain, ...]  # one per tensor, in the order the first form names them
    shapes: Shapes
    value: Tier  # how close the result has to be
    grad: Tier  # how close the gradient has to be
    second: Tier = SECOND  # how close the second derivative has to be
    order: int = 2  # how often torch differentiates it: 0, 1 or 2
    special: tuple[float | str, ...] = ()  # inf, nan, -0.0 ..., tried in a lane of their own
    numbers: bool = True  # False: the result's numbers are arbitrary (empty), only its shape and dtype count
    refused: bool = False  # torch raises: what counts is the exception and its words
    unsafe: tuple[str, ...] = ()  # memory layouts on which torch itself is wrong

    @property
    def id(self) -> str:
        """The OpInfo's name: its first form, which can be pasted."""
        return self.forms[0]

    @property
    def names(self) -> tuple[str, ...]:
        """The tensors, in the order in which `call` takes them."""
        return tensor_names(self.forms[0])

    @cached_property
    def calls(self) -> tuple[Callable[..., Any], ...]:
        """One function of (namespace, *tensors) per form."""
        return tuple(compile_form(text, self.names) for text in self.forms)

    @property
    def call(self) -> Callable[..., Any]:
        """The first form, as a function of (namespace, *tensors)."""
        return self.calls[0]

    def rng(self, salt: str = "") -> np.random.RandomState:
        """The OpInfo's own random numbers, the same in every run."""
        return np.random.RandomState(zlib.crc32((self.id + salt).encode()))

    def draw(
        self,
        rng: np.random.RandomState,
        case: Sequence[Sequence[int]] | None = None,
        dtype: str = "float64",
        lane: str = "smooth",
    ) -> list[np.ndarray]:
        """One array per tensor: of the shapes in `case` (default: the OpInfo's first), from their domains.

        lane: smooth (away from kinks and poles), kinks (at them), special (inf, nan ...).
        """
        made = []
        for domain, shape in zip(self.domains, self.shapes.cases[0] if case is None else case, strict=True):
            among = {"kinks": domain.kinks + domain.poles, "special": self.special}.get(lane, ())
            if np.dtype(dtype).kind == "f":
                # (several tensors are broadcast: the sum of some gradients must not overflow in one order only)
                least = 1 if len(self.domains) == 1 else 2**-10
                large = {"max": least * np.finfo(dtype).max, "min": least * np.finfo(dtype).min}
                among = [large.get(v) or getattr(np.finfo(dtype), v) if isinstance(v, str) else v for v in among]
            made.append(domain.draw(rng, shape, dtype, among))
        return made


def info(
    name: str,
    *forms: str,
    domain: Domain = REAL,
    value: Tier = EXACT,
    grad: Tier | None = None,
    second: Tier = SECOND,
    order: int = 2,
    shapes: Shapes | str | None = None,
    special: tuple[float | str, ...] | None = None,
    numbers: bool = True,
    refused: bool = False,
    unsafe: tuple[str, ...] = (),
    **domains: Domain,
) -> OpInfo:
    """An OpInfo from its forms. `domain` is every tensor's; x=..., y=... say otherwise for one.

    A gradient is as exact as the value unless `grad` says otherwise; inf and nan are tried where any shape
    will do."""
    names = tensor_names(forms[0])
    shapes = DEFAULT[len(names)] if shapes is None else cases(shapes) if isinstance(shapes, str) else shapes
    if special is None:
        special = SPECIALS if names and shapes.rule in ("any", "broadcast") and not shapes.min_dims else ()
    if grad is None:
        grad = EXACT if value is EXACT else Tier(value.kind.replace("ulp", "terms"), max(16, 2 * value.n))
    each = tuple(domains.get(name, domain) for name in names)
    return OpInfo(name, forms, each, shapes, value, grad, second, order, special, numbers, refused, unsafe)


def op(name: str, args: str = "x", *more: str, at: str = "fmi", **spec: Any) -> OpInfo:
    """An OpInfo whose forms follow from its name: at = f torch.name, F functional, m method, i in-place
    method."""
    first, _, rest = args.partition(", ")
    spell = {
        "f": f"torch.{name}({args})",
        "F": f"F.{name}({args})",
        "m": f"{first}.{name}({rest})",
        "i": f"{first}.{name}_({rest})",
    }
    return info(name, *[spell[letter] for letter in at], *more, **spec)


def each(name: str, arguments: Sequence[str], **spec: Any) -> list[OpInfo]:
    """One OpInfo per text of arguments after x."""
    return [op(name, f"x, {text}" if text else "x", **spec) for text in arguments]
