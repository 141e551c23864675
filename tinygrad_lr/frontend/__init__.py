"""torch's manners: its functions and methods, their argument forms, its refusals, and how it prints.

Here, and nowhere else, the engine gets them: its refusals become torch's sentences, and its Tensor gets torch's methods.
"""

from ..core.tensor import Tensor
from . import errors  # noqa: F401 (it registers its words)
from .conversions import Conversions
from .hooks import Hooks
from .methods import TensorMethods, extend


class Manners(TensorMethods, Conversions, Hooks):
    """All that Tensor is given."""


extend(Tensor, Manners)
