"""`save` and `load`: state dicts in files that no one's code runs in.

A name that ends in .pt or .pth gets torch's own format (`torch_files`), any other, and an open file, safetensors.
`load` tells them by their first bytes. A file of safetensors holds every tensor under its path ("model.0.weight"; a
module's state dict under its own names), so that `safetensors.torch.load_file` opens it. Everything else, and how it
was nested, is JSON text in the file's metadata: what is a Parameter, what requires grad, which tensors look at one
memory, which are one object. A file is complete or not there.

The container is the `safetensors` package's business (`pip install 'tinygrad_lr[io]'`).
"""

from __future__ import annotations

import os
import stat
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from . import files
from .arrays import dtype as dt
from .arrays import memory
from .arrays.device import check_device, device, placed, to_host
from .arrays.size import Size
from .arrays.tracebacks import entrance
from .core.tensor import Tensor, wrap
from .frontend.conversions import filled, users_attributes
from .frontend.random import Generator
from .nn.module import Parameter

PLAIN = (str, int, float, bool, type(None))
MAPPINGS = {"dict": dict, "ordered": OrderedDict, "counter": Counter}
SEQUENCES: dict[str, type] = {"tuple": tuple, "size": Size, "set": set}
WORDS: dict[str, tuple[type, Callable, Callable]] = {  # what is written in a word: how, and how it is read again
    "dtype": (dt.dtype, lambda d: d.name, lambda name: next(d for d in dt.DTYPES if d.name == name)),
    "device": (device, str, device),
    "complex": (complex, lambda z: [z.real, z.imag], lambda pair: complex(*pair)),
    "bytes": (bytes, lambda b: b.hex(), bytes.fromhex),
    "bytearray": (bytearray, lambda b: b.hex(), bytearray.fromhex),
}
TENSORS: dict[str, type] = {"tensor": Tensor, "parameter": Parameter}
STRUCTURE = "tinygrad_lr"  # the metadata key of what is not a tensor
KNOWN = {
    "BOOL" if d.np.kind == "b" else f"{d.np.kind.upper()}{8 * d.itemsize}" for d in dt.DTYPES
}  # safetensors' names
OLD = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05", b"\x8a\x0a\x6c\xfc")


@entrance
def save(obj: Any, f: Any) -> None:
    """Write `obj` to the path `f` (whole, or not at all) or to an open binary file.

    `obj` is a tensor, a parameter or a generator, or dicts, lists, tuples and sets of these and of numbers, text,
    bytes, shapes, dtypes, devices and None, nested at will: state dicts of modules, optimizers and schedulers, alone or
    together. What looks at one memory, or is one object, does and is so again when it is loaded. TypeError, naming the
    place, for all else, such as modules, functions, NumPy's arrays and tensors of one's own classes. OSError for what
    `files` refuses.
    """
    if _suffix(f) in (".pt", ".pth"):
        from . import torch_files  # with zipfile and pickle, which only files need

        put(torch_files.written(obj), f)
        return
    numpy = _safetensors()
    import json  # only files need it

    packer = _Packer()
    try:
        structure = json.dumps(packer.pack(obj, ""))
    except RecursionError:
        raise TypeError("save() cannot store the object: it is nested too deep") from None
    metadata = {"format": "pt", STRUCTURE: structure}
    put(numpy.save(packer.arrays, metadata), f)


def _suffix(f: Any) -> str:
    """How the name of a path or an open file ends; "" where there is none."""
    name = getattr(f, "name", None) if hasattr(f, "write") else f
    return os.path.splitext(os.fsdecode(name))[1] if isinstance(name, (str, bytes, os.PathLike)) else ""


def put(content: bytes, f: Any) -> None:
    if hasattr(f, "write"):
        f.write(content)
    else:
        files.write(f, content)


def load(f: Any, map_location: Any = None, *, weights_only: bool | None = True) -> Any:
    """What `save` or torch.save wrote to the path or open binary file `f`; of another safetensors file, a dict of its
    tensors. They are put on the device `map_location` (`place_for`), by default the CPU.

    RuntimeError for a file of torch's that asks for more than tensors and plain containers (nothing of it is run) or is
    in the format of before torch 1.6, for dtypes that are not to be had here, and for damaged files. OSError where
    there is no such file.
    """
    place = place_for(map_location)
    if weights_only is False:
        raise NotImplementedError("weights_only=False is not supported: no pickle is ever loaded")
    import json

    name = getattr(f, "name", f) if hasattr(f, "read") else f
    content = _content(f, name)
    if content.startswith(b"PK\x03\x04"):
        from . import torch_files

        return torch_files.read(content, name, place)
    if content.startswith(OLD) and content[8:9] != b"{":  # a header of 640 bytes begins as a pickle does
        raise RuntimeError(
            f"{name} is in the old format of torch.save's, a pickle that is no zip archive, which is not read here. In torch "
            "1.6 or later, load and save it once"
        )
    numpy = _safetensors()
    try:
        size = int.from_bytes(content[:8], "little")
        header = json.loads(content[8 : 8 + size])
        unknown = {key: x["dtype"] for key, x in header.items() if key != "__metadata__" and x["dtype"] not in KNOWN}
        if unknown:
            key, kind = next(iter(unknown.items()))
            raise ValueError(f"the tensor {key!r} has the dtype {kind}; tinygrad_lr has {', '.join(sorted(KNOWN))}")
        arrays = {key: _owned(array) for key, array in numpy.load(content).items()}
        metadata = header.get("__metadata__", {})
        if STRUCTURE in metadata:
            return _Unpacker(arrays, place).unpack(json.loads(metadata[STRUCTURE]))
        return {key: wrap(placed(array, place)) for key, array in arrays.items()}
    except Exception as error:
        raise RuntimeError(f"cannot read {name} as safetensors: {type(error).__name__}: {error}") from None


