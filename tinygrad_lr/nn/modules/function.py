"""Functions as modules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from ..attributes import attributes
from ..module import Module


class Function(Module):
    """Has settings as attributes, and they are what is printed: `_shown` names them; `inplace` only where it is on, whatever that is."""

    _shown: ClassVar[tuple[str, ...]] = ()
    if TYPE_CHECKING:  # the settings

        def __getattr__(self, name: str) -> Any: ...

    def __init__(self, **settings: Any) -> None:
        super().__init__()
        attributes(self).update(settings)

    def extra_repr(self) -> str:
        shown = [(name, getattr(self, name)) for name in self._shown]
        told = [f"{name}={True if name == 'inplace' else value}" for name, value in shown if name != "inplace" or value]
        return ", ".join(told)
