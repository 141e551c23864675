"""Scenes played by several processes at once, on this library and on torch: the same values, gradients, words."""

from __future__ import annotations

import functools
import importlib.util
import json
import shutil
import subprocess
import sys

import numpy as np
import pytest

from tests.distributed.scenes import SCENES
from tests.helpers.processes import ended, environment, start

KEPT = "out_of_order", "other_shapes_elsewhere"  # docs/differences.md tells of them
EACH = pytest.mark.parametrize("name", SCENES)


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """What each process found, by the way it was carried and how many there were."""
    pytest.importorskip("torch")

    @functools.cache
    def play(backend, many):
        folder = tmp_path_factory.mktemp(f"{backend}_{many}")
        scenes = ["-m", "tests.distributed.scenes", backend, folder]
        if backend == "mpi":
            command = ["mpirun", "--allow-run-as-root", "--oversubscribe", "-n", str(many), sys.executable, *scenes]
            done = subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=300)
            results = [(done.returncode, done.stdout, done.stderr)]
        else:
            results = ended(start(many, scenes))
        for code, _, error in results:
            assert code == 0, error
        return [json.loads((folder / f"{rank}.json").read_text()) for rank in range(many)]

    return play


def same(ours, theirs, rtol=1e-6):
    """Equal, but for the rounding of floating numbers."""
    if isinstance(ours, dict):
        return ours.keys() == theirs.keys() and all(same(ours[k], theirs[k], rtol) for k in ours if k != "bits")
    if isinstance(ours, list):
        return len(ours) == len(theirs) and all(same(a, b, rtol) for a, b in zip(ours, theirs))
    if isinstance(ours, float):
        return isinstance(theirs, float) and np.isclose(ours, theirs, rtol=rtol, atol=1e-6, equal_nan=True)
    return ours == theirs


@pytest.mark.torch
@pytest.mark.slow
@pytest.mark.parametrize("many", [2, 4])
@EACH
def test_scene_as_in_torch(name, many, played):
    for found in played("gloo", many):
        if name not in KEPT:
            assert same(found[name]["tinygrad_lr"], found[name]["torch"])


@pytest.mark.slow
@EACH
def test_scene_by_mpi(name, played):
    """What gloo carries, MPI carries."""
    if importlib.util.find_spec("mpi4py") is None or shutil.which("mpirun") is None:
        pytest.skip("no MPI: mpi4py and mpirun are needed")
    for ours, found in zip(played("mpi", 2), played("gloo", 2)):
        assert same(ours[name]["tinygrad_lr"], found[name]["tinygrad_lr"])


@pytest.mark.torch
@pytest.mark.slow
def test_replicas_are_alike_to_the_bit(played):
    for many in (2, 4):
        first, *others = (found["trajectories"]["tinygrad_lr"] for found in played("gloo", many))
        for run, numbers in first.items():
            assert all(other[run]["bits"] == numbers["bits"] for other in others)


@pytest.mark.torch
@pytest.mark.slow
def test_out_of_order(played):
    """Only the elements of the view are reduced: in torch's gloo others are written over."""
    for rank, found in enumerate(played("gloo", 2)):
        ours = np.array(found["out_of_order"]["tinygrad_lr"])
        expected = np.arange(12.0).reshape(3, 4) + 10 * rank
        expected[:, ::2] = 2 * np.arange(12.0).reshape(3, 4)[:, ::2] + 10
        assert (ours == expected).all()
        assert (np.array(found["out_of_order"]["torch"]) != expected).any()


def test_same_sees_differences():
    assert not same({"a": [1.0, None]}, {"a": [1.001, None]})
    assert not same([1.0], [1.0, 2.0])
    assert not same(["x"], ["y"])