def place_for(map_location: Any) -> device:
    """The device that `map_location` names: by itself, as a dict from devices' names to others, or as a function of a
    memory and its device's name, which gives the memory elsewhere, or None where it is to stay. All files are of the CPU."""
    if isinstance(map_location, Mapping):
        map_location = map_location.get("cpu")
    elif callable(map_location) and not isinstance(map_location, device):
        moved = map_location(Tensor(), "cpu")  # an empty tensor stands for the memory: it has `cpu` and `cuda`, too
        map_location = None if moved is None else moved.device
    return check_device("cpu" if map_location is None else map_location)


def _content(f: Any, name: Any) -> bytes:
    """All bytes of a path or an open file."""
    if not hasattr(f, "read"):
        if not stat.S_ISREG(mode := os.stat(f).st_mode) and not stat.S_ISDIR(mode):
            raise RuntimeError(f"cannot read {name}: it is no plain file")
        with open(f, "rb") as file:
            return file.read()
    try:
        content = f.read()
    except UnicodeDecodeError:
        content = ""
    if not isinstance(content, (bytes, bytearray)):
        raise RuntimeError(f"cannot read {name}: it must be opened in binary mode")
    return bytes(content)


def _owned(array: np.ndarray) -> np.ndarray:
    """A copy in memory of its own; a bool is 0 or 1 there, whatever the file says."""
    return array.view(np.uint8) != 0 if array.dtype == bool else np.array(array)


def _safetensors() -> Any:
    try:
        import safetensors.numpy
    except ImportError:
        needed = "save and load need the safetensors package: pip install 'tinygrad_lr[io]'"
        raise ImportError(needed) from None
    return safetensors.numpy


# -- the structure: JSON, where {"tensor": key}, {"dict": [[key, value], ...]}, {"tuple": [...]} say more -----------------
#
# {"same": n} is the n-th list, dict or set, counted from where each begins. An ordered dict has its "attributes" beside it,
# if it has any. A tensor has beside its key, where it differs from a plain one: "grad", if it requires grad; "is", the key
# of the tensor that it is; "attributes"; and "memory": [number, bytes in all, where it begins, its steps in bytes] if it
# shares memory, or lies in it in another than C order.


