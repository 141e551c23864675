"""The random numbers inside layers and loaders: pinned results, and a set of vectors made elsewhere."""

import hashlib
import json
import re

import numpy as np
import pytest

import tinygrad_lr as tg
from tests.helpers import paths
from tests.helpers.random_table import LAYERS, LOADERS, SEEDS, evaluate, loader_epochs, record
from tinygrad_lr.frontend.random import fork_rng
from tinygrad_lr.utils import data  # noqa: F401 (as tg.utils.data)

GOLDEN = json.loads((paths.GOLDENS / "rng.json").read_text())
RECORDS = {(r["seed"], r["call"]): r for r in GOLDEN["calls"] if r["step"] == 0}
SHARED = paths.SHARED / "torch" / "golden_rng.json"


@pytest.fixture(autouse=True)
def _restore_the_default_stream():
    with fork_rng():
        yield


@pytest.mark.parametrize("text", LAYERS)
def test_pinned_layers(text):
    for seed in SEEDS:
        tg.manual_seed(seed)
        computed = record(evaluate(text, tg), tg.get_rng_state().numpy())
        assert computed == {key: RECORDS[seed, text][key] for key in computed}


@pytest.mark.parametrize("case", range(len(LOADERS)))
def test_pinned_loaders(case):
    assert {**LOADERS[case], "result": loader_epochs(tg, **LOADERS[case])} == GOLDEN["loaders"][case]


# -- vectors that are not part of the project ----------------------------------------------------------------


def shared_value(text: str) -> np.ndarray:
    """The value of a text of the shared file, which leaves out "torch." and the names of some arguments."""
    text = re.sub(r" \[.*\]", "", text)
    text = re.sub(r"(\(.*), *(float64|int64)\)", r"\1, dtype=\2)", text)
    text = text.replace("full(20", "full((20,)")
    layer = re.fullmatch(r"(nn\.Linear\(.*\)): weight then bias", text)
    names = {**vars(tg), **vars(tg.nn.init), **vars(tg.nn.functional), **vars(tg)}
    names |= {"torch": tg, "t64": tg.float64}
    if layer:
        parameters = eval(layer[1], names).parameters()
        return np.concatenate([p.detach().numpy().ravel() for p in parameters])
    return eval(text, names).detach().contiguous().numpy()


def check_shared(golden: dict) -> None:
    values = shared_value(golden["call"]).reshape(golden["shape"])
    state = tg.get_rng_state().numpy().tobytes()
    assert str(values.dtype) == golden["dtype"], golden["call"]
    assert hashlib.sha256(values.tobytes()).hexdigest() == golden["sha256_le"], golden["call"]
    assert hashlib.sha256(state).hexdigest() == golden["state_sha256_after"], golden["call"]


@pytest.mark.skipif(not SHARED.exists(), reason="the shared golden vectors are not on this machine")
def test_shared_vectors():
    shared = json.loads(SHARED.read_text())
    for golden in shared["single_calls"]:
        tg.manual_seed(golden["seed"])
        assert tg.initial_seed() == golden["initial_seed"]
        check_shared(golden)
    for sequence in shared["sequences"]:
        tg.manual_seed(sequence["seed"])
        for golden in sequence["steps"]:
            check_shared(golden)
    tg.manual_seed(shared["state_bytes"]["seed"])
    fresh = tg.get_rng_state().numpy().tobytes()
    assert hashlib.sha256(fresh).hexdigest() == shared["state_bytes"]["fresh_sha256"]
    assert (len(shared["single_calls"]), len(shared["sequences"])) == (187, 3)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared golden vectors are not on this machine")
def test_shared_loaders():
    *loaders, split = json.loads(SHARED.read_text())["loader"]
    for golden in loaders:
        case = {key: golden[key] for key in ("seed", "n", "batch_size", "own_generator")}
        epochs, *states = loader_epochs(tg, **case, drop_last=False)
        assert epochs == golden["epochs"]
        expected = [golden["default_state_sha256_after"], golden["own_state_sha256_after"]]
        assert states == [x[:16] for x in expected if x]
    tg.manual_seed(split["seed"])
    parts = tg.utils.data.random_split(range(10), [len(part) for part in split["random_split"]])
    assert [list(part) for part in parts] == split["random_split"]
