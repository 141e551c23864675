"""The workloads' steps with pencil, paper and NumPy. For the mean of squares of e = x W + b − y over N
numbers:

    ∂/∂W = 2/N xᵀ e        ∂/∂b = 2/N Σ e        through ReLU: (2/N e W₂ᵀ) where h > 0, else 0

`plain` is how one writes that down. `optimized` is how fast NumPy lets it be, still with every number of
the step there to be looked at: prediction error, loss, gradient, parameters. It allocates nothing, calls
`ndarray.dot` (a third of the call overhead of `@`), sums a column as a product with ones, and keeps all
parameters in one array and all gradients in another, so that the update is two calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .workloads import Data, Runner, Workload

Order = Callable[[], np.ndarray]  # one epoch's permutation of the rows
Step = Callable[[], Any]  # trains, and returns the loss


def random_order(n: int) -> Order:
    g = np.random.default_rng(0)
    return lambda: g.permutation(n)


# -- plain -------------------------------------------------------------------------------------------------


def plain(workload: Workload, data: Data, order: Order | None = None, dtype: Any = np.float32) -> Runner:
    """As one writes it. In float64 it is what every contender's losses are held against."""
    x, y = (array.astype(dtype, copy=False) for array in (data.x, data.y))
    parameters = [p.T.astype(dtype) for p in data.copy()]  # weights (in, out)
    lr = dtype(workload.lr)
    step = plain_hidden(parameters, lr) if workload.hidden else plain_linear(parameters, lr)
    if not workload.batch:
        return Runner(lambda: step(x, y))
    order = order or random_order(workload.n)

    def epoch() -> Any:
        rows = order()
        for i in range(0, len(rows), workload.batch):
            batch = rows[i : i + workload.batch]
            loss = step(x[batch], y[batch])
        return loss

    return Runner(epoch, workload.steps)


def plain_linear(parameters: list[np.ndarray], lr: Any) -> Callable:
    W, b = parameters

    def step(x: np.ndarray, y: np.ndarray) -> Any:
        nonlocal W, b
        error = x @ W + b - y  # (n, out)
        loss = (error**2).mean()
        slope = error * 2 / error.size
        W -= lr * (x.T @ slope)
        b -= lr * slope.sum(axis=0)
        return loss

    return step


def plain_hidden(parameters: list[np.ndarray], lr: Any) -> Callable:
    W1, b1, W2, b2 = parameters

    def step(x: np.ndarray, y: np.ndarray) -> Any:
        nonlocal W1, b1, W2, b2
        h = np.maximum(x @ W1 + b1, 0)  # (n, hidden)
        error = h @ W2 + b2 - y  # (n, out)
        loss = (error**2).mean()
        slope = error * 2 / error.size
        slope_h = slope @ W2.T * (h > 0)
        W1 -= lr * (x.T @ slope_h)
        b1 -= lr * slope_h.sum(axis=0)
        W2 -= lr * (h.T @ slope)
        b2 -= lr * slope.sum(axis=0)
        return loss

    return step


# -- as fast as NumPy allows -------------------------------------------------------------------------------


def optimized(workload: Workload, data: Data, order: Order | None = None) -> Runner:
    """`np_opt` of the tables. With one output a matrix of one column is a vector: gemv instead of gemm."""
    flat, parameters = end_to_end(data.start)
    grads, slopes = end_to_end(data.start)
    if workload.hidden:
        return Runner(hidden_step(data.x, data.y, (flat, *parameters), (grads, *slopes), workload.lr))
    if not workload.batch:
        return Runner(linear_step(data.x, data.y, (flat, *parameters), (grads, *slopes), workload.lr))
    order = order or random_order(workload.n)
    x, y = np.empty_like(data.x), np.empty_like(data.y)  # shuffled; the batches are views of them, made once
    size = workload.batch
    steps = [
        linear_step(x[i : i + size], y[i : i + size], (flat, *parameters), (grads, *slopes), workload.lr)
        for i in range(0, workload.n, size)
    ]

    def epoch() -> Any:
        rows = order()
        data.x.take(rows, 0, x, "clip")  # "raise" would go through a buffer
        data.y.take(rows, 0, y, "clip")
        for step in steps:
            loss = step()
        return loss

    return Runner(epoch, workload.steps)


