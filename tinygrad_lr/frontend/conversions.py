"""A tensor as something else: as Python's numbers and sequences, as an array, as text, as a copy or a pickle.

And what torch tells of a tensor besides: what it is made of, how it lies in memory, the old names of its type.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ..arrays import device as dev
from ..arrays import dtype as dt
from ..arrays import memory
from ..arrays.array import as_array, layout, on_host, strided
from ..arrays.cuda import told
from ..arrays.names import type_name
from ..arrays.size import Size
from ..arrays.warn import warn, warn_once
from ..core.graph import AccumulateGrad, OutputEdge
from ..core.mode import listening, mode, tell
from ..core.operation import OPS
from ..core.tensor import LEAVES, Tensor, wrap
from . import arguments
from .arguments import wrap_dim
from .hooks import hooks_on, keep_hooks
from .indexing import as_value
from .printing import tensor_str
from .shapes import length_of
from .signatures import check, lone_method, method, quick_method

type_ = type  # which a method is called too


class Conversions:
    """Members for Tensor."""

    # -- what it is ------------------------------------------------------------------------------------------------

    @property
    def is_cuda(self) -> bool:
        return not on_host(self._data)

    @property
    def output_nr(self) -> int:
        return self._node.index if isinstance(self._node, OutputEdge) else 0

    @property
    def _version(self) -> int:
        if self._counter is None:
            raise RuntimeError("Inference tensors do not track version counter.")
        return self._counter[0]

    @property
    def data(self) -> Tensor:
        """The same memory outside the graph, with a version counter of its own."""
        t = wrap(self._data)
        t._counter = self._counter and [0]
        return t

    @data.setter
    def data(self, value: Tensor) -> None:
        if not isinstance(value, Tensor):
            raise TypeError(f"Variable data has to be a tensor, but got {type_name(value)}")
        if self._node is not None and value._data.dtype.kind != "f":
            raise RuntimeError("data set to a tensor that requires gradients must be floating point or complex dtype")
        self._data = value._data
        if isinstance(self._node, AccumulateGrad):
            self._node.array = self._data
            self._node.special |= not self._data.flags.c_contiguous

    @data.deleter
    def data(self) -> None:
        raise RuntimeError("Deleting tensor data is not allowed. Delete tensor instead!")

    def __delitem__(self, index: Any) -> None:
        raise TypeError("Tensor does not support deleting items")

    def __reversed__(self: Any) -> Tensor:
        """The elements in reverse order along the first dimension, as a tensor."""
        return self if self._data.ndim == 0 else self.flip(0)

    def _dim(self) -> int:
        """The number of dimensions."""
        return self._data.ndim

    dim = lone_method(_dim, "dim")
    ndimension = lone_method(_dim, "ndimension")

    @quick_method
    def size(self: Any, dim: int | None = None) -> Any:
        """The shape, or the length of one dimension."""
        if dim is None:
            return Size(self._data.shape)
        if dim.__class__ is not int:
            check("Tensor.size", (dim,))
        return length_of(self, wrap_dim(dim, self._data.ndim) if self._data.ndim else dim)

    def _numel(self) -> int:
        """The number of elements."""
        return self._data.size

    numel = lone_method(_numel, "numel")
    nelement = lone_method(_numel, "nelement")

    @method
    def requires_grad_(self: Any, requires_grad: bool = True) -> Tensor:
        """Set `requires_grad` and return the tensor. RuntimeError for integers and for results of operations."""
        if requires_grad and self._data.dtype.kind != "f":
            raise RuntimeError("only Tensors of floating point dtype can require gradients")
        if not requires_grad or self._node.__class__ in LEAVES:
            self.requires_grad = requires_grad
        return self

    @lone_method
    def tolist(self) -> Any:
        """The elements as nested lists of Python numbers."""
        return self._data.tolist()

    @method
    def numpy(self, *, force: bool = False) -> np.ndarray:
        """The values, as an array that shares the memory. RuntimeError under autograd, unless `force`."""
        if not force and mode.grad and self.requires_grad:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
        if self.is_cuda and not force:
            raise TypeError(
                f"can't convert {self.device} device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host "
                "memory first."
            )
        if listening.count:
            tell("exported", self)
        # an array of its own, since its shape may be changed in place
        return dev.to_host(self._data) if self.is_cuda else self._data[...]

    @property
    def itemsize(self) -> int:
        return self._data.itemsize

    @property
    def nbytes(self) -> int:
        return self._data.nbytes

    @property
    def is_sparse(self) -> bool:
        return False

    @property
    def real(self: Any) -> Tensor:
        return self

    @real.setter
    def real(self: Any, value: Any) -> None:
        self.copy_(as_value(self, value))

    def imag(self, *value: Any) -> Any:
        raise RuntimeError("imag is not implemented for tensors with non-complex dtypes.")

    imag = property(imag, imag, imag)  # type: ignore[assignment]

    @property
    def layout(self) -> layout:
        return strided

    @lone_method
    def element_size(self) -> int:
        return self._data.itemsize

    @method
    def stride(self: Any, dim: int | None = None) -> Any:
        """Steps between neighbours along each dimension, in elements."""
        steps = (
            self._data.strides if self._data.size else np.empty([n or 1 for n in self._data.shape], np.bool_).strides
        )
        strides = tuple(s // (self._data.itemsize if self._data.size else 1) for s in steps)
        if dim is None:
            return strides
        length_of(self, dim if not strides else 0)
        return strides[wrap_dim(dim, len(strides))]

    @lone_method
    def is_contiguous(self) -> bool:
        return self._data.flags.c_contiguous

    @lone_method
    def is_floating_point(self) -> bool:
        return self._data.dtype.kind == "f"

    @lone_method
    def is_complex(self) -> bool:
        return False

    @lone_method
    def is_signed(self) -> bool:
        return self._data.dtype.kind in "if"

    @lone_method
    def is_inference(self) -> bool:
        return self._counter is None

    @lone_method
    def get_device(self) -> int:
        index = self.device.index
        return -1 if index is None else index

    @lone_method
    def data_ptr(self) -> int:
        return dev.pointer(self._data)

    @method
    def type(self: Any, dtype: Any = None, non_blocking: bool = False) -> Any:
        """torch's old name of the type ("torch.FloatTensor"), or the tensor converted to `dtype`."""
        room = "torch.cuda" if self.is_cuda else "torch"
        if dtype is None:
            return f"{room}.{self.dtype.type_name}Tensor"
        named: dict[Any, dt.dtype] = {f"{room}.{d.type_name}Tensor": d for d in dt.DTYPES}
        if dtype is Tensor:
            return arguments.to(self, dt.get_default_dtype())
        if isinstance(dtype, type_):
            dtype = dtype.__name__ if dtype.__module__ == "builtins" else f"{dtype.__module__}.{dtype.__name__}"
        if isinstance(dtype, bytes):
            dtype = dtype.decode()
        if isinstance(dtype, str) and dtype not in named:
            raise ValueError(f"invalid type: '{dtype}'")
        if not isinstance(dtype, (str, dt.dtype)):
            raise TypeError("dtype must be a type, str, or dtype object")
        return arguments.to(self, named.get(dtype, dtype))

    @lone_method
    def storage_offset(self) -> int:
        """Where the tensor begins in the memory of the tensor it is a view of, in elements."""
        return 0 if self._view is None else (self.data_ptr() - self._view.base.data_ptr()) // self._data.itemsize

    # -- its place in the graph ------------------------------------------------------------------------------------

    @property
    def _base(self) -> Tensor | None:
        return None if self._view is None else self._view.base

    def _is_view(self) -> bool:
        return self._view is not None and self._counter is not None

    @lone_method
    def detach_(self: Any) -> Tensor:
        """Take this tensor out of the graph that made it; in inference mode, or of what was made there, nothing happens."""
        if mode.inference or self._counter is None:
            return self
        if self._view is not None:
            raise RuntimeError(
                "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel (DDP) "
                "for training, and gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and "
                "hence detach_() cannot be called on these gradients. To fix this error, please refer to the "
                "Optimizer.zero_grad() function in torch/optim/optimizer.py as the solution."
            )
        node, self._node = self._node, None
        keep_hooks(self, node)
        return self

    # -- as numbers and arrays -------------------------------------------------------------------------------------

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        array = self.numpy()
        if copy is False:  # torch's takes no such argument, of which NumPy makes this
            raise ValueError(NO_COPY)
        return array.astype(dtype, copy=bool(copy)) if dtype is not None else array.copy() if copy else array

    def __array_wrap__(self, array: np.ndarray, context: Any = None, return_scalar: bool = False) -> Tensor:
        array = np.asarray(array)
        dt.of_numpy(array.dtype)  # there is none for float16, which NumPy makes of int8
        return wrap(array.astype(np.uint8) if array.dtype.kind == "b" else array)

    def __dlpack__(self, **kwargs: Any) -> Any:
        if self.requires_grad:
            raise BufferError("Can't export tensors that require gradient, use tensor.detach()")
        return self._data.__dlpack__(**kwargs)

    def __dlpack_device__(self) -> tuple:
        return self._data.__dlpack_device__()

    def _scalar(self, convert: Callable) -> Any:
        if self.requires_grad and convert is not int:
            warn_once(SCALAR_OF_GRAPH)
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
        return iter(self.unbind(0))

    @told
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
        if listening.count:
            tell("shown", self)
        try:
            name = None if self.is_leaf else type(self.grad_fn).__name__
        except RuntimeError:  # a view whose history is refused can be looked at all the same
            name = "Invalid"
        return tensor_str(
            dev.to_host(self._data),
            requires_grad=self.requires_grad,
            grad_fn=name,
            device=str(self.device) if self.is_cuda else None,
            default_dtype=dt.default.dtype,
            prefix="tensor(" if type(self).__name__ in ("Tensor", "Parameter", "Buffer") else f"{type(self).__name__}(",
        )

    def __format__(self, operation: str) -> str:
        if self._data.ndim == 0 and type(self) is Tensor:
            return format(self._data.item(), operation)
        return object.__format__(self, operation)

    def __dir__(self) -> list[str]:
        return sorted({*dir(type(self)), *self.__dict__})

    def __copy__(self) -> Tensor:
        t = wrap(self._data, cls=type(self))
        if type(self) is Tensor:  # a Parameter is made anew of what it shows
            filled(t)
        t.requires_grad = self.requires_grad
        t.__dict__.update(users_attributes(self))
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
        data = memory.copied(self._data, memo) if on_host(self._data) else self._data.copy()
        t = memo[id(self)] = _rebuild(type(self), data, self.requires_grad, None)
        t._grad = copy.deepcopy(self._grad, memo)
        t.__dict__.update(copy.deepcopy(users_attributes(self), memo))
        return t

    def __reduce_ex__(self, protocol: Any) -> tuple:
        warn_of_hooks(self)  # type: ignore[arg-type]
        device = self.device if self.is_cuda else None
        data, place = memory.alone(dev.to_host(self._data))
        attributes = users_attributes(self)
        return _rebuild, (type(self), data, self.requires_grad, attributes or None, device, place, self.dtype)


