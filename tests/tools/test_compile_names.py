"""Whatever things are called outside, nothing of it becomes code: names, keys, files and lines that try to."""

import enum
import keyword
import linecache
import types
import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tinygrad_lr as fw
from tinygrad_lr.tools.compile.codegen import Names, comment

X = fw.tensor([1.0, 2.0])
AWKWARD = """new mode id len map self step many otherwise refresh holds wrote result kernel flat NOISE LOST MISS Tensor args kwargs
_ me np count i n lr x_data t1 found ids things variables getattr repr list dict tuple int alike unchanged get_ident errstate
empty empty2 add multiply default signature sorted_out cell cls print fi µ ﬁ ñ é x_1 optimizer state group""".split()
EVIL = ['x"]; raise SystemExit #', "\n    raise SystemExit\n", "'''", '"""', "\\", "{0}", "%s", "a\rb", "a\u2028b", "a\x0cb", "\x00", "\ud800",
        "__import__('os')._exit(1)", "²", "class", "None", "a b", "", "ﬁ", "µ"]  # fmt: skip
texts = st.one_of(st.sampled_from(EVIL), st.text(max_size=12))
AWKWARD = [unicodedata.normalize("NFKC", name) for name in AWKWARD]  # as Python has it
names = (
    st.one_of(st.sampled_from(AWKWARD), st.text(alphabet="abñµﬁ_x1²", min_size=1, max_size=6))
    .map(lambda name: unicodedata.normalize("NFKC", name))
    .filter(lambda name: name.isidentifier() and not keyword.iskeyword(name))
)
few = settings(max_examples=40, deadline=None)


class Evil:
    """A key that shows itself as code."""

    def __repr__(self):
        return "__import__('os')._exit(1)"


class Color(enum.Enum):
    RED = 1


def step_of(source, name="names_drawn.py", **scope):
    """A step from its text, as if it stood in a file of this name."""
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    scope = {"fw": fw, **scope}
    exec(compile(source, name, "exec"), scope)
    return scope["the_step"]


def same(step, *calls):
    """A compiled step gives what the step gives, and is recorded once for equal calls."""
    run = fw.compile(step)
    for args, kwargs in calls:
        for _ in range(2):
            assert run(*args, **kwargs).tolist() == step(*args, **kwargs).tolist()
    return run


@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_parameters(name):
    step = step_of(f"def the_step({name}, other=2.0):\n    return {name} * other + {name}\n")
    run = same(step, ((X,), {}), ((X, 3.0), {}), ((), {name: X}), ((), {name: X, "other": 3.0}))
    assert run.recordings == 2


@few
@given(st.lists(names, min_size=1, max_size=4, unique_by=lambda n: unicodedata.normalize("NFKC", n)))
def test_parameters_of_any_name(found):
    if "the_step" in found or "fw" in found:
        return
    total = " + ".join(found)
    step = step_of(f"def the_step({', '.join(found)}):\n    return {total} * 2\n")
    run = same(step, (tuple(X + i for i in range(len(found))), {}))
    assert run.recordings == 1


@few
@given(st.dictionaries(texts, st.sampled_from([1.0, 2, True]), min_size=1, max_size=4))
def test_keys_of_keywords(found):
    run = same(lambda x, **more: x * sum(more.values()), ((X,), {k: v for k, v in found.items() if k != "x"}))
    assert run.recordings == 1


@pytest.mark.parametrize("name", ["self", "me", "function", "args", "kwargs", "step", "other"])
def test_keywords_that_are_called_as_ours_are(name):
    for step in (fw.compile(lambda x, **more: x * more[name]), fw.compile(lambda x, **more: x * more[name], audit=1)):
        for value in (2.0, 3.0, 3.0):
            assert step(X, **{name: value}).tolist() == (X * value).tolist()
        assert step.repeat(2, X, **{name: 2.0}).tolist() == (X * 2).tolist()


keys = st.one_of(texts, st.integers(), st.floats(), st.booleans(), st.none(), st.binary(max_size=3), st.tuples(st.integers(), texts),
                 st.sampled_from([Color.RED, np.int64(1), np.float32(2), fw.float32, Evil(), int, float("nan"), 1 << 5000]))  # fmt: skip


@few
@given(st.lists(keys, min_size=1, max_size=3))
def test_keys_of_dicts(found):
    table = {key: X + i for i, key in enumerate(found)}
    run = same(lambda d: sum(t * 2 for t in d.values()), ((table,), {}))
    assert run.recordings == 1
    assert list(fw.compile(lambda d: {k: t * 2 for k, t in d.items()})(table)) == list(table)


@few
@given(texts, names)
def test_attributes_and_globals_of_any_name(text, name):
    box = types.SimpleNamespace()
    text = f"a{text}"  # none of Python's own
    setattr(box, text, 2.0)
    setattr(box, name, 3.0)
    step = step_of(f"def the_step(x):\n    return x * getattr(box, text) + box.{name}\n", box=box, text=text)
    run = same(step, ((X,), {}))
    setattr(box, text, 5.0)
    assert run(X).tolist() == step(X).tolist()
    table = {text: 2.0}
    look = step_of("def the_step(x):\n    return x * table[text]\n", table=table, text=text)
    run = same(look, ((X,), {}))
    table[text] = 5.0
    assert run(X).tolist() == look(X).tolist()


@few
@given(texts, texts)
def test_files_and_lines(name, line):
    source = f"def the_step(x):\n    y = x * 2  # {line!r}\n    return y + 1\n"
    try:
        step = step_of(source, name=f"drawn {name}")
    except (ValueError, UnicodeEncodeError):  # Python itself takes no such file name
        return
    same(step, ((X,), {}))
    evil = step.__code__.replace(co_filename=f"x\n    raise SystemExit  # {name}")
    step.__code__ = evil
    with pytest.raises(NotImplementedError, match="calls the_step"):
        fw.compile(step)(X)


@few
@given(texts)
def test_comments_end_where_the_line_does(text):
    source = f"{comment(text)}\nfound = 1"
    scope = {}
    exec(source.encode("utf-8", "replace").decode(), scope)
    assert scope["found"] == 1


@few
@given(st.lists(texts, max_size=6))
def test_names_are_names(wanted):
    table = Names()
    found = [table.fresh(each) for each in wanted]
    assert len({*found}) == len(found)
    assert all(n.isascii() and n.isidentifier() and not keyword.iskeyword(n) for n in found)
    literals = [table.literal(each) for each in wanted]
    assert all(eval(text, dict(table.namespace)) == each for text, each in zip(literals, wanted))


def test_the_names_of_tensors_modules_and_nodes():
    class Odd(fw.nn.Module):
        def forward(self, x):
            return x * getattr(self, "²")

    class Twice(fw.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 2

    Odd.__name__ = Twice.__name__ = 'x"\n    raise SystemExit'
    module = Odd()
    setattr(module, "²", fw.nn.Parameter(fw.ones(2)))

    def step(x):
        loss = Twice.apply(module(x)).sum()
        module.zero_grad()
        loss.backward()
        return loss

    same(step, ((X,), {}))


def test_a_comment_that_did_not_care_would_be_seen():
    with pytest.raises(SyntaxError):
        exec("# a\n  b", {})
