"""The shape of a tensor: a tuple of ints that prints as torch's and stays itself when it is cut or joined.

A shape is compared, unpacked and hashed as the tuple it is; what torch adds is the text `torch.Size([5, 3])`,
the product `numel()`, and that slices, sums and multiples of a shape are shapes again, whichever side the
plain tuple stands on. The text says `torch.` here too: it is quoted in torch's error messages.
"""

import math
from collections.abc import Iterable
from operator import index
from typing import Any, SupportsIndex, overload


class Size(tuple[int, ...]):
    """The lengths of a tensor's dimensions.

    `Size(iterable)` checks every item (TypeError unless it has `__index__`). Who already holds a tuple of
    ints, as an array's `shape` is, builds one unchecked and faster with `tuple.__new__(Size, shape)`.
    """

    __slots__ = ()

    def __new__(cls, sizes: Iterable[Any] = (), /) -> "Size":
        if isinstance(sizes, Size):
            return sizes
        checked = []
        for position, item in enumerate(sizes):
            try:
                checked.append(index(item))
            except TypeError:
                kind = type(item).__name__
                raise TypeError(f"torch.Size() takes an iterable of 'int' (item {position} is '{kind}')") from None
        return tuple.__new__(cls, checked)

    def numel(self) -> int:
        """The number of elements of a tensor of this shape; 1 for `Size([])`."""
        return math.prod(self)

    def __repr__(self) -> str:
        return f"torch.Size([{', '.join(map(str, self))}])"

    @overload
    def __getitem__(self, key: SupportsIndex) -> int: ...
    @overload
    def __getitem__(self, key: slice) -> "Size": ...
    def __getitem__(self, key: Any) -> Any:
        found = tuple.__getitem__(self, key)
        return tuple.__new__(Size, found) if type(key) is slice else found

    def __add__(self, other: Any) -> Any:
        if isinstance(other, tuple):
            return Size(tuple.__add__(self, other))
        reverse = getattr(type(other), "__radd__", None)  # an array may know better
        added = NotImplemented if reverse is None else reverse(other, self)
        if added is NotImplemented:
            raise TypeError(f"can only concatenate tuple (not {type(other).__name__}) to torch.Size")
        return added

    def __radd__(self, other: Any) -> "Size":
        return Size(tuple.__add__(other, self)) if isinstance(other, tuple) else NotImplemented

    def __mul__(self, times: Any) -> "Size":
        return tuple.__new__(Size, (*self,) * times)

    __rmul__ = __mul__