def warn_of_hooks(t: Tensor) -> None:
    """torch's warning of hooks on a tensor that is copied or written: they stay behind."""
    if t._node is None or getattr(t, "_silent_about_hooks", False):
        return
    for hook in hooks_on(t._node).values():
        if isinstance(hook, functools.partial):  # a user's
            warn(
                f"backward hook {hook.args[0]!r} on tensor will not be serialized.  If this is expected, you can decorate the "
                "function with @torch.utils.hooks.unserializable_hook to suppress this warning"
            )


def as_subclass(self: Tensor, cls: type) -> Any:
    """The same memory, and place in the graph, as a tensor of a subclass. Results of operations on it are plain tensors."""
    if not isinstance(cls, type):
        raise TypeError(f"cls must be a type (got {type_name(cls)})")
    if not issubclass(cls, Tensor):
        raise TypeError(
            "Creating a Tensor subclass from a class that does not inherit from Tensor is not possible. Make sure your class "
            "inherits from Tensor."
        )
    made = OPS["alias"](self)
    made.__class__ = cls
    return made


def users_attributes(t: Any) -> dict[str, Any]:
    """A tensor's attributes without what the graph keeps there: it stays behind when a tensor is copied."""
    return {name: x for name, x in t.__dict__.items() if name not in ("_hooked", "_retain", "_turned")}


