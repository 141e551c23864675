"""The functions written for single operations do what the general way does: same bits, same graph, same refusals."""

import inspect
import itertools
import linecache
import traceback
import warnings

import numpy as np
import pytest

import tinygrad_lr as fw
from tinygrad_lr.core import specialised
from tinygrad_lr.core.operation import FAST, OPERATIONS, OPS, OpNode, explain, general

pytestmark = pytest.mark.skipif(not FAST, reason="there are none")
WRITTEN = [operation for operation in OPERATIONS.values() if specialised.fast_form(operation)]


def operands():
    """Values for an operation's tensors: dtypes, shapes that broadcast, views, numbers; some want gradients."""
    g = np.random.default_rng(3)
    draw = lambda *shape: fw.tensor(g.uniform(0.5, 2, shape).astype(np.float32))
    yield from (draw(2, 3), draw(3, 3), draw(3), draw(1), draw(2, 3).double(), draw(4, 3).t()[:, :2])
    yield from (fw.tensor([[1, 2, 3], [4, 5, 6]]), fw.tensor([True, False, True]))
    yield from (draw(2, 3).requires_grad_(), draw(3).requires_grad_() * 2, draw(3, 1).requires_grad_().t())
    yield from (2.5, 2, True)


def outcome(op, args, visit=True):
    """Everything an operation's result tells: its array, its node and what that saved, its gradients; or the error."""
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            out = op(*args)
            shared = out._counter is args[0]._counter
            seen = [type(out), told(out._data), out._version, shared, out._view is None, out.requires_grad]
            node = out._node
            if isinstance(node, OpNode):
                counters = [[id(c), v] if c is not out._counter else ["own", v] for c, v in node.versions]
                seen += [type(node), [None if e is None else id(e) for e in node.edges], told(node.saved), counters]
                g = np.linspace(1, 2, out._data.size, dtype=out._data.dtype).reshape(out._data.shape)
                seen.append(told(tuple(node.visit(g, True) if visit else node.apply(g))))
        return seen
    except Exception as error:
        return type(error), str(error)


def told(value):
    if isinstance(value, tuple):
        return [told(v) for v in value]
    return (value.dtype, value.shape, value.tobytes()) if isinstance(value, (np.ndarray, np.generic)) else value


def differences(operation, op):
    """The arguments for which `op` is not what the general way is."""
    plain = general(operation, explain)
    statics = [[0, 1, (0,), False, 2.0, None, (3, 2), np.dtype("float64")]] * (
        len(operation.params) - len(operation.tensors)
    )
    tensors = list(operands())
    some = [tensors if len(operation.tensors) < 3 else tensors[::2]] * len(operation.tensors)
    for args in itertools.product(*some, *statics[:2]):
        defaults = [p.default for p in inspect.signature(operation.forward).parameters.values()][len(args) :]
        args = (*args, *[0 if default is inspect.Parameter.empty else default for default in defaults])
        if not isinstance(args[0], fw.Tensor):
            continue
        if outcome(op, args) != outcome(plain, args, visit=False):
            yield args


@pytest.mark.parametrize("operation", WRITTEN, ids=lambda operation: operation.name)
def test_both_ways_are_one(operation):
    assert list(itertools.islice(differences(operation, OPS[operation.name]), 3)) == []


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("mul", "(a1,) if n0 is not None", "(a1,) if n1 is not None"),
        ("mul", "if a0.dtype is not a1.dtype", "if False"),
        ("exp", "((t._counter, t._counter[0]),)", "()"),
        ("add", "fit[0] == is_so", "True"),
        ("sub", "check_dtypes(a0, a1)", "pass"),
        ("view", "input._counter", "[0]"),
    ],
)
def test_a_difference_is_seen(name, old, new, monkeypatch):
    OPS[name](fw.ones(1), *(() if name == "exp" else ((1,),) if name == "view" else (fw.ones(1),)))  # is it written?
    code = OPS[name].__code__
    text = "".join(linecache.getlines(code.co_filename))
    assert old in text
    monkeypatch.setattr(OPS[name], "__code__", specialised.compiled(text.replace(old, new)))
    assert any(differences(OPERATIONS[name], OPS[name]))


def test_a_traceback_shows_the_text():
    """As it shows a file's, and without the help of one; the next look at the files does not lose it."""
    x = fw.ones(2, requires_grad=True)
    linecache.checkcache()
    with pytest.raises(RuntimeError) as refused:
        OPS["mul"](x, fw.ones(3))
    lines = "".join(traceback.format_exception(None, refused.value, refused.tb))
    assert "return failed(op, operation, error, (input, other), {})" in lines
    y = (x * 2).sum()
    y.backward()
    assert inspect.getsource(y.grad_fn.next_functions[0][0].visit.__func__).startswith("def visit(self, g, keep):")
