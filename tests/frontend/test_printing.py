"""Does a tensor print as in torch? Against a snapshot of torch's texts, and against the installed torch."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from parity.mutants import names
from parity.mutants.names import owner_of
from tests.helpers.paths import GOLDENS
from tests.helpers.printing_table import CASES, Case, render
from tinygrad_lr.frontend import printing
from tinygrad_lr.frontend.printing import get_printoptions, set_printoptions, tensor_str

GOLDEN = json.loads((GOLDENS / "printing.json").read_text())["texts"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_text_is_the_snapshot(case):
    assert render(case, tensor_str, set_printoptions) == GOLDEN[case.name]


def test_the_snapshot_has_every_case_and_no_other():
    assert [case.name for case in CASES] == list(GOLDEN)


def test_printing_leaves_the_array_alone():
    array = np.array([[-0.0, np.nan], [1e30, 2]], np.float32)
    before = array.tobytes()
    array.flags.writeable = False
    tensor_str(array)
    assert array.tobytes() == before


def test_a_summary_looks_at_the_ends_only():
    endless = np.broadcast_to(np.float32(1.5), (2**24, 2**24))  # a full look would need 256 TiB
    assert tensor_str(endless).count("1.5000") == 36


def test_options_read_back():
    before = get_printoptions()
    try:
        set_printoptions(precision=2, sci_mode=True)
        assert get_printoptions() == before | {"precision": 2, "sci_mode": True}
        set_printoptions(profile="full")  # any call without sci_mode resets it, as in torch
        assert get_printoptions() == before | {"threshold": float("inf")}
        set_printoptions(profile="short", edgeitems=5)
        assert get_printoptions() == before | {"precision": 2, "edgeitems": 5}
    finally:
        set_printoptions(**before)
    assert get_printoptions() == before


def broken_notation(values):
    return "f" if values.size else "."


def broken_cells(array):
    texts = [printing._number(float(value), "f") for value in array.ravel()]
    return texts, max(map(len, texts))


def broken_suffixes(text, suffixes, indent):
    return ", ".join([text, *suffixes]) + ")"


@pytest.mark.parametrize(("rule", "broken"), [
    (names.NOTATION, broken_notation), (names.CELLS, broken_cells), (names.WITH_SUFFIXES, broken_suffixes),
    (names.NUMBER, lambda value, notation: f"{value:.4f}"),
    (names.PRINTED_BLOCK, lambda nested, cut, indent, width: str(nested)),
])  # fmt: skip
def test_a_broken_rule_is_noticed(monkeypatch, rule, broken):
    monkeypatch.setattr(*owner_of(rule), broken)
    assert any(render(case, tensor_str, set_printoptions) != GOLDEN[case.name] for case in CASES)


def floats(width):
    """Floats that reach every notation: any at all, a few decimals, whole ones, and one magnitude."""
    any_float = st.floats(width=width)
    decimals = st.integers(-(10**6), 10**6).map(lambda n: n / 1000)
    whole = st.integers(-(10**5), 10**5).map(float)
    alike = st.floats(0.5, 300, width=32)
    special = st.sampled_from([0.0, -0.0, np.inf, -np.inf, np.nan, 1e8, 1e-4, 1000.0])
    return [any_float, decimals | special, whole | special, alike, alike | special]


@st.composite
def arrays(draw):
    name = draw(st.sampled_from(["float32", "float64", "int64", "int32", "int16", "int8", "uint8", "bool"]))
    dtype = np.dtype(name)
    shape = draw(
        hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=5)
        | st.sampled_from([(1001,), (1000,), (40, 30), (3, 500), (500, 2, 2), (9, 9, 13)])
    )
    elements = None
    if dtype.kind == "f":
        elements = draw(st.sampled_from(floats(dtype.itemsize * 8)))
        elements = elements.map(lambda value: float(dtype.type(value)))
    with np.errstate(over="ignore"):
        return draw(hnp.arrays(dtype, shape, elements=elements))


OPTIONS = st.fixed_dictionaries({}, optional={
    "precision": st.integers(0, 9), "threshold": st.integers(0, 50) | st.just(1000),
    "edgeitems": st.integers(0, 4), "linewidth": st.integers(1, 120), "sci_mode": st.booleans(),
    "profile": st.sampled_from(["default", "short", "full"]),
})  # fmt: skip


@st.composite
def suffixed(draw):
    array = draw(arrays())
    keywords = {
        "device": draw(st.sampled_from([None, "cpu"])),
        "default_dtype": draw(st.sampled_from([np.float32, np.float64])),
        "prefix": draw(st.sampled_from(["tensor(", "Measurement("])),
    }
    if array.dtype.kind == "f":
        keywords["requires_grad"] = draw(st.booleans())
        loses_a_sign = np.signbit(array[array == 0]).any()  # -0.0 + 0 is 0.0
        if keywords["requires_grad"] and keywords["prefix"] == "tensor(" and not loses_a_sign:
            keywords["grad_fn"] = draw(st.sampled_from([None, "AddBackward0"]))
    return array, keywords


@pytest.mark.torch
@settings(max_examples=300, deadline=None)
@given(suffixed(), OPTIONS)
def test_text_is_the_installed_torchs(array_and_keywords, options):
    torch = pytest.importorskip("torch")
    from tests.golden.make_printing import torch_str

    array, keywords = array_and_keywords
    case = Case("drawn", array, options, keywords)
    ours, theirs = render(case, tensor_str, set_printoptions), render(case, torch_str, torch.set_printoptions)
    assert ours == theirs


@pytest.mark.torch
def test_the_snapshot_is_the_installed_torchs():
    torch = pytest.importorskip("torch")
    from tests.golden.make_printing import torch_str

    assert {case.name: render(case, torch_str, torch.set_printoptions) for case in CASES} == GOLDEN