NO_COPY = (
    "Unable to avoid copy while creating an array as requested.\nIf using `np.array(obj, copy=False)` replace it with "
    "`np.asarray(obj)` to allow a copy when needed (no behavior change in NumPy 1.x).\nFor more details, see "
    "https://numpy.org/devdocs/numpy_2_0_migration_guide.html#adapting-to-changes-in-the-copy-keyword."
)
NO_CUDA_TO_LOAD = (
    "Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False. Move the tensors to the "
    "CPU before they are saved."
)
SCALAR_OF_GRAPH = (
    "Converting a tensor with requires_grad=True to a scalar may lead to unexpected behavior.\n"
    "Consider using tensor.detach() first."
)


def filled(t: Tensor) -> None:
    """Count one change of a tensor that was copied or unpickled: torch makes it empty, and then sets what it shows."""
    if t._counter is not None:
        t._counter[0] += 1


def _rebuild(
    cls: type, array: Any, requires_grad: bool, attributes: dict | None, device: Any = None,
    place: memory.Place | None = None, dtype: dt.dtype | None = None,
) -> Tensor:  # fmt: skip
    if device is not None and not dev.cuda.is_available():
        raise RuntimeError(NO_CUDA_TO_LOAD)
    array = as_array(array)
    if on_host(array) and not array.flags.writeable:  # as pickles of what could not be written are
        array = array.copy()
    array = dt.native(array if place is None else memory.laid(array, dtype.np, place))  # type: ignore[union-attr]
    t = wrap(array if device is None else dev.placed(array, device), cls=cls)
    filled(t)
    t.requires_grad = requires_grad
    if attributes:
        t.__dict__.update(attributes)
    return t


def typename(x: Any) -> str:
    """torch.typename: the type with its module, as torch's own messages name it; of a tensor, what `type()` says."""
    if isinstance(x, Tensor):
        return x.type()
    kind = x if isinstance(x, type) else type(x)
    return kind.__qualname__ if kind.__module__ in ("", "builtins") else f"{kind.__module__}.{kind.__qualname__}"


# -- with another dtype, on another device ------------------------------------------------------------------------------


def converter(name: str, dtype: dt.dtype) -> Callable:
    """The method of this name, which gives the tensor in one dtype."""

    def convert(self: Tensor) -> Tensor:
        return arguments.to(self, dtype)

    convert.__name__, convert.__doc__ = name, f"The tensor in {dtype.name}."
    return convert


def cpu(self: Tensor) -> Tensor:
    """The tensor in the CPU's memory."""
    return arguments.to(self, "cpu") if self.is_cuda else self


def cuda(self: Tensor, device: Any = None) -> Tensor:
    """The tensor on a CUDA device, by default the current one. An error says what is missing where there is none."""
    device = dev.check_device("cuda" if device is None else device)
    if device.type != "cuda":
        raise RuntimeError(f"Invalid device, must be cuda device, but got {device}")
    return arguments.to(self, device)
