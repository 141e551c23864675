"""Draws in several threads, and in children of processes that draw: no number twice, and nobody waits for ever."""

import os
import pickle
import signal
import threading
import time

import pytest

import tinygrad_lr as tg

DRAWS = {
    "randn, few": lambda g: tg.randn(7, generator=g), "randn": lambda g: tg.randn(50, generator=g),
    "float64": lambda g: tg.randn(20, dtype=tg.float64, generator=g), "rand": lambda g: tg.rand(40, generator=g),
    "randint": lambda g: tg.randint(2**62, (9,), generator=g), "randperm": lambda g: tg.randperm(300, generator=g),
    "bernoulli": lambda g: tg.bernoulli(tg.full((64,), 0.5), generator=g), "normal_": lambda g: tg.empty(33).normal_(generator=g),
}  # fmt: skip


@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("kind", DRAWS)
def test_threads_share_a_stream_without_drawing_anything_twice(kind, own):
    """What four threads draw is what one would: the same pieces, in some order."""
    generator = tg.Generator() if own else tg.default_generator
    drawn: list[tuple] = []

    def draw():
        for _ in range(60):
            drawn.append(tuple(DRAWS[kind](generator).tolist()))

    generator.manual_seed(1)
    threads = [threading.Thread(target=draw) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    after = generator.get_state().tolist()
    generator.manual_seed(1)
    assert sorted(drawn) == sorted(tuple(DRAWS[kind](generator).tolist()) for _ in range(240))
    assert generator.get_state().tolist() == after


def test_a_state_is_read_and_set_between_draws():
    """A state that is taken while others draw is one that a stream has been in: the stream goes on from it."""
    generator = tg.Generator().manual_seed(2)
    stop = threading.Event()

    def draw():
        while not stop.is_set():
            tg.randn(1001, generator=generator)

    thread = threading.Thread(target=draw)
    thread.start()
    try:
        for _ in range(200):
            copied = pickle.loads(pickle.dumps(generator))
            assert copied.clone_state().get_state().tolist() == copied.get_state().tolist()
            generator.set_state(copied.get_state())
    finally:
        stop.set()
        thread.join()


def waited_for(child, seconds=20.0):
    """A child's exit code; None if it had to be killed."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.001)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # Python 3.12 warns of forks beside threads
@pytest.mark.parametrize("own", [False, True])
def test_a_child_draws_whatever_a_thread_did_when_it_was_born(own):
    generator = tg.Generator() if own else tg.default_generator
    stop = threading.Event()

    def draw():
        while not stop.is_set():
            tg.randn(5000, generator=generator)

    threads = [threading.Thread(target=draw) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(25):
            child = os.fork()
            if child == 0:
                tg.randn(3, generator=generator)
                generator.manual_seed(1)
                os._exit(7)
            assert waited_for(child) == 7
    finally:
        stop.set()
        for thread in threads:
            thread.join()
