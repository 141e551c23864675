"""torch.save's files, read and written without torch.

Such a file is a zip archive: `data.pkl` is a pickle of the object, in which a tensor is a call of one of torch's
functions with a storage, an offset, a shape and steps; and each storage lies beside it as plain bytes, `data/0` and so
on.

A pickle may call whatever it names. This reader knows the names that tensors and plain containers need, has functions
of its own in their place, and refuses all others by name: no code of a file's choice ever runs (torch calls that
weights_only).

Source: torch/serialization.py and torch/_weights_only_unpickler.py of PyTorch, for the format and the names.
"""

from __future__ import annotations

import codecs
import io
import pickle
import re
import sys
import zipfile
from collections import Counter, OrderedDict
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from .arrays import dtype as dt
from .arrays import memory
from .arrays.device import device, placed, to_host
from .arrays.size import Size
from .core.tensor import Tensor, wrap
from .frontend.conversions import filled
from .nn.parameter import Parameter

STORAGES = {  # torch's names of them
    "FloatStorage": dt.float32, "DoubleStorage": dt.float64, "LongStorage": dt.int64, "IntStorage": dt.int32,
    "ShortStorage": dt.int16, "CharStorage": dt.int8, "ByteStorage": dt.uint8, "BoolStorage": dt.bool,
}  # fmt: skip
LATER = re.compile(rb"ctorch\n(uint\d+|float\d\w+|bits\w+)\n")  # how a pickle names these dtypes
PLAIN = (str, int, float, bool, complex, bytes, bytearray, type(None))
CONTAINERS = (list, tuple, dict, set, OrderedDict, Counter)
MAKERS = (*PLAIN, *CONTAINERS, codecs.encode)  # what pickle calls to make those again


class Refused(pickle.UnpicklingError):
    """The file asks for something that is not built from a file."""


# Reading


def read(content: bytes, name: Any, place: device) -> Any:
    """The object of a file of torch.save's; tensors are put on the device `place`.

    RuntimeError, naming the file, where it is damaged, or holds anything but tensors, numbers, text and containers of them.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _Reader(_Records(archive), place).load()
    except Refused as error:
        raise RuntimeError(f"cannot read {name}: {error}") from None
    except Exception as error:  # whatever a damaged file leads to
        why = f"{type(error).__name__}: {error}"
        raise RuntimeError(f"cannot read {name} as a file of torch.save's: {why}") from None


class _Records:
    """The archive's parts, by their names within its one folder."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        found = [each for each in archive.namelist() if each.endswith("/data.pkl")]
        if len(found) != 1:
            raise Refused("the archive has no data.pkl: it is no file of torch.save's")
        self.folder = found[0][: -len("data.pkl")]
        order = self["byteorder"].decode() if f"{self.folder}byteorder" in archive.namelist() else sys.byteorder
        self.order: Any = {"little": "<", "big": ">"}[order]

    def __getitem__(self, name: str) -> bytes:
        return self.archive.read(self.folder + name)


class _Storage(NamedTuple):
    """A memory that tensors look at, and as what they see it."""

    memory: np.ndarray
    dtype: dt.dtype


