"""Writes cupy.json: what CuPy's arrays answer to, by the names and parameters of the installed CuPy.

    pip install cupy-cuda12x && python -m tests.golden.make_cupy

No GPU is needed: only signatures are read.
"""

import inspect
import json
import re
from pathlib import Path

import cupy
import numpy


def parameters(member):
    """The parameters' names; None where neither a signature nor the first line of the text tells."""
    try:
        return list(inspect.signature(member).parameters)
    except (TypeError, ValueError):
        first = (member.__doc__ or "").partition("\n")[0]
        found = re.match(r"\w+\.?\w+\((.*?)\)(?: ->|$)", first)
        if found is None:
            return None
        names = [part.partition("=")[0].split()[-1] for part in found[1].split(", ") if part not in ("", "*")]
        return names


def main():
    functions, ufuncs, methods, attributes = {}, [], {}, []
    for name in sorted(vars(numpy)):
        ours, theirs = getattr(cupy, name, None), getattr(numpy, name)
        if name.startswith("_") or ours is None or ours is theirs or isinstance(theirs, type):
            continue
        if isinstance(theirs, numpy.ufunc):
            ufuncs.append(name)
        elif callable(theirs):
            functions[name] = parameters(ours)
    for name in dir(cupy.ndarray):
        member = getattr(cupy.ndarray, name)
        if name.startswith("_") and not name.startswith("__"):
            continue
        if callable(member):
            methods[name] = None if name.startswith("__") else (parameters(member) or ["self"])[1:]
        elif not name.startswith("_"):
            attributes.append(name)
    about = {"cupy": cupy.__version__, "ufuncs": ufuncs, "attributes": attributes}
    about |= {"functions": functions, "methods": methods}
    Path(__file__).with_name("cupy.json").write_text(json.dumps(about, indent=0).replace(',\n"', ',\n "') + "\n")


if __name__ == "__main__":
    main()
