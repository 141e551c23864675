"""Tensor: an array, and its place in the graph.

A tensor holds five things: `_data`, the array; `_counter`, the number of in-place changes its memory has seen, shared
by everything that shares the memory; `_node`, its place in the graph; `_grad`; `_view`, how it was cut out of its
base, if it is a view. A tensor requires grad exactly if it has a node, which for a leaf is the AccumulateGrad it owns,
or is a view of one that does. The operations are attached in `methods`; here is what a tensor is without them.
"""

from __future__ import annotations

import copy
import operator
import warnings
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ..arrays import device as dev
from ..arrays.size import Size
from ..frontend.printing import tensor_str
from .graph import AccumulateGrad, Node, OutputEdge, RemovableHandle, add_hook
from .mode import mode, unrecorded

new: Any = object.__new__
type_ = type  # which a method is called too


class Tensor:
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
    def dtype(self) -> dev.dtype:
        return dev.BY_NUMPY[self._data.dtype]

    @property
    def device(self) -> dev.device:
        return dev.device_of(self._data)

    @property
    def ndim(self) -> int:
        return self._data.ndim

    @property
    def itemsize(self) -> int:
        return self._data.itemsize

    @property
    def nbytes(self) -> int:
        return self._data.nbytes

    @property
    def is_cuda(self) -> bool:
        return not dev.on_host(self._data)

    @property
    def is_sparse(self) -> bool:
        return False

    @property
    def real(self) -> Tensor:
        return self

    @property
    def imag(self) -> Tensor:
        raise RuntimeError("imag is not implemented for tensors with non-complex dtypes.")

    @property
    def layout(self) -> dev.layout:
        return dev.strided

    def dim(self) -> int:
        """The number of dimensions."""
        return self._data.ndim

    def size(self, dim: int | None = None) -> Any:
        """The shape, or the length of one dimension."""
        if dim is None:
            return Size(self._data.shape)
        if self._data.ndim == 0:
            raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
        return self._data.shape[wrap_dim(dim, self._data.ndim)]

    def numel(self) -> int:
        """The number of elements."""
        return self._data.size

    nelement = numel
    ndimension = dim

    def element_size(self) -> int:
        return self._data.itemsize

    def stride(self, dim: int | None = None) -> Any:
        """Steps between neighbours along each dimension, in elements."""
        strides = tuple(s // self._data.itemsize for s in self._data.strides)
        return strides if dim is None else strides[wrap_dim(dim, len(strides))]

    def is_contiguous(self) -> bool:
        return self._data.flags.c_contiguous

    def is_floating_point(self) -> bool:
        return self._data.dtype.kind == "f"

    def is_complex(self) -> bool:
        return False

    def is_signed(self) -> bool:
        return self._data.dtype.kind in "if"

    def is_inference(self) -> bool:
        return self._counter is None

    def get_device(self) -> int:
        index = self.device.index
        return -1 if index is None else index

    def data_ptr(self) -> int:
        return dev.pointer(self._data)

    def type(self, dtype: Any = None) -> Any:
        """torch's old name of the type ("torch.FloatTensor"), or the tensor converted to `dtype`."""
        room = "torch.cuda" if self.is_cuda else "torch"
        if dtype is None:
            return f"{room}.{self.dtype.type_name}Tensor"
        named: dict[Any, dev.dtype] = {f"{room}.{d.type_name}Tensor": d for d in dev.DTYPES}
        if isinstance(dtype, type_):
            dtype = dtype.__name__ if dtype.__module__ == "builtins" else f"{dtype.__module__}.{dtype.__name__}"
        if isinstance(dtype, str) and dtype not in named:
            raise ValueError(f"invalid type: '{dtype}'")
        if not isinstance(dtype, (str, dev.dtype)):
            raise TypeError("dtype must be a type, str, or dtype object")
        return self.to(named.get(dtype, dtype))  # type: ignore[attr-defined]

    def storage_offset(self) -> int:
        """Where the tensor begins in the memory of the tensor it is a view of, in elements."""
        return 0 if self._view is None else (self.data_ptr() - self._view.base.data_ptr()) // self._data.itemsize

    # -- its place in the graph ------------------------------------------------------------------------------------

    @property
    def requires_grad(self) -> bool:
        return self._node is not None or (self._view is not None and self._view.base._node is not None)

    @requires_grad.setter
    def requires_grad(self, flag: bool) -> None:
        if self._node.__class__ not in LEAVES:
            raise RuntimeError(
                "you can only change requires_grad flags of leaf variables." + ("" if flag else USE_DETACH)
            )
        if flag and self._data.dtype.kind != "f":
            raise RuntimeError("only Tensors of floating point and complex dtype can require gradients")
        if flag and self._counter is None and not mode.inference:
            raise RuntimeError("Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.")
        if bool(flag) != (self._node is not None):
            self._node = AccumulateGrad(self) if flag else None

    def requires_grad_(self, requires_grad: bool = True) -> Tensor:
        """Set `requires_grad` and return the tensor. RuntimeError for integers and for results of operations."""
        if requires_grad and self._data.dtype.kind != "f":
            raise RuntimeError("only Tensors of floating point dtype can require gradients")
        if not requires_grad or self._node.__class__ in LEAVES:
            self.requires_grad = requires_grad
        return self

    @property
    def is_leaf(self) -> bool:
        return self.grad_node().__class__ in LEAVES

    @property
    def grad_fn(self) -> Node | None:
        node = self.grad_node()
        if node.__class__ in LEAVES:
            return None
        return node.edges[0] if node.__class__ is OutputEdge else node

    @property
    def output_nr(self) -> int:
        node = self.grad_node()
        return node.index if isinstance(node, OutputEdge) else 0

    @property
    def grad(self) -> Tensor | None:
        if self._grad is None and self._node.__class__ not in LEAVES and not self.retains_grad:
            warnings.warn(NON_LEAF_GRAD, stacklevel=2)
        return self._grad

    @grad.setter
    def grad(self, value: Tensor | None) -> None:
        if value is not None:
            if not isinstance(value, Tensor):
                raise TypeError(
                    f"assigned grad expected to be a Tensor or None but got grad of type {type_name(value)}"
                )
            if value is self:
                raise RuntimeError("can't assign Variable as its own grad")
            if value._data.dtype != self._data.dtype:
                given, wanted = value.dtype.type_name.lower(), self.dtype.type_name
                raise RuntimeError(WRONG_GRAD_DTYPE.format(given, wanted))
            if value.device.type != self.device.type:
                raise RuntimeError(
                    f"attempting to assign a gradient with device type '{value.device.type}' to a tensor with device "
                    f"type '{self.device.type}'. Please ensure that the gradient and the tensor are on the same device"
                )
            if value._data.shape != self._data.shape:
                raise RuntimeError(
                    f"attempting to assign a gradient of size '{list(value._data.shape)}' to a tensor of size "
                    f"'{list(self._data.shape)}'. Please ensure that the gradient and the tensor are the same size"
                )
        self._grad = value

    @grad.deleter
    def grad(self) -> None:
        self._grad = None

    @property
    def retains_grad(self) -> bool:
        return "_retain" in self.__dict__

    def retain_grad(self) -> None:
        """Keep the gradient of this result of an operation in `.grad`, as leaves do."""
        if not self.requires_grad:
            raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
        if self._node.__class__ in LEAVES or self.retains_grad:
            return

        owner = weakref.ref(self)

        def keep(g: Any) -> None:
            t = owner()
            if t is not None:
                g = g.clone() if isinstance(g, Tensor) else wrap(dev.as_array(g).copy())  # type: ignore[attr-defined]
                t._grad = g if t._grad is None else t._grad + g

        self.__dict__["_retain"] = add_hook(self.grad_node(), "hooks", keep)

    def grad_node(self) -> Node:
        """The node as it is now: for a view, after changes made through its base."""
        return self._node if self._view is None else self._view.current_node(self)  # type: ignore[return-value]

    def register_hook(self, hook: Callable[[Tensor], Tensor | None]) -> RemovableHandle:
        """Call `hook(grad)` each time this tensor's gradient is computed; what it returns replaces the gradient."""
        if not self.requires_grad:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        handle = add_hook(self.grad_node(), "hooks", lambda g: _call_hook(hook, g))
        retain = self.__dict__.get("_retain")
        if retain is not None:  # what `.grad` keeps is the gradient after all other hooks
            hooks = retain.hooks
            hooks[retain.id] = hooks.pop(retain.id)
        return handle

    def register_post_accumulate_grad_hook(self, hook: Callable[[Tensor], None]) -> RemovableHandle:
        """Call `hook(tensor)` each time a backward pass has added to this leaf's `.grad`."""
        if not self.requires_grad:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        if self._node.__class__ is not AccumulateGrad:
            raise RuntimeError("post accumulate grad hooks cannot be registered on non-leaf tensors")
        self._node.special = True

        def heard(leaf: Tensor) -> None:
            result = hook(leaf)  # type: ignore[func-returns-value]
            if result is not None:
                raise TypeError(f"expected Variable, but hook returned '{type_(result).__name__}'")

        return add_hook(self._node, "post_hooks", heard)

    def _accumulate(self, g: Any, create_graph: bool) -> None:
        """Add an arriving gradient: the first is kept, later ones are added in place, as torch does."""
        if create_graph:
            if self._grad is not None:
                self._grad = self._grad + g
            else:  # a copy, recorded as one
                self._grad = wrap(np.empty_like(self._data)).copy_(g)  # type: ignore[attr-defined]
        elif self._grad is None:
            self._grad = wrap(g if g.__class__ is np.ndarray else dev.as_array(g))
        else:
            total = self._grad._data
            if total.size == 1 and total.__class__ is np.ndarray:  # NumPy is slow to see that it doesn't overlap itself
                total.fill((total + g).item())
            else:
                np.add(total, g, total)
            self._grad._counter[0] += 1

    @property
    def _version(self) -> int:
        if self._counter is None:
            raise RuntimeError("Inference tensors do not track version counter.")
        return self._counter[0]

    @property
    def _base(self) -> Tensor | None:
        return None if self._view is None else self._view.base

    def _is_view(self) -> bool:
        return self._view is not None

    @property
    def data(self) -> Tensor:
        """The same memory outside the graph, with a version counter of its own."""
        return wrap(self._data)

    @data.setter
    def data(self, value: Tensor) -> None:
        if not isinstance(value, Tensor):
            raise TypeError(f"Variable data has to be a tensor, but got {type_name(value)}")
        if self._node is not None and value._data.dtype.kind != "f":
            raise RuntimeError("data set to a tensor that requires gradients must be floating point or complex dtype")
        self._data = value._data
        if self._node.__class__ is AccumulateGrad:
            self._node.array = self._data

    def detach(self) -> Tensor:
        """The same memory outside the graph; the version counter is shared, so in-place changes are noticed."""
        t = wrap(self._data)
        t._counter = self._counter
        return t

    def detach_(self) -> Tensor:
        """Take this tensor out of the graph that made it."""
        if self._view is not None:
            raise RuntimeError(
                "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel (DDP) "
                "for training, and gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and "
                "hence detach_() cannot be called on these gradients. To fix this error, please refer to the "
                "Optimizer.zero_grad() function in torch/optim/optimizer.py as the solution."
            )
        self._node = None
        return self

    # -- as numbers and arrays -------------------------------------------------------------------------------------

    def item(self) -> Any:
        """The one element, as a Python number. RuntimeError if there is not exactly one."""
        if self._data.size != 1:
            raise RuntimeError(f"a Tensor with {self._data.size} elements cannot be converted to Scalar")
        return self._data.item()

    def tolist(self) -> Any:
        """The elements as nested lists of Python numbers."""
        return self._data.tolist()

    def numpy(self, *, force: bool = False) -> np.ndarray:
        """The values, as an array that shares the memory. RuntimeError under autograd, unless `force`."""
        if mode.grad and self.requires_grad and not force:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
        if self.is_cuda:
            if force:
                return dev.to_host(self._data)
            raise TypeError(
                f"can't convert {self.device} device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host "
                "memory first."
            )
        return self._data[...]  # an array of its own: its shape may be changed in place

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        array = self.numpy()
        if copy is False and dtype is not None and np.dtype(dtype) != array.dtype:
            raise ValueError("Unable to avoid copy while creating an array as requested.")
        return array.astype(dtype, copy=bool(copy)) if dtype is not None else array.copy() if copy else array

    def __array_wrap__(self, array: np.ndarray, context: Any = None, return_scalar: bool = False) -> Tensor:
        return wrap(np.asarray(array))

    def __dlpack__(self, **kwargs: Any) -> Any:
        if self.requires_grad:
            raise BufferError("Can't export tensors that require gradient, use tensor.detach()")
        return self._data.__dlpack__(**kwargs)

    def __dlpack_device__(self) -> tuple:
        return self._data.__dlpack_device__()

    def _scalar(self, convert: Callable) -> Any:
        if self.requires_grad and (convert is not int or self._data.size == 1):
            warnings.warn(SCALAR_OF_GRAPH, stacklevel=3)
        if self._data.size != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        return convert(self._data.item())

    def __float__(self) -> float:
        return self._scalar(float)

    def __int__(self) -> int:
        return self._scalar(int)

    def __complex__(self) -> complex:
        return self._scalar(complex)

    def __index__(self) -> int:
        if self._data.size != 1 or self._data.dtype.kind == "f":
            raise TypeError("only integer tensors of a single element can be converted to an index")
        return int(self._data.item())

    def __bool__(self) -> bool:
        if self._data.size != 1:
            kind = "more than one value" if self._data.size else "no values"
            raise RuntimeError(f"Boolean value of Tensor with {kind} is ambiguous")
        return bool(self._data.item())

    def __len__(self) -> int:
        if self._data.ndim == 0:
            raise TypeError("len() of a 0-d tensor")
        return self._data.shape[0]

    def __iter__(self) -> Iterator[Tensor]:
        if self._data.ndim == 0:
            raise TypeError("iteration over a 0-d tensor")
        return iter(self.unbind(0))  # type: ignore[attr-defined]

    def __contains__(self, element: Any) -> bool:
        if not isinstance(element, (Tensor, bool, int, float, complex, np.number)):
            kind = type(element)
            raise RuntimeError(f"Tensor.__contains__ only supports Tensor or scalar, but you passed in a {kind}.")
        found: Any = False if isinstance(element, complex) else self == element
        return found is not False and bool(found._data.any())

    def __hash__(self) -> int:
        return id(self)

    # -- as text, and copied ---------------------------------------------------------------------------------------

    def __repr__(self, *, tensor_contents: Any = None) -> str:
        name = None if self.is_leaf else type(self.grad_fn).__name__
        return tensor_str(
            dev.to_host(self._data),
            requires_grad=self.requires_grad,
            grad_fn=name,
            device=str(self.device) if self.is_cuda else None,
            default_dtype=dev.default.dtype,
        )

    def __format__(self, operation: str) -> str:
        if self._data.ndim == 0 and type(self) is Tensor:
            return format(self._data.item(), operation)
        return object.__format__(self, operation)

    def __dir__(self) -> list[str]:
        return sorted({*dir(type(self)), *self.__dict__})

    def __copy__(self) -> Tensor:
        t = wrap(self._data, cls=type(self))
        t._counter = self._counter
        t.requires_grad = self.requires_grad
        t.__dict__.update(self.__dict__)
        return t

    def __deepcopy__(self, memo: dict) -> Tensor:
        if not self.is_leaf:
            raise RuntimeError(
                "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the "
                "moment.  If you were attempting to deepcopy a module, this may be because of a torch.nn.utils."
                "weight_norm usage, see https://github.com/pytorch/pytorch/pull/103001"
            )
        if id(self) in memo:
            return memo[id(self)]
        t = memo[id(self)] = _rebuild(type(self), self._data.copy(), self.requires_grad, None)
        t._grad = copy.deepcopy(self._grad, memo)
        t.__dict__.update(copy.deepcopy(self.__dict__, memo))
        return t

    def __reduce_ex__(self, protocol: Any) -> tuple:
        if not self.is_leaf:
            raise RuntimeError("Cannot pickle a Tensor that is the result of an operation: detach() it first")
        place = self.device if self.is_cuda else None
        return _rebuild, (type(self), dev.to_host(self._data), self.requires_grad, self.__dict__ or None, place)


LEAVES = (type(None), AccumulateGrad)
USE_DETACH = (
    " If you want to use a computed variable in a subgraph that doesn't require differentiation use "
    "var_no_grad = var.detach()."
)
WRONG_GRAD_DTYPE = (
    "attempting to assign a gradient with dtype '{}' to a tensor with grad_dtype '{}'. The gradient must match the "
    "tensor's grad_dtype (defaults to the tensor's dtype). You can set the tensor's grad_dtype attribute with a specific "
    "dtype, or None to allow any dtype. Set grad_dtype with caution. Diverging the dtypes of a tensor and its gradient "
    "may break downstream systems that assume they match."
)
NON_LEAF_GRAD = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be "
    "populated during autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf Tensor, "
    "use .retain_grad() on the non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure you access "
    "the leaf Tensor instead. See github.com/pytorch/pytorch/pull/30531 for more information."
)
NO_CUDA_TO_LOAD = (
    "Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False. Move the tensors to the "
    "CPU before they are saved."
)
SCALAR_OF_GRAPH = (
    "Converting a tensor with requires_grad=True to a scalar may lead to unexpected behavior.\n"
    "Consider using tensor.detach() first."
)