class _Reader(pickle.Unpickler):
    """An unpickler that knows few names."""

    def __init__(self, records: _Records, place: device) -> None:
        super().__init__(io.BytesIO(records["data.pkl"]), encoding="utf-8")
        self.records, self.place = records, place
        self.memories: dict[str, np.ndarray] = {}
        self.known: dict[str, Any] = {
            "collections.OrderedDict": OrderedDict, "collections.Counter": Counter, "builtins.set": set,
            "builtins.complex": complex, "builtins.bytearray": _bytearray, "builtins.bytes": _bytes, "_codecs.encode": _encoded,
            "torch.Size": Size, "torch.device": device,
            "torch._utils._rebuild_tensor": self.tensor, "torch._utils._rebuild_tensor_v2": self.tensor,
            "torch._utils._rebuild_parameter": _parameter,
            **{f"torch.{d.name}": d for d in dt.DTYPES},
            **{f"torch.{name}": dtype for name, dtype in STORAGES.items()},
        }  # fmt: skip

    def find_class(self, module: str, name: str) -> Any:
        whole = f"{module.replace('__builtin__', 'builtins')}.{name}"
        if whole in self.known:
            return self.known[whole]
        if module == "torch" and name.endswith("Storage"):
            raise Refused(f"it has tensors of the dtype {name.removesuffix('Storage')}, which is not supported here")
        if whole == "torch._utils._rebuild_tensor_v3":  # for dtypes that have no storage of their name
            kind = next((x.decode() for x in LATER.findall(self.records["data.pkl"])), "of a later torch")
            raise Refused(f"it has tensors of the dtype {kind}, which is not supported here")
        raise Refused(f"it asks for {whole}; only tensors and plain containers are built from a file")

    def persistent_load(self, key: Any) -> _Storage:
        kind, dtype, name, _, elements = key
        if kind != "storage":
            raise Refused(f"it asks for a {kind!r}")
        if name not in self.memories:
            self.memories[name] = np.frombuffer(bytearray(self.records[f"data/{name}"]), np.uint8)
        if dtype is None or len(self.memories[name]) != elements * dtype.itemsize:
            raise Refused(
                f"the storage {name} has {len(self.memories[name])} bytes, not {elements} elements of {dtype}"
            )
        return _Storage(self.memories[name], dtype)

    def tensor(
        self, storage: _Storage, offset: int, shape: Sequence[int], steps: Sequence[int],
        requires_grad: bool = False, hooks: Any = None, metadata: Any = None,
    ) -> Tensor:  # fmt: skip
        there, size = storage.dtype.np.newbyteorder(self.records.order), storage.dtype.itemsize
        where = offset * size, tuple(shape), tuple(step * size for step in steps)
        array = memory.laid(storage.memory, there, where)
        if storage.dtype.np.kind == "b":
            array = array.view(np.uint8) != 0
        elif not there.isnative:
            array = array.astype(storage.dtype.np)
        if metadata and metadata.get("neg"):  # a view that negates, such as the imaginary part of what is conjugated
            array = np.negative(array)
        t = wrap(placed(array, self.place))
        filled(t)
        t.requires_grad = bool(requires_grad)
        return t


def _parameter(data: Tensor, requires_grad: bool, hooks: Any) -> Parameter:
    return Parameter(data, requires_grad)


def _bytes() -> bytes:
    return b""


def _bytearray(content: bytes = b"") -> bytearray:
    return bytearray(memoryview(content))  # a number would ask for so much memory


def _encoded(text: str, encoding: str) -> bytes:
    if encoding != "latin1":
        raise Refused(f"it has bytes as text in {encoding!r}")
    return text.encode("latin1")


# Writing


class _Name:
    """One of torch's names, which a pickle holds and nobody here has to import."""

    def __init__(self, module: str, name: str) -> None:
        self.module, self.name = module, name

    def __call__(self) -> None:
        raise TypeError(f"{self.module}.{self.name} stands for itself in a file")  # pickle wants a function


def written(obj: Any) -> bytes:
    """A file as torch.save writes it, for `torch.load` and for `read`.

    `obj` is a tensor or a parameter, or dicts, lists, tuples and sets of these and of numbers, text, bytes, shapes,
    dtypes, devices and None. TypeError, naming its type, for all else.
    """
    pickled = io.BytesIO()
    writer = _Writer(pickled, 2)
    try:
        writer.dump(obj)
    except RecursionError:
        raise TypeError("save() cannot store the object: it is nested too deep") from None
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        records = {"data.pkl": pickled.getvalue(), "byteorder": sys.byteorder.encode(), "version": b"3\n"}
        records |= {f"data/{key}": part for key, part in enumerate(writer.parts())}
        for name, part in records.items():
            archive.writestr(zipfile.ZipInfo(f"archive/{name}"), part)  # no time: the same object is the same file
    return content.getvalue()


PythonPickler: Any = pickle._Pickler  # it can be told to write names that cannot be imported; the one in C cannot


