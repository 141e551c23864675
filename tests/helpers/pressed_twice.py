"""Ctrl-C, twice in a row, while a step is recorded: a program of its own, since a signal may come at any line of it."""

import random
import signal
import sys
import threading
import time
from functools import partial

import numpy as np

import tinygrad_lr as fw


def press(delays, done):
    """Send signals to the main thread, each after its delay."""
    for delay in delays:
        time.sleep(delay)
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
    done.set()


def patient(function):
    """Call it until it is not interrupted. Returns how often it was."""
    for hits in range(9):
        try:
            function()
            return hits
        except KeyboardInterrupt:
            pass
    return 9


def joined(thread):
    """Wait for a thread, which may be just starting."""
    while thread.is_alive():
        thread.join()


def main(turns):
    model = fw.nn.Sequential(fw.nn.Linear(3, 4), fw.nn.Dropout(0.2), fw.nn.Linear(4, 2))
    optimizer = fw.optim.SGD(model.parameters(), lr=0.1)
    x = fw.randn(5, 3)

    def step(x):
        loss = (model(x) + fw.zeros(2)).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    fw.compile(step)(x)
    start = time.perf_counter()
    fw.compile(step)(x)
    length, r, hits = time.perf_counter() - start, random.Random(0), 0
    for _ in range(turns):
        done = threading.Event()
        delays = r.random() * length, r.random() * r.choice([1e-5, 1e-4, 1e-3])
        pressing = threading.Thread(target=press, args=(delays, done))
        try:
            pressing.start()
            fw.compile(step)(x)
        except KeyboardInterrupt:
            hits += 1
        hits += patient(done.wait) + patient(partial(joined, pressing)) + patient(lambda: time.sleep(0.001))
        w = fw.tensor([1.0, 2.0], requires_grad=True)
        (w * w).sum().backward()
        assert w.grad.tolist() == [2.0, 4.0]
        assert type(w._data) is np.ndarray
        assert type(vars(fw.Tensor)["_data"]).__name__ == "member_descriptor"
        assert sys.getprofile() is None
    print("healed", hits)


if __name__ == "__main__":
    main(int(sys.argv[1]))