def wrap(array: Any, node: Node | None = None, cls: type = Tensor) -> Tensor:
    """A tensor around an array, without a copy."""
    t = new(cls)
    t._data, t._node, t._grad, t._view = array, node, None, None
    t._counter = None if mode.inference else [0]
    return t


def _rebuild(cls: type, array: Any, requires_grad: bool, attributes: dict | None, place: Any = None) -> Tensor:
    if place is not None and not dev.cuda.is_available():
        raise RuntimeError(NO_CUDA_TO_LOAD)
    array = dev.native(dev.as_array(array))
    t = wrap(array if place is None else dev.placed(array, place), cls=cls)
    t.requires_grad = requires_grad
    if attributes:
        t.__dict__.update(attributes)
    return t


def _call_hook(hook: Callable, g: Any) -> Any:
    """A user's hook sees a Tensor; the walk gets back what it carries, an array or a Tensor."""
    recorded = isinstance(g, Tensor)
    seen = g if recorded else wrap(dev.as_array(g))
    result = hook(seen) if recorded else unrecorded(hook, seen)
    if result is None:
        return None
    if not isinstance(result, Tensor):
        raise TypeError(f"expected Variable, but hook returned '{type_name(result)}'")
    name = getattr(hook, "__name__", "<unknown>")
    if result._data.dtype != seen._data.dtype:
        raise RuntimeError(f"hook '{name}' has changed the type of value (was {seen.type()} got {result.type()})")
    if result._data.shape != seen._data.shape:
        raise RuntimeError(f"hook '{name}' has changed the size of value")
    return result if recorded else result._data


def type_name(x: Any) -> str:
    """The type as CPython's own messages name it: without the module, but for NumPy's and some of torch's."""
    torchs = isinstance(x, (dev.dtype, dev.device, dev.layout, Size))
    numpys = isinstance(x, (np.ndarray, np.generic))
    return f"{'torch.' if torchs else 'numpy.' if numpys else ''}{type(x).__name__}"


def typename(x: Any) -> str:
    """torch.typename: the type with its module, as torch's own messages name it; of a tensor, what `type()` says."""
    if isinstance(x, Tensor):
        return x.type()
    kind = x if isinstance(x, type) else type(x)
    return kind.__qualname__ if kind.__module__ in ("", "builtins") else f"{kind.__module__}.{kind.__qualname__}"


def wrap_dim(dim: int, ndim: int) -> int:
    """A dimension counted from the front. IndexError, in torch's words, when there is none such."""
    width = ndim or 1
    dim = dim if dim.__class__ is int else operator.index(dim)  # a tensor's would wrap around
    if not -width <= dim < width:
        raise IndexError(f"Dimension out of range (expected to be in range of [{-width}, {width - 1}], but got {dim})")
    return dim % width