class _Writer(PythonPickler):
    def __init__(self, file: Any, protocol: int) -> None:
        super().__init__(file, protocol)
        self.memories: dict[int, tuple[int, np.ndarray]] = {}  # by where they begin: their keys, and what owns them
        self.names: dict[str, _Name] = {}

    def parts(self) -> list[bytes]:
        """The memories, as bytes."""
        return [as_bytes(owner) for _, owner in self.memories.values()]

    def named(self, whole: str) -> _Name:
        if whole not in self.names:
            module, _, name = whole.rpartition(".")
            self.names[whole] = _Name(module, name)
        return self.names[whole]

    def save(self, obj: Any, save_persistent_id: bool = True) -> Any:
        """As pickle does; NumPy's numbers as Python's, which every reader knows."""
        return super().save(obj.item() if isinstance(obj, np.generic) else obj, save_persistent_id)

    def reducer_override(self, obj: Any) -> Any:
        """How an object is written: by its name, or by a call that makes it; NotImplemented: as pickle does by itself."""
        if isinstance(obj, _Name):
            return obj.name
        if type(obj) is dt.dtype:
            return self.reducer_override(self.named(f"torch.{obj.name}"))
        if isinstance(obj, Tensor):
            return self.tensor(obj)
        if type(obj) in (Size, device):
            return self.named(f"torch.{type(obj).__name__}"), (tuple(obj) if type(obj) is Size else str(obj),)
        if type(obj) is bytes and not obj:  # not by the name of bytes, which torch does not know
            return codecs.encode, ("", "latin1")
        if type(obj) in (*PLAIN, *CONTAINERS) or any(obj is function for function in MAKERS):
            return NotImplemented
        hint = ": save its state_dict()" if hasattr(obj, "state_dict") else ""
        raise TypeError(f"save() cannot store an object of type {type(obj).__name__}{hint}")

    def tensor(self, t: Tensor) -> tuple:
        if type(t) not in (Tensor, Parameter):
            raise TypeError(f"save() cannot store an object of type {type(t).__name__}: save its data")
        if type(t) is Parameter:
            return self.named("torch._utils._rebuild_parameter"), (t.detach(), t.requires_grad, OrderedDict())
        array, requires_grad = to_host(t._data), t.requires_grad
        owner, low = owner_of(array)
        begin, size = array.__array_interface__["data"][0] - low, array.itemsize
        if begin % size or any(step % size or step < 0 for step in array.strides):
            t = t.detach().clone()  # it lies as no tensor of torch's can
            owner, begin = t._data, 0
        storage = _Stored(owner, t.dtype)
        return self.named("torch._utils._rebuild_tensor_v2"), (
            storage, begin // size, tuple(t.shape), t.stride(), requires_grad, OrderedDict()
        )  # fmt: skip

    def persistent_id(self, obj: Any) -> Any:
        if not isinstance(obj, _Stored):
            return None
        low, high = np.lib.array_utils.byte_bounds(obj.owner)
        key, _ = self.memories.setdefault(low, (len(self.memories), obj.owner))
        kind = next(name for name, dtype in STORAGES.items() if dtype == obj.dtype)
        return "storage", self.named(f"torch.{kind}"), str(key), "cpu", (high - low) // obj.dtype.itemsize

    def save_global(self, obj: Any, name: str | None = None) -> None:
        if isinstance(obj, dt.dtype):
            obj = self.named(f"torch.{obj.name}")
        if not isinstance(obj, _Name):
            super().save_global(obj, name)
            return
        self.write(pickle.GLOBAL + f"{obj.module}\n{obj.name}\n".encode())
        self.memoize(obj)


class _Stored(NamedTuple):
    """A memory on its way into the file, by the array that owns it."""

    owner: np.ndarray
    dtype: dt.dtype


def owner_of(array: np.ndarray) -> tuple[np.ndarray, int]:
    """The array that owns the memory which this one looks at, and where it begins: all of it is written, as in torch."""
    owner: Any = array
    base = array.base
    while base is not None:  # NumPy puts objects of its own between
        owner, base = base if isinstance(base, np.ndarray) else owner, getattr(base, "base", None)
    return owner, np.lib.array_utils.byte_bounds(owner)[0]


def as_bytes(owner: np.ndarray) -> bytes:
    low, high = np.lib.array_utils.byte_bounds(owner)
    whole = np.zeros(high - low, np.uint8)
    memory.laid(whole, owner.dtype, memory.place_of(owner, low))[...] = owner
    return whole.tobytes()