def end_to_end(start: tuple[np.ndarray, ...]) -> tuple[np.ndarray, list[np.ndarray]]:
    """All parameters in one array, and its views: weights (in, out), or (in,) for one output; biases."""
    flat = np.concatenate([p.T.ravel() for p in start])
    return flat, list(views(flat, start))


def views(flat: np.ndarray, start: tuple[np.ndarray, ...]) -> Iterator[np.ndarray]:
    at = 0
    for p in start:
        view = flat[at : at + p.size].reshape(p.T.shape)
        yield view[..., 0] if p.shape[0] == 1 and p.ndim == 2 else view.reshape(()) if p.size == 1 else view
        at += p.size


def linear_step(x: np.ndarray, y: np.ndarray, parameters: tuple, grads: tuple, lr: float) -> Step:
    """One step on these rows, as a function without arguments."""
    flat, W, b = parameters
    grad, grad_W, grad_b = grads
    y = y[:, 0] if y.shape[1] == 1 else y
    error, slope = np.empty_like(y), np.empty_like(y)  # (n,) or (n, out)
    every = error.reshape(-1)  # a view
    # 0-d arrays: NumPy takes them faster than its numbers or Python's.
    scale, share, rate = (np.array(v, np.float32) for v in (2 / y.size, 1 / y.size, lr))
    ones = np.ones(len(x), np.float32)
    x_dot, x_T_dot, ones_dot, every_dot = x.dot, x.T.dot, ones.dot, every.dot
    add, subtract, multiply = np.add, np.subtract, np.multiply

    def step() -> Any:
        x_dot(W, error)
        add(error, b, error)
        subtract(error, y, error)
        loss = every_dot(every) * share
        multiply(error, scale, slope)
        x_T_dot(slope, grad_W)
        ones_dot(slope, grad_b)
        multiply(grad, rate, grad)  # the step rather than the gradient, which is it / rate
        subtract(flat, grad, flat)
        return loss

    return step


def hidden_step(x: np.ndarray, y: np.ndarray, parameters: tuple, grads: tuple, lr: float) -> Step:
    """One step of two layers with ReLU between, for one output."""
    flat, W1, b1, W2, b2 = parameters
    grad, grad_W1, grad_b1, grad_W2, grad_b2 = grads
    y = y[:, 0]
    n = len(y)
    h = np.empty((n, len(b1)), np.float32)
    slope_h, alive = np.empty_like(h), np.empty(h.shape, bool)
    error, slope = np.empty_like(y), np.empty_like(y)
    column = slope.reshape(n, 1)
    zero, scale, share, rate = (np.array(v, np.float32) for v in (0, 2 / n, 1 / n, lr))
    ones = np.ones(n, np.float32)
    add, subtract, multiply = np.add, np.subtract, np.multiply

    def step() -> Any:
        x.dot(W1, h)
        add(h, b1, h)
        np.maximum(h, zero, out=h)
        h.dot(W2, error)
        add(error, b2, error)
        subtract(error, y, error)
        loss = error.dot(error) * share
        multiply(error, scale, slope)
        h.T.dot(slope, grad_W2)
        ones.dot(slope, grad_b2)
        multiply(column, W2, slope_h)
        np.greater(h, zero, alive)
        multiply(slope_h, alive, slope_h)
        x.T.dot(slope_h, grad_W1)
        ones.dot(slope_h, grad_b1)
        multiply(grad, rate, grad)
        subtract(flat, grad, flat)
        return loss

    return step
