"""`save` and `load`: state dicts in safetensors files, which no one's code runs in.

The file holds every tensor under its path ("model.0.weight"; a module's state dict under its own names), so
that `safetensors.torch.load_file` opens it. Everything else, and how it was nested, is JSON text in the
file's metadata. A file is complete or not there: it is written beside its place and then moved.

The container is the `safetensors` package's business (`pip install 'tinygrad_lr[io]'`).
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Mapping
from typing import Any

import numpy as np

from . import files
from .arrays.device import check_device, placed, to_host
from .core.tensor import Tensor, wrap

PLAIN = (str, int, float, bool, type(None))
MAPPINGS = {"dict": dict, "ordered": OrderedDict, "counter": Counter}
STRUCTURE = "tinygrad_lr"  # the metadata key of what is not a tensor
PICKLES = (b"PK\x03\x04", b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05", b"\x8a\x0a\x6c\xfc")


def save(obj: Any, f: Any) -> None:
    """Write `obj` to the path `f` (whole, or not at all) or to an open binary file.

    `obj` is a tensor, or dicts, lists and tuples of tensors, numbers, strings and None, nested at will: state
    dicts of modules, optimizers and schedulers, alone or together. TypeError, naming the place, for all else.
    """
    numpy = _safetensors()
    tensors: dict[str, np.ndarray] = {}
    import json  # only files need it

    metadata = {"format": "pt", STRUCTURE: json.dumps(_pack(obj, "", tensors))}
    content = numpy.save(tensors, metadata)
    if hasattr(f, "write"):
        f.write(content)
    else:
        files.write(f, content)


def load(f: Any, map_location: Any = None, *, weights_only: bool = True) -> Any:
    """What `save` wrote to the path or open binary file `f`; of another safetensors file, a dict of its
    tensors. They are put on the device `map_location`, by default the CPU.

    RuntimeError for a pickle (torch.save's format: loading one may run what it says) and for damaged files.
    """
    place = check_device("cpu" if map_location is None else map_location)
    if not weights_only:
        raise NotImplementedError("weights_only=False is not supported: no pickle is ever loaded")
    import json

    numpy = _safetensors()
    name = getattr(f, "name", f)
    if hasattr(f, "read"):
        content = f.read()
    else:
        with open(f, "rb") as file:
            content = file.read()
    if content.startswith(PICKLES):
        raise RuntimeError(
            f"{name} is a pickle, as torch.save writes: loading it may run code that it holds. In torch, "
            "rewrite it once with safetensors.torch.save_file"
        )
    try:
        arrays = numpy.load(content)
        size = int.from_bytes(content[:8], "little")
        metadata = json.loads(content[8 : 8 + size]).get("__metadata__", {})
        tensors = {key: wrap(placed(np.array(array), place)) for key, array in arrays.items()}
        return _unpack(json.loads(metadata[STRUCTURE]), tensors) if STRUCTURE in metadata else tensors
    except Exception as error:
        raise RuntimeError(f"cannot read {name} as safetensors: {type(error).__name__}: {error}") from None


def _safetensors() -> Any:
    try:
        import safetensors.numpy
    except ImportError:
        needed = "save and load need the safetensors package: pip install 'tinygrad_lr[io]'"
        raise ImportError(needed) from None
    return safetensors.numpy


# -- the structure: JSON, where {"tensor": key}, {"dict": [[key, value], ...]}, {"tuple": [...]} say more --


def _pack(value: Any, path: str, tensors: dict[str, np.ndarray]) -> Any:
    if isinstance(value, Tensor):
        key = path or "tensor"
        while key in tensors:
            key += "_"  # {"a.b": t} beside {"a": {"b": t}}
        tensors[key] = np.ascontiguousarray(to_host(value._data)).reshape(value._data.shape)
        return {"tensor": key}
    if isinstance(value, np.generic):
        value = value.item()
    if type(value) in PLAIN:
        return value
    if isinstance(value, Mapping):
        kind = next((name for name, mapping in MAPPINGS.items() if type(value) is mapping), "dict")
        bad = [key for key in value if type(key) not in (str, int)]
        if bad:
            raise TypeError(f"save() cannot store {path or 'the object'}: {bad[0]!r} as a key")
        return {kind: [[key, _pack(v, _join(path, key), tensors)] for key, v in value.items()]}
    if type(value) in (list, tuple):
        items = [_pack(v, _join(path, i), tensors) for i, v in enumerate(value)]
        return items if type(value) is list else {"tuple": items}
    hint = ": save its state_dict()" if hasattr(value, "state_dict") else ""
    raise TypeError(f"save() cannot store {path or 'the object'}, of type {type(value).__name__}{hint}")


def _join(path: str, key: Any) -> str:
    return f"{path}.{key}" if path else str(key)


def _unpack(packed: Any, tensors: dict[str, Tensor]) -> Any:
    if isinstance(packed, list):
        return [_unpack(value, tensors) for value in packed]
    if not isinstance(packed, dict):
        return packed
    ((kind, content),) = packed.items()
    if kind == "tensor":
        return tensors[content]
    if kind == "tuple":
        return tuple(_unpack(content, tensors))
    return MAPPINGS[kind]({key: _unpack(value, tensors) for key, value in content})
