"""Texts of nn: modules, their members, containers, layers, activations, losses and parameters."""

TEXTS = {
    "Module": """The base of layers and models: `__init__` makes its members, `forward` computes.

    torch.nn.Module(*args, **kwargs)

Parameters and modules that are assigned as attributes belong to it: `parameters()` finds them, `to`
moves them, `state_dict` keeps them. Call the module, not `forward`: hooks run then.

Attributes:
    training: bool; set by `train` and `eval`.

Raises:
    NotImplementedError: when called without a forward, as `torch.nn.Module()(torch.ones(1))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html

Example:
    >>> class Line(torch.nn.Module):
    ...     def __init__(self):
    ...         super().__init__()
    ...         self.w = torch.nn.Parameter(torch.tensor(2.0))
    ...
    ...     def forward(self, x):
    ...         return self.w * x
    >>> Line()(torch.tensor([1.0, 2.0]))
    tensor([2., 4.], grad_fn=<MulBackward0>)
""",
    "Module.forward": """What the module computes, when it is called; subclasses define it.

    Module.forward(*input) -> Any

Raises:
    NotImplementedError: where a subclass does not, as `torch.nn.Module()(1)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.forward

Example:
    >>> torch.nn.ReLU().forward(torch.tensor([-1.0, 2.0]))
    tensor([0., 2.])
""",
    "Module.extra_repr": """What stands in the brackets when the module is printed; subclasses define it.

    Module.extra_repr() -> str

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.extra_repr

Example:
    >>> torch.nn.Linear(1, 2).extra_repr()
    'in_features=1, out_features=2, bias=True'
""",
    "Module.register_parameter": """Add a parameter by its name; None keeps the place free.

    Module.register_parameter(name, param) -> None

Raises:
    KeyError: for a name with a point, as `torch.nn.Module().register_parameter("a.b", None)`.
    TypeError: for what is no Parameter, as `torch.nn.Module().register_parameter('a', torch.ones(1))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_parameter

Example:
    >>> m = torch.nn.Module()
    >>> m.register_parameter("w", torch.nn.Parameter(torch.ones(2)))
    >>> m.w
    Parameter containing:
    tensor([1., 1.], requires_grad=True)
""",
    "Module.register_buffer": """Add a tensor that is no parameter but belongs to the module.

    Module.register_buffer(name, tensor, persistent=True) -> None

Args:
    persistent: whether `state_dict` keeps it.

Raises:
    KeyError: for a name with a point, as `torch.nn.Module().register_buffer("a.b", None)`.
    TypeError: for what is no tensor, as `torch.nn.Module().register_buffer('a', 1.0)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_buffer

Example:
    >>> m = torch.nn.Module()
    >>> m.register_buffer("mean", torch.zeros(2))
    >>> m.state_dict()["mean"]
    tensor([0., 0.])
""",
    "Module.add_module Module.register_module": """Add a child by its name.

    Module.add_module(name, module) -> None
    Module.register_module(name, module) -> None

Raises:
    TypeError: for what is no module, as `torch.nn.Module().add_module("a", 1)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.add_module

Example:
    >>> m = torch.nn.Module()
    >>> m.add_module("act", torch.nn.ReLU())
    >>> m
    Module(
      (act): ReLU()
    )
""",
    "Module.get_submodule": """The module at a path like "net.0"; "" is the module itself.

    Module.get_submodule(target) -> Module

Raises:
    AttributeError: where there is none, as `torch.nn.Module().get_submodule("net")`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.get_submodule

Example:
    >>> torch.nn.Sequential(torch.nn.ReLU()).get_submodule("0")
    ReLU()
""",
    "Module.set_submodule": """Puts a module at a path like "net.0", in another's place or as a new one.

    Module.set_submodule(target, module, strict=False) -> None

Args:
    strict: only in the place of a module that is there.

Raises:
    ValueError: for an empty path, as `torch.nn.Module().set_submodule("", torch.nn.ReLU())`.
    AttributeError: where the path leads to no module, as `torch.nn.Module().set_submodule("a.b", torch.nn.ReLU())`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.set_submodule

Example:
    >>> net = torch.nn.Sequential(torch.nn.ReLU())
    >>> net.set_submodule("0", torch.nn.Tanh())
    >>> net
    Sequential(
      (0): Tanh()
    )
""",
    "Module.get_parameter": """The parameter at a path like "net.0.weight".

    Module.get_parameter(target) -> Parameter

Raises:
    AttributeError: where there is none, as `torch.nn.Module().get_parameter("w")`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.get_parameter

Example:
    >>> torch.nn.Sequential(torch.nn.Linear(1, 2)).get_parameter("0.weight").shape
    torch.Size([2, 1])
""",
    "Module.get_buffer": """The buffer at a path like "net.0.mean".

    Module.get_buffer(target) -> Tensor

Raises:
    AttributeError: where there is none, as `torch.nn.Module().get_buffer("mean")`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.get_buffer

Example:
    >>> m = torch.nn.Module()
    >>> m.register_buffer("mean", torch.zeros(2))
    >>> m.get_buffer("mean")
    tensor([0., 0.])
""",
    "Module.named_modules": """This module and all below it with their paths, parents first.

    Module.named_modules(memo=None, prefix='', remove_duplicate=True) -> iterator of (str, Module)

Args:
    memo: modules that are left out.
    remove_duplicate: name what stands in several places once.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.named_modules

Example:
    >>> [name for name, _ in torch.nn.Sequential(torch.nn.ReLU(), torch.nn.Tanh()).named_modules()]
    ['', '0', '1']
""",
    "Module.modules": """This module and all below it, parents first.

    Module.modules(remove_duplicate=True) -> iterator of Modules

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.modules

Example:
    >>> len(list(torch.nn.Sequential(torch.nn.ReLU(), torch.nn.Tanh()).modules()))
    3
""",
    "Module.named_children": """The modules directly below, with their names.

    Module.named_children() -> iterator of (str, Module)

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.named_children

Example:
    >>> list(torch.nn.Sequential(torch.nn.ReLU(), torch.nn.Tanh()).named_children())
    [('0', ReLU()), ('1', Tanh())]
""",
    "Module.children": """The modules directly below.

    Module.children() -> iterator of Modules

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.children

Example:
    >>> list(torch.nn.Sequential(torch.nn.ReLU(), torch.nn.Tanh()).children())
    [ReLU(), Tanh()]
""",
    "Module.named_parameters": """All parameters with their paths; a shared one once.

    Module.named_parameters(prefix='', recurse=True, remove_duplicate=True) -> iterator of (str, Parameter)

Args:
    prefix: what stands before each path.
    recurse: also those of modules below.
    remove_duplicate: name what stands in several places once.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.named_parameters

Example:
    >>> [(name, p.shape) for name, p in torch.nn.Linear(3, 2).named_parameters()]
    [('weight', torch.Size([2, 3])), ('bias', torch.Size([2]))]
""",
    "Module.parameters": """All parameters: what an optimizer is given; a shared one once.

    Module.parameters(recurse=True) -> iterator of Parameters

Args:
    recurse: also those of modules below.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.parameters

Example:
    >>> [p.shape for p in torch.nn.Linear(3, 2).parameters()]
    [torch.Size([2, 3]), torch.Size([2])]
""",
    "Module.named_buffers": """All buffers with their paths; a shared one once.

    Module.named_buffers(prefix='', recurse=True, remove_duplicate=True) -> iterator of (str, Tensor)

Args:
    prefix: what stands before each path.
    recurse: also those of modules below.
    remove_duplicate: name what stands in several places once.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.named_buffers

Example:
    >>> m = torch.nn.Module()
    >>> m.register_buffer("mean", torch.zeros(2))
    >>> list(m.named_buffers(prefix="m"))
    [('m.mean', tensor([0., 0.]))]
""",
    "Module.buffers": """All buffers; a shared one once.

    Module.buffers(recurse=True) -> iterator of Tensors

Args:
    recurse: also those of modules below.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.buffers

Example:
    >>> m = torch.nn.Module()
    >>> m.register_buffer("mean", torch.zeros(2))
    >>> list(m.buffers())
    [tensor([0., 0.])]
""",
    "Module.apply": """Call a function with every module below and with this one, children first.

    Module.apply(fn) -> Module

The module itself is returned.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.apply

Example:
    >>> m = torch.nn.Sequential(torch.nn.ReLU()).apply(lambda module: print(type(module).__name__))
    ReLU
    Sequential
""",
    "Module.train": """Set `training` here and in all modules below: dropout is at work only then.

    Module.train(mode=True) -> Module

Raises:
    ValueError: for what is no bool, as `torch.nn.Module().train(1)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.train

Example:
    >>> torch.nn.Dropout().train().training
    True
""",
    "Module.eval": """Unset `training` here and in all modules below, as `train(False)`.

    Module.eval() -> Module

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.eval

Example:
    >>> torch.nn.Dropout().eval()(torch.ones(3))
    tensor([1., 1., 1.])
""",
    "Module.requires_grad_": """Set whether the parameters' gradients are wanted, and return the module.

    Module.requires_grad_(requires_grad=True) -> Module

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.requires_grad_

Example:
    >>> torch.nn.Linear(1, 1).requires_grad_(False).weight.requires_grad
    False
""",
    "Module.zero_grad": """Forget the parameters' gradients, or fill them with zeros.

    Module.zero_grad(set_to_none=True) -> None

Args:
    set_to_none: forget them.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.zero_grad

Example:
    >>> m = torch.nn.Linear(1, 1)
    >>> m(torch.ones(1)).sum().backward()
    >>> m.zero_grad()
    >>> print(m.weight.grad)
    None
""",
    "Module.to": """Parameters and buffers on another device, or in another floating dtype, in place.

    Module.to(*args, **kwargs) -> Module

The module itself is returned.

Raises:
    TypeError: for an integer dtype, as `torch.nn.Linear(1, 1).to(torch.int64)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.to

Example:
    >>> torch.nn.Linear(1, 1).to(torch.float64).weight.dtype
    torch.float64
""",
    "Module.type": """Parameters and buffers in one dtype, in place; return the module.

    Module.type(dst_type) -> Module

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.type

Example:
    >>> torch.nn.Linear(1, 1).type(torch.float64).weight.dtype
    torch.float64
""",
    "Module.float": """Floating parameters and buffers in float32, in place; return the module.

    Module.float() -> Module

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.float

Example:
    >>> torch.nn.Linear(1, 1, dtype=torch.float64).float().weight.dtype
    torch.float32
""",
    "Module.double": """Floating parameters and buffers in float64, in place; return the module.

    Module.double() -> Module

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.double

Example:
    >>> torch.nn.Linear(1, 1).double().weight.dtype
    torch.float64
""",
    "Module.cpu": """Parameters and buffers in the CPU's memory, in place; return the module.

    Module.cpu() -> Module

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.cpu

Example:
    >>> torch.nn.Linear(1, 1).cpu().weight.device
    device(type='cpu')
""",
    "Module.cuda": """Parameters and buffers in the memory of a GPU, in place; return the module.

    Module.cuda(device=None) -> Module

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.cuda

Example:
    >>> torch.cuda.is_available() and torch.nn.Linear(1, 1).cuda().weight.is_cuda
    False
""",
    "Module.get_extra_state": """What else `state_dict` keeps, for subclasses that define it, with `set_extra_state`.

    Module.get_extra_state() -> Any

Raises:
    RuntimeError: where a subclass does not, as `torch.nn.Module().get_extra_state()`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.get_extra_state

Example:
    >>> class Counted(torch.nn.Module):
    ...     def get_extra_state(self):
    ...         return torch.tensor(3)
    >>> dict(Counted().state_dict())
    {'_extra_state': tensor(3)}
""",
    "Module.set_extra_state": """Take over what `get_extra_state` gave, in subclasses that define both.

    Module.set_extra_state(state) -> None

Raises:
    RuntimeError: where a subclass does not, as `torch.nn.Module().set_extra_state(1)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.set_extra_state

Example:
    >>> class Counted(torch.nn.Module):
    ...     def set_extra_state(self, state):
    ...         print("count", state)
    >>> Counted().load_state_dict({"_extra_state": 3})
    count 3
    <All keys matched successfully>
""",
    "Module.state_dict": """Parameters and persistent buffers by their paths; they share the module's memory.

    Module.state_dict(*, destination=None, prefix='', keep_vars=False) -> OrderedDict of str: Tensor

Args:
    destination: a dictionary to add to.
    prefix: what stands before each path.
    keep_vars: the parameters themselves, and not detached.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.state_dict

Example:
    >>> list(torch.nn.Sequential(torch.nn.Linear(1, 1)).state_dict())
    ['0.weight', '0.bias']
""",
    "Module.load_state_dict": """Write what `state_dict` gave into parameters and buffers.

    Module.load_state_dict(state_dict, strict=True, assign=False) -> (missing_keys, unexpected_keys)

Args:
    strict: refuse paths that are missing or not known.
    assign: take the given tensors instead of their elements.

Raises:
    RuntimeError: for missing paths, as `torch.nn.Linear(1, 1).load_state_dict({})`.
    TypeError: for what is no dict, as `torch.nn.Linear(1, 1).load_state_dict([])`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.load_state_dict

Example:
    >>> m = torch.nn.Linear(1, 1, bias=False)
    >>> m.load_state_dict({"weight": torch.tensor([[5.0]])})
    <All keys matched successfully>
    >>> m.weight.item()
    5.0
""",
    "Module.register_forward_pre_hook": """Before each call, call a function with the module and its arguments; it may replace them.

    Module.register_forward_pre_hook(hook, *, prepend=False, with_kwargs=False) -> handle

Args:
    hook: hook(module, args), or with `with_kwargs` hook(module, args, kwargs).

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_forward_pre_hook

Example:
    >>> m = torch.nn.ReLU()
    >>> handle = m.register_forward_pre_hook(lambda module, args: (args[0] + 10,))
    >>> m(torch.tensor([-1.0]))
    tensor([9.])
""",
    "Module.register_forward_hook": """After each call, call a function with module, arguments and result, which it may replace.

    Module.register_forward_hook(hook, *, prepend=False, with_kwargs=False, always_call=False) -> handle

Args:
    hook: hook(module, args, result), or with `with_kwargs` hook(module, args, kwargs, result).
    always_call: also when the call has failed.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_forward_hook

Example:
    >>> m = torch.nn.ReLU()
    >>> handle = m.register_forward_hook(lambda module, args, result: result * 10)
    >>> m(torch.tensor([2.0]))
    tensor([20.])
""",
    "Module.register_full_backward_hook": """In backward passes, call a function with the gradients of arguments and result.

    Module.register_full_backward_hook(hook, prepend=False) -> handle

Args:
    hook: hook(module, grad_input, grad_output), whose tuple replaces grad_input.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_full_backward_hook

Example:
    >>> m = torch.nn.ReLU()
    >>> handle = m.register_full_backward_hook(lambda module, grad_input, grad_output: print(grad_input))
    >>> m(torch.tensor([2.0, -1.0], requires_grad=True)).sum().backward()
    (tensor([1., 0.]),)
""",
    "Module.register_full_backward_pre_hook": """In backward passes, call a function with the gradients of the result, before all else.

    Module.register_full_backward_pre_hook(hook, prepend=False) -> handle

Args:
    hook: hook(module, grad_output), whose tuple replaces grad_output.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_full_backward_pre_hook

Example:
    >>> m = torch.nn.ReLU()
    >>> handle = m.register_full_backward_pre_hook(lambda module, grad_output: (grad_output[0] * 10,))
    >>> x = torch.tensor([2.0, -1.0], requires_grad=True)
    >>> m(x).sum().backward()
    >>> x.grad
    tensor([10.,  0.])
""",
    "Module.register_state_dict_pre_hook": """Before `state_dict`, call a function with the module, the prefix and `keep_vars`.

    Module.register_state_dict_pre_hook(hook) -> handle

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_state_dict_pre_hook

Example:
    >>> m = torch.nn.ReLU()
    >>> handle = m.register_state_dict_pre_hook(lambda module, prefix, keep_vars: print("asked"))
    >>> m.state_dict()
    asked
    OrderedDict()
""",
    "Module.register_state_dict_post_hook": """At the end of `state_dict`, call a function with what it gives, which may change it.

    Module.register_state_dict_post_hook(hook) -> handle

Args:
    hook: hook(module, state_dict, prefix, local_metadata).

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_state_dict_post_hook

Example:
    >>> def more(module, state_dict, prefix, local_metadata):
    ...     state_dict["more"] = 1
    >>> m = torch.nn.ReLU()
    >>> handle = m.register_state_dict_post_hook(more)
    >>> dict(m.state_dict())
    {'more': 1}
""",
    "Module.register_load_state_dict_pre_hook": """Before loading, call a function with what will be loaded, which may change it.

    Module.register_load_state_dict_pre_hook(hook) -> handle

Args:
    hook: hook(module, state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys,
        error_msgs).

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html

Example:
    >>> def older(module, state_dict, prefix, *rest):
    ...     state_dict["weight"] = state_dict.pop("w")
    >>> m = torch.nn.Linear(1, 1, bias=False)
    >>> handle = m.register_load_state_dict_pre_hook(older)
    >>> m.load_state_dict({"w": torch.tensor([[5.0]])})
    <All keys matched successfully>
""",
    "Module.register_load_state_dict_post_hook": """After loading, call a function with the paths that are missing, or not known.

    Module.register_load_state_dict_post_hook(hook) -> handle

Args:
    hook: hook(module, incompatible_keys).

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html

Example:
    >>> m = torch.nn.Linear(1, 1, bias=False)
    >>> handle = m.register_load_state_dict_post_hook(lambda module, keys: print(keys.missing_keys))
    >>> m.load_state_dict({}, strict=False)
    ['weight']
    _IncompatibleKeys(missing_keys=['weight'], unexpected_keys=[])
""",
    "Linear": """A linear layer: a weight for each pair of input and output, and a bias.

    torch.nn.Linear(in_features, out_features, bias=True, device=None, dtype=None)

Formula:
    forward(x) = x wᵀ + b. Weight and bias begin uniform in ±1/√in_features.

Shapes:
    x (*, in_features), the result (*, out_features).

Dtypes:
    float32 or float64, of both the same.

Attributes:
    weight: Parameter, (out_features, in_features).
    bias: Parameter, (out_features); None with `bias=False`.

Raises:
    RuntimeError: for another number of features, as `torch.nn.Linear(2, 1)(torch.ones(3))`.

Source:
    He et al., https://arxiv.org/abs/1502.01852, for the first values, with a = √5.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html

Example:
    >>> g = torch.manual_seed(0)
    >>> torch.nn.Linear(2, 1)(torch.tensor([[1.0, 2.0]]))
    tensor([[0.1714]], grad_fn=<AddmmBackward0>)
""",
    "Linear.reset_parameters": """Draw weight and bias anew, as a new layer does.

    Linear.reset_parameters() -> None

Formula:
    weight, bias ~ uniform in ±1/√in_features.

Shapes:
    as they are.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html#torch.nn.Linear

Example:
    >>> m = torch.nn.Linear(4, 1)
    >>> m.reset_parameters()
    >>> bool((m.weight.abs() <= 0.5).all())
    True
""",
    "LayerNorm": """The last dimensions brought to mean 0 and variance 1, then scaled and moved.

    torch.nn.LayerNorm(normalized_shape, eps=1e-05, elementwise_affine=True, bias=True, device=None,
            dtype=None)

Formula:
    forward(x) = w (x − x̄)/√(σ² + eps) + b, with mean and variance over the last dimensions.

Shapes:
    x ends in `normalized_shape`; the result is as x.

Dtypes:
    float32 or float64, of both the same.

Attributes:
    weight: Parameter, of `normalized_shape`, at first ones; None with `elementwise_affine=False`.
    bias: Parameter, of `normalized_shape`, at first zeros; None with `bias=False`.

Raises:
    RuntimeError: when called, for other last dimensions, as `torch.nn.LayerNorm(4)(torch.ones(2, 3))`.

Source:
    Ba, Kiros and Hinton, https://arxiv.org/abs/1607.06450

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html

Example:
    >>> torch.nn.LayerNorm(3)(torch.tensor([[1.0, 2.0, 3.0]]))
    tensor([[-1.2247,  0.0000,  1.2247]], grad_fn=<NativeLayerNormBackward0>)
""",
    "LayerNorm.reset_parameters": """Set the weight to ones and the bias to zeros, as in a new layer.

    LayerNorm.reset_parameters() -> None

Formula:
    weight = 1, bias = 0.

Shapes:
    as they are.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html

Example:
    >>> m = torch.nn.LayerNorm(2)
    >>> m.reset_parameters()
    >>> m.weight
    Parameter containing:
    tensor([1., 1.], requires_grad=True)
""",
    "Dropout": """In training, random elements made zero and the others enlarged so that the mean stays.

    torch.nn.Dropout(p=0.5, inplace=False)

Formula:
    forward(x)ᵢ = xᵢ mᵢ/(1 − p), with mᵢ = 0 with probability p, else 1; x after `eval()`.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Args:
    inplace: write into the input.

Raises:
    ValueError: for what is no probability, as `torch.nn.Dropout(1.5)`.

Source:
    Srivastava et al., https://jmlr.org/papers/v15/srivastava14a.html

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout.html

Example:
    >>> g = torch.manual_seed(0)
    >>> torch.nn.Dropout(0.5)(torch.ones(4))
    tensor([0., 0., 2., 0.])
""",
    "Flatten": """Neighbouring dimensions, joined into one; by default all but the first.

    torch.nn.Flatten(start_dim=1, end_dim=-1)

Formula:
    forward(x) = x in row-major order.

Shapes:
    (n, 2, 3) gives (n, 6).

Dtypes:
    the input's.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Flatten.html

Example:
    >>> torch.nn.Flatten()(torch.zeros(5, 2, 3)).shape
    torch.Size([5, 6])
""",
    "Unflatten": """One dimension, parted into several.

    torch.nn.Unflatten(dim, unflattened_size)

Formula:
    forward(x) = x in row-major order, with dimension `dim` of sizes `unflattened_size`.

Shapes:
    (n, 6) with dimension 1 as (2, 3) gives (n, 2, 3).

Dtypes:
    the input's.

Raises:
    TypeError: for sizes that are none, as `torch.nn.Unflatten(1, 6)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Unflatten.html

Example:
    >>> torch.nn.Unflatten(1, (2, 3))(torch.zeros(5, 6)).shape
    torch.Size([5, 2, 3])
""",
    "Identity": """The input itself; any arguments are taken, and ignored.

    torch.nn.Identity(*args, **kwargs)

Formula:
    forward(x) = x.

Shapes:
    any; the result has the same.

Dtypes:
    the input's.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Identity.html

Example:
    >>> torch.nn.Identity(54, unused=True)(torch.tensor([1.0, 2.0]))
    tensor([1., 2.])
""",
    "ReLU": """The larger of zero and each element, as a module.

    torch.nn.ReLU(inplace=False)

Formula:
    forward(x) = max(0, x).

Shapes:
    any; the result has the same.

Dtypes:
    the input's.

Args:
    inplace: write into the input.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.ReLU.html

Example:
    >>> torch.nn.ReLU()(torch.tensor([-1.0, 2.0]))
    tensor([0., 2.])
""",
    "ReLU6": """Each element brought between zero and six, as a module.

    torch.nn.ReLU6(inplace=False)

Formula:
    forward(x) = min(max(x, 0), 6).

Shapes:
    any; the result has the same.

Dtypes:
    any but bool.

Args:
    inplace: write into the input.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.ReLU6.html

Example:
    >>> torch.nn.ReLU6()(torch.tensor([-1.0, 3.0, 8.0]))
    tensor([0., 3., 6.])
""",
    "LeakyReLU": """Each element, or where it is negative a small part of it, as a module.

    torch.nn.LeakyReLU(negative_slope=0.01, inplace=False)

Formula:
    forward(x) = x where x > 0, else negative_slope · x.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Args:
    inplace: write into the input.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.LeakyReLU.html

Example:
    >>> torch.nn.LeakyReLU(0.1)(torch.tensor([-1.0, 2.0]))
    tensor([-0.1000,  2.0000])
""",
    "ELU": """Each element, or where it is negative an exponential that rests at −alpha, as a module.

    torch.nn.ELU(alpha=1.0, inplace=False)

Formula:
    forward(x) = x where x > 0, else alpha(eˣ − 1).

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Args:
    inplace: write into the input.

Source:
    Clevert, Unterthiner and Hochreiter, https://arxiv.org/abs/1511.07289

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.ELU.html

Example:
    >>> torch.nn.ELU()(torch.tensor([-1.0, 2.0]))
    tensor([-0.6321,  2.0000])
""",
    "CELU": """As `ELU`, stretched so that its slope is one at zero for every alpha.

    torch.nn.CELU(alpha=1.0, inplace=False)

Formula:
    forward(x) = x where x > 0, else alpha(exp(x/alpha) − 1).

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Args:
    inplace: write into the input.

Source:
    Barron, https://arxiv.org/abs/1704.07483

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.CELU.html

Example:
    >>> torch.nn.CELU(2.0)(torch.tensor([-1.0, 2.0]))
    tensor([-0.7869,  2.0000])
""",
    "SiLU": """Each element times its sigmoid, as a module.

    torch.nn.SiLU(inplace=False)

Formula:
    forward(x) = x/(1 + e⁻ˣ).

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Args:
    inplace: write into the input.

Source:
    Elfwing, Uchibe and Doya, https://arxiv.org/abs/1702.03118

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.SiLU.html

Example:
    >>> torch.nn.SiLU()(torch.tensor([-1.0, 2.0]))
    tensor([-0.2689,  1.7616])
""",
    "GELU": """Each element times the probability that a standard normal number is below it, as a module.

    torch.nn.GELU(approximate='none')

Formula:
    forward(x) = x Φ(x); approximate="tanh" as `functional.gelu`.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Source:
    Hendrycks and Gimpel, https://arxiv.org/abs/1606.08415

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.GELU.html

Example:
    >>> torch.nn.GELU()(torch.tensor([-1.0, 2.0]))
    tensor([-0.1587,  1.9545])
""",
    "Softplus": """A smooth form of relu, as a module.

    torch.nn.Softplus(beta=1.0, threshold=20.0)

Formula:
    forward(x) = ln(1 + exp(beta x))/beta, and x where beta x > threshold.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Softplus.html

Example:
    >>> torch.nn.Softplus()(torch.tensor([-1.0, 0.0, 30.0]))
    tensor([ 0.3133,  0.6931, 30.0000])
""",
    "Softsign": """Each element, divided by one plus its distance from zero, as a module.

    torch.nn.Softsign(*args, **kwargs)

Formula:
    forward(x) = x/(1 + |x|).

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Softsign.html

Example:
    >>> torch.nn.Softsign()(torch.tensor([-1.0, 3.0]))
    tensor([-0.5000,  0.7500])
""",
    "Softmax": """Positive numbers with the sum one along a dimension, as a module.

    torch.nn.Softmax(dim=None)

Formula:
    forward(x)ᵢ = exp(xᵢ)/Σⱼ exp(xⱼ) along `dim`.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax.html

Example:
    >>> torch.nn.Softmax(dim=0)(torch.tensor([0.0, 1.0]))
    tensor([0.2689, 0.7311])
""",
    "LogSoftmax": """The logarithm of the softmax along a dimension, as a module.

    torch.nn.LogSoftmax(dim=None)

Formula:
    forward(x)ᵢ = xᵢ − ln Σⱼ exp(xⱼ) along `dim`.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.LogSoftmax.html

Example:
    >>> torch.nn.LogSoftmax(dim=0)(torch.tensor([0.0, 1.0]))
    tensor([-1.3133, -0.3133])
""",
    "Tanh": """The hyperbolic tangent of each element, as a module.

    torch.nn.Tanh(*args, **kwargs)

Formula:
    forward(x) = tanh x.

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Tanh.html

Example:
    >>> torch.nn.Tanh()(torch.tensor([-1.0, 0.0]))
    tensor([-0.7616,  0.0000])
""",
    "Sigmoid": """The logistic function of each element, as a module.

    torch.nn.Sigmoid(*args, **kwargs)

Formula:
    forward(x) = 1/(1 + e⁻ˣ).

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Sigmoid.html

Example:
    >>> torch.nn.Sigmoid()(torch.tensor([-1.0, 0.0]))
    tensor([0.2689, 0.5000])
""",
    "LogSigmoid": """The logarithm of the sigmoid of each element, as a module.

    torch.nn.LogSigmoid(*args, **kwargs)

Formula:
    forward(x) = −ln(1 + e⁻ˣ).

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.LogSigmoid.html

Example:
    >>> torch.nn.LogSigmoid()(torch.tensor([-200.0, 0.0]))
    tensor([-200.0000,   -0.6931])
""",
    "Hardtanh": """Each element brought between two bounds, as a module.

    torch.nn.Hardtanh(min_val=-1.0, max_val=1.0, inplace=False, min_value=None, max_value=None)

Formula:
    forward(x) = min(max(x, min_val), max_val).

Shapes:
    any; the result has the same.

Dtypes:
    any but bool.

Args:
    min_value, max_value: older names of the bounds; they warn.
    inplace: write into the input.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardtanh.html

Example:
    >>> torch.nn.Hardtanh()(torch.tensor([-2.0, 0.3, 5.0]))
    tensor([-1.0000,  0.3000,  1.0000])
""",
    "Hardsigmoid": """An approximation to the sigmoid of straight pieces, as a module.

    torch.nn.Hardsigmoid(inplace=False)

Formula:
    forward(x) = min(max(x + 3, 0), 6)/6.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Args:
    inplace: write into the input.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardsigmoid.html

Example:
    >>> torch.nn.Hardsigmoid()(torch.tensor([-4.0, 1.0, 4.0]))
    tensor([0.0000, 0.6667, 1.0000])
""",
    "MSELoss": """The mean squared error, as a module.

    torch.nn.MSELoss(size_average=None, reduce=None, reduction='mean')

Formula:
    forward(x, t) = (1/n) Σᵢ (xᵢ − tᵢ)².

Shapes:
    x and t: the same. A scalar, for reduction "none" as x.

Dtypes:
    what both promote to; the unit is the square of the target's.

Args:
    reduction: "mean", "sum" or "none".
    size_average, reduce: older names for the same; they warn.

Raises:
    ValueError: when called, for another reduction, as `torch.nn.MSELoss(reduction='all')(torch.ones(2),
        torch.ones(2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.MSELoss.html

Example:
    >>> torch.nn.MSELoss()(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 5.0]))
    tensor(4.5000)
""",
    "KLDivLoss": """The Kullback-Leibler divergence, as a module.

    torch.nn.KLDivLoss(size_average=None, reduce=None, reduction='mean', log_target=False)

Formula:
    forward(x, t): `torch.nn.functional.kl_div`, with these settings.

Shapes:
    x and t: broadcast together. A scalar, for reduction "none" these.

Dtypes:
    float32 and float64.

Args:
    reduction: "mean" (with a warning: it divides by more than the batch), "batchmean", "sum" or "none".
    size_average, reduce: older names for the same; they warn.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.KLDivLoss.html

Example:
    >>> loss = torch.nn.KLDivLoss(reduction="sum")
    >>> loss(torch.tensor([0.5, 0.5]).log(), torch.tensor([0.25, 0.75]))
    tensor(0.1308)
""",
    "PairwiseDistance": """The distances of vectors from those in the same places, as a module.

    torch.nn.PairwiseDistance(p=2.0, eps=1e-06, keepdim=False)

Formula:
    forward(a, b) = (Σₖ |aₖ − bₖ + eps|ᵖ)^(1/p).

Shapes:
    a and b: (*, k), broadcast together; (*), or (*, 1) if `keepdim`.

Dtypes:
    what both promote to.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.PairwiseDistance.html

Example:
    >>> torch.nn.PairwiseDistance(p=1)(torch.tensor([[0.0, 0.0]]), torch.tensor([[3.0, 4.0]]))
    tensor([7.0000])
""",
    "CosineSimilarity": """The cosines of the angles between vectors, as a module.

    torch.nn.CosineSimilarity(dim=1, eps=1e-08)

Formula:
    forward(a, b) = Σₖ (aₖ/max(‖a‖₂, eps))(bₖ/max(‖b‖₂, eps)).

Shapes:
    a and b: broadcast together; the result has these without `dim`.

Dtypes:
    what both promote to, which must be float32 or float64.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.CosineSimilarity.html

Example:
    >>> torch.nn.CosineSimilarity()(torch.tensor([[1.0, 0.0]]), torch.tensor([[2.0, 0.0]]))
    tensor([1.])
""",
    "Embedding": """A table of vectors that are learnt, of which rows are looked up.

    torch.nn.Embedding(num_embeddings, embedding_dim, padding_idx=None, max_norm=None, norm_type=2.0,
            scale_grad_by_freq=False, sparse=False, _weight=None, _freeze=False, device=None, dtype=None)

Formula:
    forward(x) = weight[x]. The weight starts normally distributed, with zeros for padding.

Shapes:
    weight (n, d) with n = `num_embeddings` and d = `embedding_dim`; x (*) gives (*, d).

Dtypes:
    x int64 or int32; the weight's.

Args:
    padding_idx: a row of zeros at first, which gets no gradient.
    max_norm, norm_type: longer rows that are used are shortened first, in place.
    scale_grad_by_freq: divide a row's gradient by how often it was used.
    sparse: False; gradients are dense.

Raises:
    AssertionError: for padding that is not there, as `torch.nn.Embedding(2, 3, padding_idx=2)`.
    IndexError: when called, for a row that is not there, as `torch.nn.Embedding(3,
        2)(torch.tensor([3]))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Embedding.html

Example:
    >>> table = torch.nn.Embedding.from_pretrained(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
    >>> table(torch.tensor([1, 0]))
    tensor([[3., 4.],
            [1., 2.]])
""",
    "Embedding.reset_parameters": """Draw the rows anew, as in a new table.

    Embedding.reset_parameters() -> None

Formula:
    weight ~ N(0, 1); zeros for padding.

Shapes:
    the weight keeps its shape.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Embedding.html

Example:
    >>> table = torch.nn.Embedding(2, 3, padding_idx=0)
    >>> table.reset_parameters()
    >>> table.weight[0]
    tensor([0., 0., 0.], grad_fn=<SelectBackward0>)
""",
    "Embedding.from_pretrained": """A table with given rows, which does not learn unless it is told to.

    Embedding.from_pretrained(embeddings, freeze=True, padding_idx=None, max_norm=None, norm_type=2.0,
            scale_grad_by_freq=False, sparse=False) -> Embedding

Formula:
    weight = embeddings, in the same memory.

Shapes:
    embeddings: (num_embeddings, embedding_dim).

Args:
    freeze: whether the weight requires no gradient.

Raises:
    AssertionError: for what is no matrix, as `torch.nn.Embedding.from_pretrained(torch.ones(3))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Embedding.html

Example:
    >>> torch.nn.Embedding.from_pretrained(torch.ones(3, 2))
    Embedding(3, 2)
""",
    "L1Loss": """The mean absolute error, as a module.

    torch.nn.L1Loss(size_average=None, reduce=None, reduction='mean')

Formula:
    forward(x, t) = (1/n) Σᵢ |xᵢ − tᵢ|.

Shapes:
    x and t: the same. A scalar, for reduction "none" as x.

Dtypes:
    what both promote to; the unit is the target's.

Args:
    reduction: "mean", "sum" or "none".
    size_average, reduce: older names for the same; they warn.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.L1Loss.html

Example:
    >>> torch.nn.L1Loss(reduction="sum")(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 5.0]))
    tensor(3.)
""",
    "SmoothL1Loss": """A squared error for small differences, an absolute one for large, as a module.

    torch.nn.SmoothL1Loss(size_average=None, reduce=None, reduction='mean', beta=1.0)

Formula:
    forward(x, t): the mean of d²/(2 beta) where d = |xᵢ − tᵢ| < beta, else d − beta/2.

Shapes:
    x and t: the same. A scalar, for reduction "none" as x.

Dtypes:
    what both promote to.

Args:
    reduction: "mean", "sum" or "none".

Source:
    Girshick, https://arxiv.org/abs/1504.08083

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.SmoothL1Loss.html

Example:
    >>> torch.nn.SmoothL1Loss(reduction="none")(torch.tensor([0.5, 4.0]), torch.zeros(2))
    tensor([0.1250, 3.5000])
""",
    "HuberLoss": """A squared error for small differences, a line of slope `delta` for large, as a module.

    torch.nn.HuberLoss(reduction='mean', delta=1.0)

Formula:
    forward(x, t): the mean of d²/2 where d = |xᵢ − tᵢ| ≤ delta, else delta(d − delta/2).

Shapes:
    x and t: the same. A scalar, for reduction "none" as x.

Dtypes:
    what both promote to.

Args:
    reduction: "mean", "sum" or "none".

Source:
    Huber, doi 10.1214/aoms/1177703732

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.HuberLoss.html

Example:
    >>> torch.nn.HuberLoss(reduction="none", delta=2.0)(torch.tensor([0.5, 4.0]), torch.zeros(2))
    tensor([0.1250, 6.0000])
""",
    "CrossEntropyLoss": """How improbable the true classes are, by logits, as a module.

    torch.nn.CrossEntropyLoss(weight=None, size_average=None, ignore_index=-100, reduce=None,
            reduction='mean', label_smoothing=0.0)

Formula:
    forward(x, t) = −Σᵢ w[tᵢ] ln softmax(xᵢ)[tᵢ]/Σᵢ w[tᵢ].

Shapes:
    x (n, classes, *) or (classes); t without classes, or with probabilities as x. A scalar, for
    reduction "none" as t.

Dtypes:
    x float32 or float64; classes int64, probabilities as x.

Args:
    weight: how much each class counts, (classes).
    ignore_index: a class that does not count.
    label_smoothing: how much of the probability is spread over all classes.
    reduction: "mean", "sum" or "none".

Raises:
    IndexError: when called, for a class that is none, as `torch.nn.CrossEntropyLoss()(torch.ones(1, 3),
        torch.tensor([3]))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html

Example:
    >>> torch.nn.CrossEntropyLoss()(torch.tensor([[0.0, 0.0], [0.0, 5.0]]), torch.tensor([0, 1]))
    tensor(0.3499)
""",
    "NLLLoss": """How improbable the true classes are, by logarithms of probabilities, as a module.

    torch.nn.NLLLoss(weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean')

Formula:
    forward(x, t) = −Σᵢ w[tᵢ] xᵢ[tᵢ]/Σᵢ w[tᵢ].

Shapes:
    x (n, classes, *) or (classes); t without classes. A scalar, for reduction "none" as t.

Dtypes:
    x float32 or float64; t int64.

Args:
    weight: how much each class counts, (classes).
    ignore_index: a class that does not count.
    reduction: "mean", "sum" or "none".

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html

Example:
    >>> torch.nn.NLLLoss()(torch.tensor([[0.5, 0.5], [0.1, 0.9]]).log(), torch.tensor([0, 1]))
    tensor(0.3993)
""",
    "BCELoss": """How improbable the truth is, of two cases, by probabilities, as a module.

    torch.nn.BCELoss(weight=None, size_average=None, reduce=None, reduction='mean')

Formula:
    forward(x, t) = −(1/n) Σᵢ wᵢ(tᵢ ln xᵢ + (1 − tᵢ) ln(1 − xᵢ)).

Shapes:
    x and t: the same. A scalar, for reduction "none" as x.

Dtypes:
    float32 or float64; values between 0 and 1.

Args:
    weight: how much each element counts, broadcast to x.
    reduction: "mean", "sum" or "none".

Raises:
    RuntimeError: when called, for what is no probability, as `torch.nn.BCELoss()(torch.full((2,), 2.0),
        torch.ones(2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.BCELoss.html

Example:
    >>> torch.nn.BCELoss()(torch.tensor([0.5, 0.9]), torch.tensor([0.0, 1.0]))
    tensor(0.3993)
""",
    "BCEWithLogitsLoss": """How improbable the truth is, of two cases, by logits, as a module.

    torch.nn.BCEWithLogitsLoss(weight=None, size_average=None, reduce=None, reduction='mean',
            pos_weight=None)

Formula:
    forward(x, t) = (1/n) Σᵢ wᵢ((1 − tᵢ)xᵢ + (1 + (p − 1)tᵢ) ln(1 + e^−xᵢ)), with p = `pos_weight`.

Shapes:
    x and t: the same. A scalar, for reduction "none" as x.

Dtypes:
    float32 or float64.

Args:
    weight: how much each element counts, broadcast to x.
    pos_weight: how much the positive case counts, broadcast.
    reduction: "mean", "sum" or "none".

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html

Example:
    >>> torch.nn.BCEWithLogitsLoss()(torch.tensor([0.0, 1000.0]), torch.tensor([0.0, 1.0]))
    tensor(0.3466)
""",
    "Sequential": """Modules, called one after the other.

    torch.nn.Sequential(*args)

Formula:
    forward(x) = mₖ(…m₂(m₁(x))).

Shapes:
    what each module makes of the one before.

Args:
    args: modules, or an OrderedDict of names and modules.

Raises:
    TypeError: for what is no module, as `torch.nn.Sequential([])`.
    IndexError: for a place that is not there, as `torch.nn.Sequential()[0]`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Sequential.html

Example:
    >>> torch.nn.Sequential(torch.nn.ReLU(), torch.nn.Flatten(0))(torch.tensor([[-1.0, 2.0]]))
    tensor([0., 2.])
""",
    "Sequential.insert": """Put a module in before an index, and return the container.

    Sequential.insert(index, module) -> Sequential

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Sequential.html#torch.nn.Sequential.insert

Example:
    >>> torch.nn.Sequential(torch.nn.ReLU()).insert(0, torch.nn.Tanh())
    Sequential(
      (0): Tanh()
      (1): ReLU()
    )
""",
    "Sequential.append": """Add a module at the end, and return the container.

    Sequential.append(module) -> Sequential

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Sequential.html#torch.nn.Sequential.append

Example:
    >>> torch.nn.Sequential(torch.nn.ReLU()).append(torch.nn.Tanh())
    Sequential(
      (0): ReLU()
      (1): Tanh()
    )
""",
    "Sequential.extend": """Add modules at the end, and return the container.

    Sequential.extend(modules) -> Sequential

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Sequential.html#torch.nn.Sequential.extend

Example:
    >>> len(torch.nn.Sequential(torch.nn.ReLU()).extend([torch.nn.Tanh(), torch.nn.Tanh()]))
    3
""",
    "Sequential.pop": """Take out the module at an index, and return it.

    Sequential.pop(key) -> Module

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Sequential.html#torch.nn.Sequential

Example:
    >>> torch.nn.Sequential(torch.nn.ReLU(), torch.nn.Tanh()).pop(0)
    ReLU()
""",
    "ModuleList": """A list of modules, which belong to the module that it is assigned to.

    torch.nn.ModuleList(modules=None)

Args:
    modules: modules to begin with.

Raises:
    TypeError: for what is no module, as `torch.nn.ModuleList([torch.relu])`.
    IndexError: for a place that is not there, as `torch.nn.ModuleList()[0]`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleList.html

Example:
    >>> torch.nn.ModuleList([torch.nn.ReLU(), torch.nn.Tanh()])
    ModuleList(
      (0): ReLU()
      (1): Tanh()
    )
""",
    "ModuleList.insert": """Put a module in before an index.

    ModuleList.insert(index, module) -> None

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleList.html#torch.nn.ModuleList.insert

Example:
    >>> modules = torch.nn.ModuleList([torch.nn.ReLU()])
    >>> modules.insert(0, torch.nn.Tanh())
    >>> modules
    ModuleList(
      (0): Tanh()
      (1): ReLU()
    )
""",
    "ModuleDict": """A dictionary of modules, which belong to the module that it is assigned to.

    torch.nn.ModuleDict(modules=None)

Args:
    modules: a mapping, or pairs, to begin with.

Raises:
    TypeError: for what is no module, as `torch.nn.ModuleDict({'a': torch.relu})`.
    KeyError: for a name that is not there, as `torch.nn.ModuleDict()['a']`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleDict.html

Example:
    >>> torch.nn.ModuleDict({"act": torch.nn.ReLU()})
    ModuleDict(
      (act): ReLU()
    )
""",
    "ModuleDict.keys": """The names of the modules.

    ModuleDict.keys() -> view of str

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleDict.html#torch.nn.ModuleDict.keys

Example:
    >>> list(torch.nn.ModuleDict({"act": torch.nn.ReLU()}).keys())
    ['act']
""",
    "ModuleDict.values": """The modules of the dictionary.

    ModuleDict.values() -> view of Modules

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleDict.html#torch.nn.ModuleDict.values

Example:
    >>> list(torch.nn.ModuleDict({"act": torch.nn.ReLU()}).values())
    [ReLU()]
""",
    "ModuleDict.items": """The names and the modules, in pairs.

    ModuleDict.items() -> view of (str, Module)

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleDict.html#torch.nn.ModuleDict.items

Example:
    >>> list(torch.nn.ModuleDict({"act": torch.nn.ReLU()}).items())
    [('act', ReLU())]
""",
    "ModuleDict.clear": """Take out all modules.

    ModuleDict.clear() -> None

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleDict.html#torch.nn.ModuleDict.clear

Example:
    >>> modules = torch.nn.ModuleDict({"act": torch.nn.ReLU()})
    >>> modules.clear()
    >>> len(modules)
    0
""",
    "ModuleDict.pop": """Take out a module by its name, and return it.

    ModuleDict.pop(key) -> Module

Raises:
    KeyError: where there is none, as `torch.nn.ModuleDict().pop("act")`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleDict.html#torch.nn.ModuleDict.pop

Example:
    >>> torch.nn.ModuleDict({"act": torch.nn.ReLU()}).pop("act")
    ReLU()
""",
    "ModuleDict.update": """Add the modules of a mapping, or of pairs.

    ModuleDict.update(modules) -> None

Raises:
    TypeError: for what is neither, as `torch.nn.ModuleDict().update(1)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleDict.html#torch.nn.ModuleDict.update

Example:
    >>> modules = torch.nn.ModuleDict()
    >>> modules.update({"act": torch.nn.ReLU()})
    >>> modules
    ModuleDict(
      (act): ReLU()
    )
""",
    "ParameterList": """A list of parameters, which belong to the module that it is assigned to.

    torch.nn.ParameterList(values=None)

Tensors become parameters; other objects stay what they are.

Args:
    values: what to begin with.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterList.html

Example:
    >>> torch.nn.ParameterList([torch.zeros(2)])
    ParameterList(  (0): Parameter containing: [torch.float32 of size 2])
""",
    "ParameterList.append": """Add a value at the end, and return the list.

    ParameterList.append(value) -> ParameterList

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterList.html#torch.nn.ParameterList.append

Example:
    >>> len(torch.nn.ParameterList().append(torch.zeros(2)))
    1
""",
    "ParameterList.extend": """Add values at the end, and return the list.

    ParameterList.extend(values) -> ParameterList

Raises:
    TypeError: for a tensor, as `torch.nn.ParameterList().extend(torch.ones(2))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterList.html#torch.nn.ParameterList.extend

Example:
    >>> len(torch.nn.ParameterList().extend([torch.zeros(2), torch.zeros(3)]))
    2
""",
    "ParameterDict": """A dictionary of parameters, which belong to the module that it is assigned to.

    torch.nn.ParameterDict(parameters=None)

Tensors become parameters; other objects stay what they are.

Args:
    parameters: a mapping, or pairs, to begin with.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterDict.html

Example:
    >>> torch.nn.ParameterDict({"w": torch.zeros(2)})
    ParameterDict(  (w): Parameter containing: [torch.FloatTensor of size 2])
""",
    "ParameterDict.copy": """Another dictionary of the same parameters.

    ParameterDict.copy() -> ParameterDict

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterDict.html#torch.nn.ParameterDict.copy

Example:
    >>> d = torch.nn.ParameterDict({"w": torch.zeros(2)})
    >>> d.copy()["w"] is d["w"]
    True
""",
    "ParameterDict.setdefault": """The value of a key, which gets a default if it has none.

    ParameterDict.setdefault(key, default=None) -> Any

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterDict.html#torch.nn.ParameterDict.setdefault

Example:
    >>> torch.nn.ParameterDict().setdefault("w", torch.zeros(2))
    Parameter containing:
    tensor([0., 0.], requires_grad=True)
""",
    "ParameterDict.clear": """Take out all values.

    ParameterDict.clear() -> None

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterDict.html#torch.nn.ParameterDict.clear

Example:
    >>> d = torch.nn.ParameterDict({"w": torch.zeros(2)})
    >>> d.clear()
    >>> len(d)
    0
""",
    "ParameterDict.pop": """Take out the value of a key, and return it.

    ParameterDict.pop(key) -> Any

Raises:
    AttributeError: where there is none, as `torch.nn.ParameterDict().pop("w")`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterDict.html#torch.nn.ParameterDict.pop

Example:
    >>> torch.nn.ParameterDict({"w": torch.zeros(2)}).pop("w")
    Parameter containing:
    tensor([0., 0.], requires_grad=True)
""",
    "ParameterDict.popitem": """Take out the last key and its value, and return them.

    ParameterDict.popitem() -> (str, Any)

Raises:
    KeyError: where there is none, as `torch.nn.ParameterDict().popitem()`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterDict.html#torch.nn.ParameterDict.popitem

Example:
    >>> torch.nn.ParameterDict({"w": torch.zeros(2)}).popitem()[0]
    'w'
""",
    "ParameterDict.get": """The value of a key, or a default.

    ParameterDict.get(key, default=None) -> Any

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterDict.html#torch.nn.ParameterDict.get

Example:
    >>> torch.nn.ParameterDict().get("w", 5)
    5
""",
    "ParameterDict.fromkeys": """A new dictionary with these keys, of one value.

    ParameterDict.fromkeys(keys, default=None) -> ParameterDict

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterDict.html#torch.nn.ParameterDict.fromkeys

Example:
    >>> list(torch.nn.ParameterDict().fromkeys(["a", "b"], 1).items())
    [('a', 1), ('b', 1)]
""",
    "ParameterDict.keys": """The keys, in the order in which they came.

    ParameterDict.keys() -> view of str

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterDict.html#torch.nn.ParameterDict.keys

Example:
    >>> list(torch.nn.ParameterDict({"w": torch.zeros(2)}).keys())
    ['w']
""",
    "ParameterDict.values": """The values, in the order in which their keys came.

    ParameterDict.values() -> iterable

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterDict.html#torch.nn.ParameterDict.values

Example:
    >>> list(torch.nn.ParameterDict({"w": 5}).values())
    [5]
""",
    "ParameterDict.items": """The keys and their values, in pairs.

    ParameterDict.items() -> iterable

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterDict.html#torch.nn.ParameterDict.items

Example:
    >>> list(torch.nn.ParameterDict({"w": 5}).items())
    [('w', 5)]
""",
    "ParameterDict.update": """Add what a mapping or pairs have.

    ParameterDict.update(parameters) -> None

Raises:
    TypeError: for what is neither, as `torch.nn.ParameterDict().update(1)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterDict.html#torch.nn.ParameterDict.update

Example:
    >>> d = torch.nn.ParameterDict()
    >>> d.update({"w": torch.zeros(2)})
    >>> d
    ParameterDict(  (w): Parameter containing: [torch.FloatTensor of size 2])
""",
    "Parameter": """A tensor that is a parameter of the module it is assigned to: a leaf that is trained.

    torch.nn.Parameter(data=None, requires_grad=True)

Args:
    data: a tensor, whose memory it shares.
    requires_grad: whether its gradient is wanted.

Raises:
    RuntimeError: for integers, as `torch.nn.Parameter(torch.tensor([1]))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.parameter.Parameter.html

Example:
    >>> torch.nn.Parameter(torch.tensor([1.0, 2.0]))
    Parameter containing:
    tensor([1., 2.], requires_grad=True)
""",
    "Buffer": """A tensor that is a buffer of the module it is assigned to: kept, but not trained.

    torch.nn.Buffer(data=None, *, persistent=True)

Args:
    persistent: whether `state_dict` keeps it.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.parameter.Buffer.html

Example:
    >>> m = torch.nn.Module()
    >>> m.mean = torch.nn.Buffer(torch.zeros(2))
    >>> list(m.state_dict())
    ['mean']
""",
    "UninitializedParameter": """A parameter without a shape yet, of lazy layers, which there are none of here.

    torch.nn.UninitializedParameter(requires_grad=True, device=None, dtype=None)

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.parameter.UninitializedParameter.html

Example:
    >>> issubclass(torch.nn.UninitializedParameter, torch.nn.Parameter)
    True
""",
    "UninitializedBuffer": """A buffer without a shape yet, of lazy layers, which there are none of here.

    torch.nn.UninitializedBuffer(requires_grad=False, device=None, dtype=None, persistent=True)

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.parameter.UninitializedBuffer.html

Example:
    >>> issubclass(torch.nn.UninitializedBuffer, torch.Tensor)
    True
""",
    "SELU": """A scaled exponential linear unit, as a module: it keeps mean 0 and variance 1.

    torch.nn.SELU(inplace=False)

Formula:
    forward(x) = 1.0507 x where x > 0, else 1.0507 · 1.67326(eˣ − 1).

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Args:
    inplace: write into the input.

Source:
    Klambauer et al., https://arxiv.org/abs/1706.02515

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.SELU.html

Example:
    >>> torch.nn.SELU()(torch.tensor([-1.0, 2.0]))
    tensor([-1.1113,  2.1014])
""",
    "Mish": """Each element times the hyperbolic tangent of its softplus, as a module.

    torch.nn.Mish(inplace=False)

Formula:
    forward(x) = x tanh(ln(1 + eˣ)).

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Args:
    inplace: write into the input.

Source:
    Misra, https://arxiv.org/abs/1908.08681

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Mish.html

Example:
    >>> torch.nn.Mish()(torch.tensor([-1.0, 2.0]))
    tensor([-0.3034,  1.9440])
""",
    "Hardswish": """An approximation to `SiLU` of straight pieces and a parabola.

    torch.nn.Hardswish(inplace=False)

Formula:
    forward(x) = x min(max(x + 3, 0), 6)/6.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Args:
    inplace: write into the input.

Source:
    Howard et al., https://arxiv.org/abs/1905.02244

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardswish.html

Example:
    >>> torch.nn.Hardswish()(torch.tensor([-1.0, 2.0]))
    tensor([-0.3333,  1.6667])
""",
    "Hardshrink": """Each element, or zero where it is near zero, as a module.

    torch.nn.Hardshrink(lambd=0.5)

Formula:
    forward(x) = x where |x| > lambd, else 0.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardshrink.html

Example:
    >>> torch.nn.Hardshrink()(torch.tensor([-1.0, 0.3]))
    tensor([-1.,  0.])
""",
    "Softshrink": """Each element, nearer to zero by lambd, or zero, as a module.

    torch.nn.Softshrink(lambd=0.5)

Formula:
    forward(x) = sign(x) max(|x| − lambd, 0).

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Softshrink.html

Example:
    >>> torch.nn.Softshrink()(torch.tensor([-1.0, 0.3]))
    tensor([-0.5000,  0.0000])
""",
    "Tanhshrink": """Each element less its hyperbolic tangent, as a module.

    torch.nn.Tanhshrink(*args, **kwargs)

Formula:
    forward(x) = x − tanh(x).

Shapes:
    any; the result has the same.

Dtypes:
    floating dtypes stay; integers become the default dtype.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Tanhshrink.html

Example:
    >>> torch.nn.Tanhshrink()(torch.tensor([-1.0, 2.0]))
    tensor([-0.2384,  1.0360])
""",
    "Threshold": """Each element above a threshold, and a value instead of the others, as a module.

    torch.nn.Threshold(threshold, value, inplace=False)

Formula:
    forward(x) = x where x > threshold, else value.

Shapes:
    any; the result has the same.

Dtypes:
    any but bool.

Args:
    inplace: write into the input.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Threshold.html

Example:
    >>> torch.nn.Threshold(0.5, 9.0)(torch.tensor([-1.0, 2.0]))
    tensor([9., 2.])
""",
    "Softmin": """The softmax of the negative, as a module: the smallest get the most.

    torch.nn.Softmin(dim=None)

Formula:
    forward(x) = exp(−x)/Σⱼ exp(−xⱼ) along `dim`.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmin.html

Example:
    >>> torch.nn.Softmin(dim=0)(torch.tensor([-1.0, 2.0]))
    tensor([0.9526, 0.0474])
""",
    "GLU": """Half of the elements, times the sigmoid of the other half, as a module.

    torch.nn.GLU(dim=-1)

Formula:
    forward(x) = a sigmoid(b), with x = [a, b] along `dim`.

Shapes:
    (*, 2n, *) gives (*, n, *).

Dtypes:
    float32 and float64.

Source:
    Dauphin et al., https://arxiv.org/abs/1612.08083

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.GLU.html

Example:
    >>> torch.nn.GLU()(torch.tensor([-1.0, 2.0]))
    tensor([-0.8808])
""",
    "PReLU": """Each element, or where it is negative a learned part of it, as a module.

    torch.nn.PReLU(num_parameters=1, init=0.25, device=None, dtype=None)

Formula:
    forward(x) = x where x > 0, else w x.

Shapes:
    (n, c, *), with one weight, or c.

Dtypes:
    float32 and float64.

Attributes:
    weight: Parameter, (num_parameters); at first `init`.

Source:
    He et al., https://arxiv.org/abs/1502.01852

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.PReLU.html

Example:
    >>> torch.nn.PReLU()(torch.tensor([-1.0, 2.0]))
    tensor([-0.2500,  2.0000], grad_fn=<PreluKernelBackward0>)
""",
    "PReLU.reset_parameters": """Set the weight to its first value, as in a new layer.

    PReLU.reset_parameters() -> None

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.PReLU.html

Example:
    >>> m = torch.nn.PReLU(init=0.5)
    >>> m.reset_parameters()
    >>> m.weight
    Parameter containing:
    tensor([0.5000], requires_grad=True)
""",
    "AlphaDropout": """Dropout that keeps mean 0 and variance 1 behind `SELU`; in training only.

    torch.nn.AlphaDropout(p=0.5, inplace=False)

Formula:
    forward(x) = a x + b where x is kept, else a α′ + b, as `functional.alpha_dropout`.

Shapes:
    any; the result has the same.

Dtypes:
    float32 and float64.

Args:
    inplace: write into the input.

Source:
    Klambauer et al., https://arxiv.org/abs/1706.02515

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.AlphaDropout.html

Example:
    >>> g = torch.manual_seed(0)
    >>> torch.nn.AlphaDropout(0.5)(torch.zeros(4))
    tensor([-0.7792, -0.7792,  0.7792, -0.7792])
""",
    "BatchNorm1d": """Each channel of a batch brought to mean 0 and variance 1, then scaled and moved.

    torch.nn.BatchNorm1d(num_features, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True,
            device=None, dtype=None, *, bias=True)

Formula:
    forward(x) = w (x − μ)/√(σ² + eps) + b, with the batch's μ and σ², after `eval()` the running ones.

Shapes:
    (n, num_features) or (n, num_features, length); the result is as x.

Dtypes:
    float32 and float64.

Attributes:
    weight, bias: Parameter, (num_features); at first ones and zeros; None with `affine=False`.
    running_mean, running_var: Tensor, (num_features); r ← r + momentum (μ − r) with each batch in
        training.
    num_batches_tracked: Tensor, (); int64.

Raises:
    ValueError: for another number of dimensions, as `torch.nn.BatchNorm1d(2)(torch.ones(2))`.
    RuntimeError: when called, for another number of features, as `torch.nn.BatchNorm1d(3)(torch.ones(2,
        4))`.

Source:
    Ioffe and Szegedy, https://arxiv.org/abs/1502.03167

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm1d.html

Example:
    >>> torch.nn.BatchNorm1d(1)(torch.tensor([[1.0], [3.0]]))
    tensor([[-1.0000],
            [ 1.0000]], grad_fn=<NativeBatchNormBackward0>)
""",
    "BatchNorm1d.reset_running_stats": """Set the running mean to zeros, the variance to ones, and the number of batches to zero.

    BatchNorm1d.reset_running_stats() -> None

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm1d.html

Example:
    >>> m = torch.nn.BatchNorm1d(1)
    >>> y = m(torch.tensor([[1.0], [3.0]]))
    >>> m.reset_running_stats()
    >>> m.running_mean
    tensor([0.])
""",
    "BatchNorm1d.reset_parameters": """Set weight, bias and running values to those of a new layer.

    BatchNorm1d.reset_parameters() -> None

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm1d.html

Example:
    >>> m = torch.nn.BatchNorm1d(2)
    >>> m.reset_parameters()
    >>> m.weight
    Parameter containing:
    tensor([1., 1.], requires_grad=True)
""",
    "GroupNorm": """Groups of channels brought to mean 0 and variance 1, then scaled and moved by channel.

    torch.nn.GroupNorm(num_groups, num_channels, eps=1e-05, affine=True, device=None, dtype=None, *,
            bias=True)

Formula:
    forward(x) = w (x − μ)/√(σ² + eps) + b, with mean and variance over each group of a sample.

Shapes:
    (n, num_channels, *); the result is as x.

Dtypes:
    float32 and float64.

Attributes:
    weight, bias: Parameter, (num_channels); at first ones and zeros; None with `affine=False`.

Raises:
    ValueError: for groups that do not divide the channels, as `torch.nn.GroupNorm(2, 3)`.

Source:
    Wu and He, https://arxiv.org/abs/1803.08494

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.GroupNorm.html

Example:
    >>> torch.nn.GroupNorm(2, 4)(torch.tensor([[1.0, 3.0, 5.0, 9.0]]))
    tensor([[-1.0000,  1.0000, -1.0000,  1.0000]],
           grad_fn=<NativeGroupNormBackward0>)
""",
    "GroupNorm.reset_parameters RMSNorm.reset_parameters": """Set weight, and bias where there is one, to those of a new layer.

    GroupNorm.reset_parameters() -> None
    RMSNorm.reset_parameters() -> None

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.GroupNorm.html

Example:
    >>> m = torch.nn.GroupNorm(1, 2)
    >>> m.reset_parameters()
    >>> m.weight
    Parameter containing:
    tensor([1., 1.], requires_grad=True)
""",
    "RMSNorm": """The last dimensions divided by the root of their mean square, then scaled.

    torch.nn.RMSNorm(normalized_shape, eps=None, elementwise_affine=True, device=None, dtype=None)

Formula:
    forward(x) = w x/√((1/n) Σᵢ xᵢ² + eps) over the last dimensions.

Shapes:
    x ends in `normalized_shape`; the result is as x.

Dtypes:
    float32 and float64.

Args:
    eps: the dtype's, if not given.

Attributes:
    weight: Parameter, of `normalized_shape`, at first ones; None with `elementwise_affine=False`.

Source:
    Zhang and Sennrich, https://arxiv.org/abs/1910.07467

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.RMSNorm.html

Example:
    >>> torch.nn.RMSNorm(2)(torch.tensor([3.0, 4.0]))
    tensor([0.8485, 1.1314], grad_fn=<MulBackward0>)
""",
    "Module.register_backward_hook": """The older hook of backward passes: it sees the last node that `forward` made.

    Module.register_backward_hook(hook) -> handle

`register_full_backward_hook` is today's.

Args:
    hook: hook(module, grad_input, grad_output), whose tuple replaces grad_input.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html

Example:
    >>> import warnings
    >>> m = torch.nn.ReLU()
    >>> handle = m.register_backward_hook(lambda module, grad_input, grad_output: print(grad_output))
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     m(torch.tensor([2.0, -1.0], requires_grad=True)).sum().backward()
    (tensor([1., 1.]),)
""",
}
