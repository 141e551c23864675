"""Texts of optim: the optimizers, and what all of them have."""

TEXTS = {
    "Optimizer": """The base of the optimizers: parameters in groups, each group with its settings.

    torch.optim.Optimizer(params, defaults)

Args:
    params: tensors, pairs of names and tensors, or dicts with "params" and settings of their own.
    defaults: the settings of groups that do not tell theirs.

Attributes:
    param_groups: list of dicts; "params" and the settings.
    state: dict; by parameter, what the steps remember.

Raises:
    TypeError: for one tensor alone, as `torch.optim.SGD(torch.ones(1, requires_grad=True))`.

See:
    https://docs.pytorch.org/docs/stable/optim.html#torch.optim.Optimizer

Example:
    >>> w = torch.tensor([1.0], requires_grad=True)
    >>> optimizer = torch.optim.SGD([{"params": [w], "lr": 0.5}], lr=0.1)
    >>> optimizer.param_groups[0]["lr"]
    0.5
""",
    "Optimizer.step SGD.step": """Change the parameters once, by their gradients.

    Optimizer.step(closure=None) -> Any
    SGD.step(closure=None) -> Any

Args:
    closure: a function that computes the loss anew and its gradients; its result is returned.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.step.html

Example:
    >>> w = torch.tensor([1.0], requires_grad=True)
    >>> optimizer = torch.optim.SGD([w], lr=0.1)
    >>> w.sum().backward()
    >>> optimizer.step()
    >>> w
    tensor([0.9000], requires_grad=True)
""",
    "Optimizer.zero_grad": """Forget the parameters' gradients: backward passes add to what is there.

    Optimizer.zero_grad(set_to_none=True) -> None

Args:
    set_to_none: False fills them with zeros.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.zero_grad.html

Example:
    >>> w = torch.tensor([1.0], requires_grad=True)
    >>> w.sum().backward()
    >>> torch.optim.SGD([w]).zero_grad(set_to_none=False)
    >>> w.grad
    tensor([0.])
""",
    "Optimizer.add_param_group": """Add a group of parameters, with settings of its own or the defaults.

    Optimizer.add_param_group(param_group) -> None

Raises:
    ValueError: for parameters that are there already, as `(lambda w:
        torch.optim.SGD([w]).add_param_group({"params": [w]}))(torch.ones(1))`.
    TypeError: for what is no dict, as `torch.optim.SGD([torch.ones(1)], lr=0.1).add_param_group([])`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.add_param_group.html

Example:
    >>> optimizer = torch.optim.SGD([torch.ones(1)], lr=0.1)
    >>> optimizer.add_param_group({"params": [torch.ones(2)], "lr": 0.5})
    >>> [group["lr"] for group in optimizer.param_groups]
    [0.1, 0.5]
""",
    "Optimizer.state_dict": """The settings of the groups and what the steps remember, with numbers for parameters.

    Optimizer.state_dict() -> dict

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.state_dict.html

Example:
    >>> optimizer = torch.optim.SGD([torch.ones(1)], lr=0.1)
    >>> optimizer.state_dict()["param_groups"][0]["lr"]
    0.1
""",
    "Optimizer.load_state_dict": """Take over what `state_dict` gave, for as many parameters.

    Optimizer.load_state_dict(state_dict) -> None

Raises:
    ValueError: for another number of groups, as
        `torch.optim.SGD([torch.ones(1)]).load_state_dict({"state": {}, "param_groups": []})`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.load_state_dict.html

Example:
    >>> a, b = (torch.optim.SGD([torch.ones(1)], lr=lr) for lr in (0.1, 0.5))
    >>> a.load_state_dict(b.state_dict())
    >>> a.param_groups[0]["lr"]
    0.5
""",
    "Optimizer.register_step_pre_hook": """Before each step, call a function with optimizer and arguments, which it may replace.

    Optimizer.register_step_pre_hook(hook) -> handle

Args:
    hook: hook(optimizer, args, kwargs).

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.register_step_pre_hook.html

Example:
    >>> optimizer = torch.optim.SGD([torch.ones(1)])
    >>> handle = optimizer.register_step_pre_hook(lambda optimizer, args, kwargs: print("before"))
    >>> optimizer.step()
    before
""",
    "Optimizer.register_step_post_hook": """After each step, call a function with the optimizer and the arguments.

    Optimizer.register_step_post_hook(hook) -> handle

Args:
    hook: hook(optimizer, args, kwargs).

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.register_step_post_hook.html

Example:
    >>> optimizer = torch.optim.SGD([torch.ones(1)])
    >>> handle = optimizer.register_step_post_hook(lambda optimizer, args, kwargs: print("after"))
    >>> optimizer.step()
    after
""",
    "Optimizer.register_state_dict_pre_hook": """Before `state_dict`, call a function with the optimizer.

    Optimizer.register_state_dict_pre_hook(hook, prepend=False) -> handle

Args:
    prepend: before the other hooks.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.register_state_dict_pre_hook.html

Example:
    >>> optimizer = torch.optim.SGD([torch.ones(1)])
    >>> handle = optimizer.register_state_dict_pre_hook(lambda optimizer: print("asked"))
    >>> state = optimizer.state_dict()
    asked
""",
    "Optimizer.register_state_dict_post_hook": """After `state_dict`, call a function with the optimizer and the dict, which it may replace.

    Optimizer.register_state_dict_post_hook(hook, prepend=False) -> handle

Args:
    prepend: before the other hooks.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.register_state_dict_post_hook.html

Example:
    >>> optimizer = torch.optim.SGD([torch.ones(1)])
    >>> handle = optimizer.register_state_dict_post_hook(lambda optimizer, state: {**state, "more": 1})
    >>> optimizer.state_dict()["more"]
    1
""",
    "Optimizer.register_load_state_dict_pre_hook": """Before loading, call a function with the optimizer and the dict, which it may replace.

    Optimizer.register_load_state_dict_pre_hook(hook, prepend=False) -> handle

Args:
    prepend: before the other hooks.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.register_load_state_dict_pre_hook.html

Example:
    >>> optimizer = torch.optim.SGD([torch.ones(1)])
    >>> handle = optimizer.register_load_state_dict_pre_hook(lambda optimizer, state: print("loading"))
    >>> optimizer.load_state_dict(optimizer.state_dict())
    loading
""",
    "Optimizer.register_load_state_dict_post_hook": """After loading, call a function with the optimizer.

    Optimizer.register_load_state_dict_post_hook(hook, prepend=False) -> handle

Args:
    prepend: before the other hooks.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.register_load_state_dict_post_hook.html

Example:
    >>> optimizer = torch.optim.SGD([torch.ones(1)])
    >>> handle = optimizer.register_load_state_dict_post_hook(lambda optimizer: print("loaded"))
    >>> optimizer.load_state_dict(optimizer.state_dict())
    loaded
""",
    "SGD": """Gradient descent, with momentum if wanted.

    torch.optim.SGD(params, lr=0.001, momentum=0, dampening=0, weight_decay=0, nesterov=False, *,
            maximize=False, foreach=None, differentiable=False, fused=None)

Formula:
    p ← p − lr · d, d = g without momentum; with it b ← momentum · b + (1 − dampening) g, and d = b, or
    g + momentum · b with `nesterov`. The first b is g.

Shapes:
    the parameters', of which each has its own b.

Args:
    lr: the rate; a step's unit is that of p, and lr's that of p²/loss.
    weight_decay: adds weight_decay · p to the gradient.
    maximize: climb instead of descend.
    foreach, fused, differentiable: torch's ways to compute; the numbers are the same.

Raises:
    ValueError: for a negative rate, as `torch.optim.SGD([torch.ones(1)], lr=-1.0)`.
    TypeError: for a tensor instead of a list of them, as `torch.optim.SGD(torch.ones(1,
        requires_grad=True), lr=0.1)`.

Source:
    Sutskever et al., https://proceedings.mlr.press/v28/sutskever13.html, for Nesterov's momentum.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html

Example:
    >>> w = torch.tensor([1.0, 2.0], requires_grad=True)
    >>> optimizer = torch.optim.SGD([w], lr=0.1)
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> w
    tensor([0.8000, 1.6000], requires_grad=True)
""",
    "Adam": """Descent along the mean of the gradients, each divided by how large they have been.

    torch.optim.Adam(params, lr=0.001, betas=(0.9, 0.999), eps=1e-08, weight_decay=0, amsgrad=False, *,
            foreach=None, maximize=False, capturable=False, differentiable=False, fused=None,
            decoupled_weight_decay=False)

Formula:
    m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²; p ← p − lr · m̂/(√v̂ + eps), with m̂ = m/(1 − β₁ᵗ), v̂ =
    v/(1 − β₂ᵗ) in step t.

Shapes:
    the parameters', of which each has its own m and v.

Args:
    lr: the rate: about how far an element moves in a step.
    betas: β₁, β₂: what the running means keep at each step.
    weight_decay: adds weight_decay · p to the gradient; with `decoupled_weight_decay` p shrinks by
        itself.
    amsgrad: divide by the largest v̂ so far (Reddi et al., https://arxiv.org/abs/1904.09237).
    maximize: climb instead of descend.

Raises:
    ValueError: for betas out of range, as `torch.optim.Adam([torch.ones(1)], betas=(1.0, 0.9))`.

Source:
    Kingma and Ba, https://arxiv.org/abs/1412.6980

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.Adam.html

Example:
    >>> w = torch.tensor([1.0, 2.0], requires_grad=True)
    >>> optimizer = torch.optim.Adam([w], lr=0.1)
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> w
    tensor([0.9000, 1.9000], requires_grad=True)
""",
    "AdamW": """Adam whose weight decay shrinks the parameter itself, and leaves the means alone.

    torch.optim.AdamW(params, lr=0.001, betas=(0.9, 0.999), eps=1e-08, weight_decay=0.01, amsgrad=False, *,
            maximize=False, foreach=None, capturable=False, differentiable=False, fused=None)

Formula:
    p ← p − lr · weight_decay · p, and then Adam's step.

Shapes:
    the parameters'.

Args:
    amsgrad: divide by the largest v̂ so far.
    maximize: climb instead of descend.

Raises:
    ValueError: for options out of their ranges, as `torch.optim.AdamW([torch.ones(1)], lr=-1.0)`.

Source:
    Loshchilov and Hutter, https://arxiv.org/abs/1711.05101

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.AdamW.html

Example:
    >>> w = torch.tensor([1.0, 2.0], requires_grad=True)
    >>> optimizer = torch.optim.AdamW([w], lr=0.1, weight_decay=0.5)
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> w
    tensor([0.8500, 1.8000], requires_grad=True)
""",
    "Adagrad": """Descent whose rate falls for each element with the squares of its gradients.

    torch.optim.Adagrad(params, lr=0.01, lr_decay=0, weight_decay=0, initial_accumulator_value=0, eps=1e-10,
            foreach=None, *, maximize=False, differentiable=False, fused=None)

Formula:
    s ← s + g²; p ← p − lr/(1 + (t − 1)lr_decay) · g/(√s + eps) in step t.

Shapes:
    the parameters', of which each has its own s.

Args:
    initial_accumulator_value: what s begins with.
    weight_decay: adds weight_decay · p to the gradient.
    maximize: climb instead of descend.

Source:
    Duchi, Hazan and Singer, https://jmlr.org/papers/v12/duchi11a.html

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.Adagrad.html

Example:
    >>> w = torch.tensor([1.0, 2.0], requires_grad=True)
    >>> optimizer = torch.optim.Adagrad([w], lr=0.1)
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> w
    tensor([0.9000, 1.9000], requires_grad=True)
""",
    "Adadelta": """Descent whose step sizes follow from earlier steps: it needs no rate.

    torch.optim.Adadelta(params, lr=1.0, rho=0.9, eps=1e-06, weight_decay=0, foreach=None, *,
            capturable=False, maximize=False, differentiable=False)

Formula:
    v ← ρv + (1 − ρ)g²; d = √(u + eps)/√(v + eps) · g; u ← ρu + (1 − ρ)d²; p ← p − lr · d.

Shapes:
    the parameters', of which each has its own u and v.

Args:
    rho: ρ, what the running means keep at each step.
    weight_decay: adds weight_decay · p to the gradient.
    maximize: climb instead of descend.

Source:
    Zeiler, https://arxiv.org/abs/1212.5701

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.Adadelta.html

Example:
    >>> w = torch.tensor([1.0, 2.0], requires_grad=True)
    >>> optimizer = torch.optim.Adadelta([w], lr=1.0)
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> w
    tensor([0.9968, 1.9968], requires_grad=True)
""",
    "Adamax": """Adam that divides by the largest gradient, which fades, instead of a mean of squares.

    torch.optim.Adamax(params, lr=0.002, betas=(0.9, 0.999), eps=1e-08, weight_decay=0, foreach=None, *,
            maximize=False, differentiable=False, capturable=False)

Formula:
    m ← β₁m + (1 − β₁)g, u ← max(β₂u, |g| + eps); p ← p − lr/(1 − β₁ᵗ) · m/u in step t.

Shapes:
    the parameters', of which each has its own m and u.

Args:
    weight_decay: adds weight_decay · p to the gradient.
    maximize: climb instead of descend.

Source:
    Kingma and Ba, https://arxiv.org/abs/1412.6980, section 7.1

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.Adamax.html

Example:
    >>> w = torch.tensor([1.0, 2.0], requires_grad=True)
    >>> optimizer = torch.optim.Adamax([w], lr=0.1)
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> w
    tensor([0.9000, 1.9000], requires_grad=True)
""",
    "NAdam": """Adam with Nesterov's momentum: a step takes in what the next one will add.

    torch.optim.NAdam(params, lr=0.002, betas=(0.9, 0.999), eps=1e-08, weight_decay=0, momentum_decay=0.004,
            decoupled_weight_decay=False, *, foreach=None, maximize=False, capturable=False,
            differentiable=False)

Formula:
    p ← p − lr · (μₜ₊₁m̂ + (1 − μₜ)ĝ)/(√v̂ + eps), with Adam's m and v, unbiased by products of μ; μₜ =
    β₁(1 − 0.96^(t · momentum_decay)/2).

Shapes:
    the parameters', of which each has its own m and v.

Args:
    weight_decay: adds weight_decay · p to the gradient; with `decoupled_weight_decay` p shrinks by
        itself.
    maximize: climb instead of descend.

Raises:
    ValueError: for options out of range, as `torch.optim.NAdam([torch.ones(1)], lr=-1.0)`.

Source:
    Dozat, https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.NAdam.html

Example:
    >>> w = torch.tensor([1.0, 2.0], requires_grad=True)
    >>> optimizer = torch.optim.NAdam([w], lr=0.1)
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> w
    tensor([0.8944, 1.8944], requires_grad=True)
""",
    "RAdam": """Adam that waits with dividing until enough gradients have been seen.

    torch.optim.RAdam(params, lr=0.001, betas=(0.9, 0.999), eps=1e-08, weight_decay=0,
            decoupled_weight_decay=False, *, foreach=None, maximize=False, capturable=False,
            differentiable=False)

Formula:
    p ← p − lr · rₜ m̂/(√v̂ + eps) as soon as ρₜ > 5, before that p ← p − lr · m̂; rₜ grows to 1 with ρₜ
    = ρ∞ − 2tβ₂ᵗ/(1 − β₂ᵗ), ρ∞ = 2/(1 − β₂) − 1.

Shapes:
    the parameters', of which each has its own m and v.

Args:
    weight_decay: adds weight_decay · p to the gradient; with `decoupled_weight_decay` p shrinks by
        itself.
    maximize: climb instead of descend.

Source:
    Liu et al., https://arxiv.org/abs/1908.03265

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.RAdam.html

Example:
    >>> w = torch.tensor([1.0, 2.0], requires_grad=True)
    >>> optimizer = torch.optim.RAdam([w], lr=0.1)
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> w
    tensor([0.8000, 1.6000], requires_grad=True)
""",
    "RMSprop": """Descent along the gradient, divided by how large it has been.

    torch.optim.RMSprop(params, lr=0.01, alpha=0.99, eps=1e-08, weight_decay=0, momentum=0, centered=False,
            capturable=False, foreach=None, maximize=False, differentiable=False)

Formula:
    v ← αv + (1 − α)g²; p ← p − lr · d, d = g/(√v + eps), or with momentum b ← momentum · b + d, and p ←
    p − lr · b. `centered` takes the square of the gradient's mean off v.

Shapes:
    the parameters', of which each has its own v and b.

Args:
    alpha: α, what the running mean keeps at each step.
    weight_decay: adds weight_decay · p to the gradient.
    maximize: climb instead of descend.

Raises:
    ValueError: for options out of their ranges, as `torch.optim.RMSprop([torch.ones(1)], alpha=-1.0)`.

Source:
    Hinton, https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.RMSprop.html

Example:
    >>> w = torch.tensor([1.0, 2.0], requires_grad=True)
    >>> optimizer = torch.optim.RMSprop([w], lr=0.1)
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> w
    tensor([5.9605e-08, 1.0000e+00], requires_grad=True)
""",
    "Rprop": """Descent by the sign of the gradient: each element has a step size of its own.

    torch.optim.Rprop(params, lr=0.01, etas=(0.5, 1.2), step_sizes=(1e-06, 50), *, capturable=False,
            foreach=None, maximize=False, differentiable=False)

Formula:
    p ← p − d sign(g); d is multiplied by η⁺ where the gradient keeps its sign, by η⁻ where it turns,
    and no step is made then.

Shapes:
    the parameters', of which each has its own d.

Args:
    lr: what d begins with.
    etas: η⁻, η⁺.
    step_sizes: the smallest d and the largest.
    maximize: climb instead of descend.

Source:
    Riedmiller and Braun, doi 10.1109/ICNN.1993.298623

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.Rprop.html

Example:
    >>> w = torch.tensor([1.0, 2.0], requires_grad=True)
    >>> optimizer = torch.optim.Rprop([w], lr=0.1)
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> w
    tensor([0.9000, 1.9000], requires_grad=True)
""",
    "ASGD": """Gradient descent that also keeps the mean of the parameters it went through.

    torch.optim.ASGD(params, lr=0.01, lambd=0.0001, alpha=0.75, t0=1000000.0, weight_decay=0, foreach=None,
            maximize=False, differentiable=False, capturable=False)

Formula:
    p ← p(1 − lambd · η) − η g, with η = lr/(1 + lambd · lr · t)^alpha; a ← a + (p − a)/max(1, t − t0)
    is in `state[p]["ax"]`; t counts the steps from 0.

Shapes:
    the parameters', of which each has its own mean.

Args:
    weight_decay: adds weight_decay · p to the gradient.
    maximize: climb instead of descend.

Source:
    Polyak and Juditsky, doi 10.1137/0330046

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.ASGD.html

Example:
    >>> w = torch.tensor([1.0, 2.0], requires_grad=True)
    >>> optimizer = torch.optim.ASGD([w], lr=0.1)
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> w
    tensor([0.8000, 1.6000], requires_grad=True)
""",
}
