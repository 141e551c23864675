"""Texts of nn.modules.module: hooks of all modules at once."""

TEXTS = {
    "register_module_forward_pre_hook": """Before each call of any module, call a function that may replace the arguments.

    torch.nn.modules.module.register_module_forward_pre_hook(hook) -> handle

Args:
    hook: hook(module, args), which returns None, or what takes the place of args.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.modules.module.register_module_forward_pre_hook.html

Example:
    >>> register = torch.nn.modules.module.register_module_forward_pre_hook
    >>> with register(lambda module, args: (args[0] * 10,)):
    ...     torch.nn.ReLU()(torch.tensor([2.0]))
    tensor([20.])
""",
    "register_module_forward_hook": """After each call of any module, call a function that may replace the result.

    torch.nn.modules.module.register_module_forward_hook(hook, *, with_kwargs=False,
            always_call=False) -> handle

Args:
    hook: hook(module, args, result), or with `with_kwargs` hook(module, args, kwargs, result).
    always_call: also when the call has failed.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.modules.module.register_module_forward_hook.html

Example:
    >>> register = torch.nn.modules.module.register_module_forward_hook
    >>> with register(lambda module, args, result: print(type(module).__name__)):
    ...     y = torch.nn.Sequential(torch.nn.ReLU(), torch.nn.Tanh())(torch.ones(1))
    ReLU
    Tanh
    Sequential
""",
    "register_module_full_backward_pre_hook": """In backward passes, call a function with the gradients of every module's result first.

    torch.nn.modules.module.register_module_full_backward_pre_hook(hook) -> handle

Args:
    hook: hook(module, grad_output), whose tuple replaces grad_output.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.modules.module.register_module_full_backward_pre_hook.html

Example:
    >>> m, x = torch.nn.ReLU(), torch.tensor([2.0, -1.0], requires_grad=True)
    >>> register = torch.nn.modules.module.register_module_full_backward_pre_hook
    >>> with register(lambda module, grad_output: (grad_output[0] * 10,)):
    ...     m(x).sum().backward()
    >>> x.grad
    tensor([10.,  0.])
""",
    "register_module_full_backward_hook": """In backward passes, tell a function the gradients of every module's arguments and result.

    torch.nn.modules.module.register_module_full_backward_hook(hook) -> handle

A process has backward hooks of all modules of one kind, this or the older one; the other is a RuntimeError
from then on.

Args:
    hook: hook(module, grad_input, grad_output), whose tuple replaces grad_input.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.modules.module.register_module_full_backward_hook.html

Example:
    >>> register = torch.nn.modules.module.register_module_full_backward_hook
    >>> m, x = torch.nn.ReLU(), torch.tensor([2.0, -1.0], requires_grad=True)
    >>> with register(lambda module, grad_input, grad_output: print(grad_input)):
    ...     m(x).sum().backward()
    (tensor([1., 0.]),)
""",
    "register_module_backward_hook": """The older form: the function is told of the last node that each module has made.

    torch.nn.modules.module.register_module_backward_hook(hook) -> handle

A process has backward hooks of all modules of one kind, this or the full one; the other is a RuntimeError
from then on.

Args:
    hook: hook(module, grad_input, grad_output), whose tuple replaces grad_input.

See:
    https://docs.pytorch.org/docs/stable/nn.html#global-hooks-for-module

Example:
    >>> m, x = torch.nn.Tanh(), torch.zeros(2, requires_grad=True).clone()
    >>> register = torch.nn.modules.module.register_module_backward_hook
    >>> with register(lambda module, grad_input, grad_output: print(grad_output)):
    ...     m(x).sum().backward()
    (tensor([1., 1.]),)
""",
    "register_module_parameter_registration_hook": """Call a function where any module gets a parameter, with it and the name.

    torch.nn.modules.module.register_module_parameter_registration_hook(hook) -> handle

Args:
    hook: hook(module, name, parameter), which returns None, or what is registered instead.

See:
    https://docs.pytorch.org/docs/stable/nn.html#global-hooks-for-module

Example:
    >>> register = torch.nn.modules.module.register_module_parameter_registration_hook
    >>> with register(lambda module, name, parameter: print(name)):
    ...     layer = torch.nn.Linear(1, 1)
    weight
    bias
""",
    "register_module_buffer_registration_hook": """Call a function where any module gets a buffer, with it and the name.

    torch.nn.modules.module.register_module_buffer_registration_hook(hook) -> handle

Args:
    hook: hook(module, name, buffer), which returns None, or what is registered instead.

See:
    https://docs.pytorch.org/docs/stable/nn.html#global-hooks-for-module

Example:
    >>> register = torch.nn.modules.module.register_module_buffer_registration_hook
    >>> with register(lambda module, name, buffer: print(name)):
    ...     layer = torch.nn.BatchNorm1d(1)
    running_mean
    running_var
    num_batches_tracked
""",
    "register_module_module_registration_hook": """Call a function where any module gets a child, with it and the name.

    torch.nn.modules.module.register_module_module_registration_hook(hook) -> handle

Args:
    hook: hook(module, name, child), which returns None, or what is registered instead.

See:
    https://docs.pytorch.org/docs/stable/nn.html#global-hooks-for-module

Example:
    >>> register = torch.nn.modules.module.register_module_module_registration_hook
    >>> with register(lambda module, name, child: print(name, child)):
    ...     model = torch.nn.Sequential(torch.nn.ReLU())
    0 ReLU()
""",
}
