"""Tensor: an array, and its place in the graph.

A tensor holds five things: `_data`, the array; `_counter`, the number of in-place changes its memory has seen, shared
by everything that shares the memory; `_node`, its place in the graph; `_grad`; `_view`, how it was cut out of its
base, if it is a view. A tensor requires grad exactly if it has a node, which for a leaf is the AccumulateGrad it owns,
or is a view of one that does. Here is what the engine needs of it; torch's manners are given to it in `frontend`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import device as dev
from ..arrays import dtype as dt
from ..arrays.array import as_array, ndarray
from ..arrays.size import Size
from .graph import AccumulateGrad, Node, OutputEdge
from .mode import mode, switched
from .refusal import refuse, uncounted

if TYPE_CHECKING:
    from ..frontend.surface import NodeMethods, Surface  # for type checkers: Tensor gets it all from `frontend`
else:
    Surface = object
new: Any = object.__new__


class Tensor(Surface):
    """A multi-dimensional array that can record what is done to it. `Tensor(values)` makes a float32 tensor."""

    __slots__ = ("_data", "_counter", "_node", "_grad", "_view", "__weakref__", "__dict__")
    __array_priority__ = 1000
    _data: Any
    _counter: Any
    _node: Node | None
    _grad: Tensor | None
    _view: Any  # a views.View, or None

    # -- what it is ------------------------------------------------------------------------------------------------

    @property
    def shape(self) -> Size:
        return Size(self._data.shape)

    @property
    def dtype(self) -> dt.dtype:
        return dt.BY_NUMPY[self._data.dtype]

    @property
    def device(self) -> dev.device:
        return dev.device_of(self._data)

    @property
    def ndim(self) -> int:
        return self._data.ndim  # type: ignore[no-any-return]

    # -- its place in the graph ------------------------------------------------------------------------------------

    @property
    def requires_grad(self) -> bool:
        return self._node is not None or (self._view is not None and self._view.base._node is not None)

    @requires_grad.setter
    def requires_grad(self, flag: bool) -> None:
        if self._node.__class__ not in LEAVES:
            raise refuse("requires_grad of a result", flag=flag)
        if flag and self._data.dtype.kind != "f":
            raise refuse("requires_grad of integers")
        if flag and self._counter is None and not mode.inference:
            raise refuse("requires_grad of an inference tensor")
        if bool(flag) != (self._node is not None):
            self._node = AccumulateGrad(self) if flag else None

    @property
    def is_leaf(self) -> bool:
        return self.grad_node().__class__ in LEAVES

    @property
    def grad_fn(self) -> NodeMethods | Any:  # or None: people write `loss.grad_fn.next_functions` without asking
        node: Any = self.grad_node()
        if node.__class__ in LEAVES:
            return None
        return node.edges[0] if node.__class__ is OutputEdge else node

    def grad_node(self) -> Node:
        """The node as it is now: for a view, after changes made through its base."""
        return self._node if self._view is None else self._view.current_node(self)  # type: ignore[return-value]

    def _accumulate(self, g: Any, create_graph: bool) -> None:
        """Add an arriving gradient: the first is kept, later ones are added in place, as torch does."""
        if create_graph:
            # the first is a copy, recorded as one
            self._grad = wrap(np.empty_like(self._data)).copy_(g) if self._grad is None else self._grad + g
        elif self._grad is None:
            t = new(Tensor)  # `wrap`, unrolled
            t._data = g if g.__class__ is ndarray else as_array(g)
            t._node = t._grad = t._view = None
            t._counter = None if switched and mode.inference else [0]
            self._grad = t
        else:
            total = self._grad._data
            if total.size == 1 and total.__class__ is ndarray:  # NumPy is slow to see that it doesn't overlap itself
                total.fill((total + g).item())
            else:
                np.add(total, g, total)
            (self._grad._counter or uncounted())[0] += 1

    def detach(self) -> Tensor:
        """The same memory outside the graph; the version counter is shared, so in-place changes are noticed."""
        t = wrap(self._data)
        t._counter = self._counter
        return t

    # -- as numbers and arrays -------------------------------------------------------------------------------------

    def item(self) -> int | Any:  # or float; `Any`, as both `total += loss.item()` and `-> float` are written
        """The one element, as a Python number. RuntimeError if there is not exactly one."""
        if self._data.size != 1:
            raise refuse("item of several", tensor=self)
        return self._data.item()


LEAVES = (type(None), AccumulateGrad)


def wrap(array: Any, node: Node | None = None, cls: type = Tensor) -> Tensor:
    """A tensor around an array, without a copy."""
    t: Tensor = new(cls)
    t._data = array
    t._node = node
    t._grad = t._view = None
    t._counter = None if switched and mode.inference else [0]
    return t
