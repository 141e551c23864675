"""What checkers and editors are told of functions and methods: as it is called, and as torch tells it."""

import ast
import inspect
import re
from pathlib import Path

import pytest

import tinygrad_lr
from tests.helpers import surface
from tinygrad_lr.frontend import signatures


def definitions(text):
    """Of each function or method in a stub: its forms, as they are parsed."""
    found = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            found.setdefault(node.name, []).append(node)
    return found


METHODS = definitions((surface.ROOM / "surface.pyi").read_text("utf-8"))
FUNCTIONS = definitions((surface.ROOM / "functions.pyi").read_text("utf-8"))


@pytest.mark.parametrize("name", surface.PAGES)
def test_what_is_told_is_what_there_is(name):
    said = "python -m tests.helpers.surface writes it anew"
    assert (surface.ROOM / name).read_text("utf-8") == surface.PAGES[name](), said


def test_a_new_form_would_show(monkeypatch):
    forms = dict(signatures.table())
    forms["relu"] = (*forms["relu"], signatures.read_form("Tensor input, int more"))
    monkeypatch.setattr(surface.forms, "table", lambda: forms)
    assert (surface.ROOM / "functions.pyi").read_text("utf-8") != surface.functions()


def test_every_method_and_function_is_there():
    public = {name for name, f in vars(tinygrad_lr.Tensor).items() if inspect.isfunction(f) and name[0] != "_"}
    assert public - {*METHODS} - {"detach", "item", "grad_node"} == set()
    written = {name for name, f in vars(tinygrad_lr).items() if inspect.isfunction(f) and name in signatures.table()}
    assert written - {*FUNCTIONS} == set()
    assert {f"{name}" for name in surface.api.__all__} - {*FUNCTIONS} == set()


def test_what_is_out_of_scope_is_not():
    refused = [name for name, f in vars(tinygrad_lr.Tensor).items() if type(f).__name__ == "OutOfScope"]
    assert len(refused) > 20
    assert not {*refused} & {*METHODS}


# -- beside torch's own stubs

OURS = {"ValuesAndIndices": "pair", "tuple[Tensor, Tensor]": "pair"}
# torch's own say less, or what is not so: `tolist` is a list, a split a tuple, and these are of tensors only.
BETTER = set(
    "split storage_offset tolist item size stride type where nonzero numpy unique unique_consecutive new_tensor is_same_size __eq__ __ne__ "
    "tensor_split norm einsum is_tensor meshgrid broadcast_tensors atleast_1d atleast_2d atleast_3d".split()
)


def plain(annotation):
    """A result's type in few words."""
    text = re.sub(r"\b(torch|builtins|types)\.", "", ast.unparse(annotation))
    if text.startswith("return_types.") or text == "tuple[Tensor, Tensor]":
        return "pair"
    text = {"_dtype": "dtype", "dtype_": "dtype", "list[Tensor]": "tuple[Tensor, ...]", "Self": "Tensor"}.get(
        text, text
    )
    return OURS.get(text, text).lstrip("_")


@pytest.fixture(scope="module")
def torchs():
    torch = pytest.importorskip("torch")
    room = Path(torch.__file__).parent / "_C"
    methods = next(
        node
        for node in ast.parse((room / "__init__.pyi").read_text("utf-8")).body
        if isinstance(node, ast.ClassDef) and node.name == "TensorBase"
    )
    return definitions(ast.unparse(methods)), definitions((room / "_VariableFunctions.pyi").read_text("utf-8"))


@pytest.mark.torch
@pytest.mark.parametrize("functions", [False, True], ids=["methods", "functions"])
def test_results_are_of_the_types_that_torch_says(functions, torchs):
    ours, theirs = (FUNCTIONS if functions else METHODS), torchs[functions]
    compared, different = 0, {}
    for name in {*ours} & {*theirs} - BETTER:
        a, b = ({plain(node.returns) for node in nodes if node.returns} for nodes in (ours[name], theirs[name]))
        compared += 1
        if not a <= b:
            different[name] = (a, b)
    assert different == {}
    assert compared > 200
