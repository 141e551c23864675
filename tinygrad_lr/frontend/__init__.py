"""torch's manners: its functions and methods, their argument forms, its refusals, and how it prints.

Here, and nowhere else, the engine gets them: its refusals become torch's sentences, and its Tensor gets torch's methods.
"""

from ..arrays.fixed import fix_properties
from ..core.graph import AccumulateGrad, Node
from ..core.operation import OpNode
from ..core.tensor import Tensor
from . import errors  # noqa: F401 (it registers its words)
from .conversions import Conversions
from .extend import extend
from .hooks import Hooks
from .methods import TensorMethods
from .nodes import AccumulateGradMethods, NodeMethods, OpNodeMethods
from .unsupported import refuse_on


class Manners(TensorMethods, Conversions, Hooks):
    """All that Tensor is given."""


extend(Tensor, Manners)
refuse_on(Tensor)
extend(Node, NodeMethods)
extend(OpNode, OpNodeMethods)
extend(AccumulateGrad, AccumulateGradMethods)
fix_properties(Tensor, "torch._C.TensorBase")
for each in (Node, OpNode, AccumulateGrad):
    fix_properties(each)