class _Packer:
    """What `save` finds on its way through an object."""

    def __init__(self) -> None:
        self.arrays: dict[str, np.ndarray] = {}  # by their names in the file
        self.laid: dict[str, tuple[np.ndarray, dict]] = {}  # arrays as they lie in memory, with their JSON
        self.seen: dict[int, Any] = {}  # the objects with an identity, by id
        self.tensors: dict[int, str] = {}
        self.numbers: dict[int, int] = {}

    def pack(self, obj: Any, path: str) -> Any:
        packed = self.value(obj, path)
        for number, members in enumerate(memory.groups([array for array, _ in self.laid.values()])):
            found = [list(self.laid.values())[i] for i in members]
            if len(found) > 1 or not found[0][0].flags.c_contiguous:
                ends = [np.lib.array_utils.byte_bounds(array) for array, _ in found]
                low, high = min(low for low, _ in ends), max(high for _, high in ends)
                for array, said in found:
                    begin, _, steps = memory.place_of(array, low)
                    said["memory"] = [number, high - low, begin, list(steps)]
        return packed

    def value(self, value: Any, path: str) -> Any:
        value = value.item() if isinstance(value, np.generic) else value
        if type(value) in PLAIN:
            return value
        for kind, (cls, write, _) in WORDS.items():
            if type(value) is cls:
                return {kind: write(value)}
        if isinstance(value, Tensor):
            return self.tensor(value, path)
        if type(value) is Generator:
            return {"generator": self.named(value.get_state_bytes(), path)}
        if id(value) in self.numbers:
            return {"same": self.numbers[id(value)]}
        if type(value) in (list, set, *MAPPINGS.values()):
            self.numbers[id(value)], self.seen[id(value)] = len(self.numbers), value
        if type(value) in MAPPINGS.values():
            kind = next(name for name, mapping in MAPPINGS.items() if type(value) is mapping)
            packed = {kind: [[self.key(k, path), self.value(v, _join(path, k))] for k, v in value.items()]}
            if vars(value) if kind == "ordered" else None:  # a state dict's versions of its modules
                packed["attributes"] = self.value(vars(value), f"the attributes of {path or 'the object'}")
            return packed
        if type(value) in (list, *SEQUENCES.values()):
            items = [self.value(v, _join(path, i)) for i, v in enumerate(value)]
            return items if type(value) is list else {_kind(SEQUENCES, value): items}
        hint = ": save its state_dict()" if hasattr(value, "state_dict") else ""
        raise TypeError(f"save() cannot store {path or 'the object'}, of type {type(value).__name__}{hint}")

    def key(self, key: Any, path: str) -> Any:
        """A key of a dict: text, numbers, and tuples of them."""
        if type(key) not in (*PLAIN, tuple):
            raise TypeError(f"save() cannot store {path or 'the object'}: {key!r} as a key")
        return self.value(key, f"a key of {path or 'the object'}")

    def tensor(self, t: Tensor, path: str) -> dict[str, Any]:
        if type(t) not in TENSORS.values():
            raise TypeError(f"save() cannot store {path or 'the object'}, of type {type(t).__name__}: save its data")
        array = to_host(t._data)
        key = self.named(np.ascontiguousarray(array).reshape(array.shape), path)
        said: dict[str, Any] = {_kind(TENSORS, t): key}
        if id(t) in self.tensors:
            return {**said, "is": self.tensors[id(t)]}
        self.tensors[id(t)], self.seen[id(t)], self.laid[key] = key, t, (array, said)
        if t.requires_grad:
            said["grad"] = True
        attributes = users_attributes(t)
        if attributes:
            said["attributes"] = self.value(attributes, f"the attributes of {path or 'the object'}")
        return said

    def named(self, array: np.ndarray, path: str) -> str:
        """Put an array into the file; its name there."""
        key = path.encode("utf-8", "backslashreplace").decode() or "tensor"
        while key in self.arrays or key == "__metadata__":
            key += "_"  # {"a.b": t} beside {"a": {"b": t}}
        self.arrays[key] = array
        return key


def _kind(kinds: Mapping[str, type], value: Any) -> str:
    return next(kind for kind, cls in kinds.items() if type(value) is cls)


def _join(path: str, key: Any) -> str:
    return f"{path}.{key}" if path else str(key)


class _Unpacker:
    """The way back; whatever it stumbles upon is the file's fault."""

    def __init__(self, arrays: dict[str, np.ndarray], place: device) -> None:
        self.arrays, self.place = arrays, place
        self.containers: list[Any] = []
        self.tensors: dict[str, Tensor] = {}
        self.memories: dict[int, np.ndarray] = {}

    def unpack(self, packed: Any) -> Any:
        if isinstance(packed, list):
            return self.filled([], packed)
        if not isinstance(packed, dict):
            return packed
        kind, content = next(iter(packed.items()))
        if kind in TENSORS:
            return self.tensor(kind, content, packed)
        if kind in MAPPINGS:
            mapping = self.filled(MAPPINGS[kind](), content)
            if "attributes" in packed:
                mapping.__dict__.update(**self.unpack(packed["attributes"]))
            return mapping
        if kind == "set":
            return self.filled(set(), content)
        if kind in SEQUENCES:
            return SEQUENCES[kind]([self.unpack(value) for value in content])
        if kind == "same":
            return self.containers[content]
        if kind == "generator":
            generator = Generator()
            generator.set_state_bytes(self.arrays[content])
            return generator
        return WORDS[kind][2](content)

    def filled(self, container: Any, content: list) -> Any:
        """A container, known before what it holds, which may be itself."""
        self.containers.append(container)
        for item in content:
            if isinstance(container, dict):
                key, value = item
                key = self.unpack(key)
                container[key] = self.unpack(value)
            else:
                (container.add if isinstance(container, set) else container.append)(self.unpack(item))
        return container

    def tensor(self, kind: str, key: str, said: dict[str, Any]) -> Tensor:
        if "is" in said:
            return self.tensors[said["is"]]
        array = self.arrays[key]
        if "memory" in said and self.place.type == "cpu":
            number, size, begin, steps = said["memory"]
            if number not in self.memories:
                self.memories[number] = np.zeros(size, np.uint8)
            laid = memory.laid(self.memories[number], array.dtype, (begin, array.shape, tuple(steps)))
            if not laid.flags.aligned:
                raise ValueError(f"the tensor {key!r} lies across others' elements")
            laid[...] = array
            array = laid
        t = self.tensors[key] = wrap(placed(array, self.place), cls=TENSORS[kind])
        filled(t)
        t.requires_grad = bool(said.get("grad", False))
        if "attributes" in said:
            t.__dict__.update(**self.unpack(said["attributes"]))
        return t
