"""Texts of optim.lr_scheduler: how the rate changes from epoch to epoch."""

TEXTS = {
    "LRScheduler": """The base of the schedules: subclasses define `get_lr`, the rates of an epoch.

    torch.optim.lr_scheduler.LRScheduler(optimizer, last_epoch=-1)

Call `step()` after each epoch, behind the optimizer's.

Args:
    last_epoch: where to go on; −1 begins anew.

Raises:
    TypeError: for what is no optimizer, as `torch.optim.lr_scheduler.LRScheduler(1)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LRScheduler.html

Example:
    >>> class Halving(torch.optim.lr_scheduler.LRScheduler):
    ...     def get_lr(self):
    ...         return [lr * 0.5**self.last_epoch for lr in self.base_lrs]
    >>> optimizer = torch.optim.SGD([torch.ones(1)], lr=0.8)
    >>> schedule = Halving(optimizer)
    >>> optimizer.step(), schedule.step()
    (None, None)
    >>> schedule.get_last_lr()
    [0.4]
""",
    "LRScheduler.get_lr": """The rates of epoch `last_epoch`, which subclasses define; read them by `get_last_lr`.

    LRScheduler.get_lr() -> list of floats

Raises:
    NotImplementedError: where a subclass does not, as
        `torch.optim.lr_scheduler.LRScheduler(torch.optim.SGD([torch.ones(1)]))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LRScheduler.html

Example:
    >>> class Constant(torch.optim.lr_scheduler.LRScheduler):
    ...     def get_lr(self):
    ...         return [0.5]
    >>> Constant(torch.optim.SGD([torch.ones(1)], lr=0.1)).get_last_lr()
    [0.5]
""",
    "LRScheduler.get_last_lr": """The rates that the last step has set, one for each group.

    LRScheduler.get_last_lr() -> list of floats

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LRScheduler.html

Example:
    >>> torch.optim.lr_scheduler.StepLR(torch.optim.SGD([torch.ones(1)], lr=0.1), 5).get_last_lr()
    [0.1]
""",
    "LRScheduler.step SequentialLR.step ChainedScheduler.step": """Go on to the next epoch, and set its rates.

    LRScheduler.step(epoch=None) -> None
    SequentialLR.step() -> None
    ChainedScheduler.step() -> None

Args:
    epoch: go to this one instead; deprecated in torch, and only of one schedule by itself.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LRScheduler.html

Example:
    >>> optimizer = torch.optim.SGD([torch.ones(1)], lr=0.8)
    >>> schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.5)
    >>> optimizer.step()
    >>> schedule.step()
    >>> optimizer.param_groups[0]["lr"]
    0.4
""",
    "LRScheduler.state_dict": """Where the schedule stands: all its attributes but the optimizer.

    LRScheduler.state_dict() -> dict

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LRScheduler.html

Example:
    >>> torch.optim.lr_scheduler.StepLR(torch.optim.SGD([torch.ones(1)]), 5).state_dict()["last_epoch"]
    0
""",
    "LRScheduler.load_state_dict": """Go on from where a schedule stood.

    LRScheduler.load_state_dict(state_dict) -> None

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LRScheduler.html

Example:
    >>> schedule = torch.optim.lr_scheduler.StepLR(torch.optim.SGD([torch.ones(1)]), 5)
    >>> schedule.load_state_dict({**schedule.state_dict(), "last_epoch": 3})
    >>> schedule.last_epoch
    3
""",
    "LambdaLR": """The first rate times what a function gives for the epoch.

    torch.optim.lr_scheduler.LambdaLR(optimizer, lr_lambda, last_epoch=-1)

Formula:
    lrₑ = lr₀ · lr_lambda(e).

Args:
    lr_lambda: a function, or one for each group.

Raises:
    ValueError: for another number of functions than of groups, as
        `torch.optim.lr_scheduler.LambdaLR(torch.optim.SGD([torch.ones(1)], lr=0.1), [])`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LambdaLR.html

Example:
    >>> optimizer = torch.optim.SGD([torch.ones(1)], lr=1.0)
    >>> schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: 1 / (1 + epoch))
    >>> rates = [(schedule.get_last_lr()[0], optimizer.step(), schedule.step()) for epoch in range(4)]
    >>> [round(rate, 4) for rate, *_ in rates]
    [1.0, 0.5, 0.3333, 0.25]
""",
    "MultiplicativeLR": """Each epoch's rate times what a function gives for it.

    torch.optim.lr_scheduler.MultiplicativeLR(optimizer, lr_lambda, last_epoch=-1)

Formula:
    lrₑ = lrₑ₋₁ · lr_lambda(e).

Args:
    lr_lambda: a function, or one for each group.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.MultiplicativeLR.html

Example:
    >>> optimizer = torch.optim.SGD([torch.ones(1)], lr=1.0)
    >>> schedule = torch.optim.lr_scheduler.MultiplicativeLR(optimizer, lambda epoch: 0.5)
    >>> rates = [(schedule.get_last_lr()[0], optimizer.step(), schedule.step()) for epoch in range(4)]
    >>> [round(rate, 4) for rate, *_ in rates]
    [1.0, 0.5, 0.25, 0.125]
""",
    "StepLR": """A rate that is multiplied every few epochs.

    torch.optim.lr_scheduler.StepLR(optimizer, step_size, gamma=0.1, last_epoch=-1)

Formula:
    lrₑ = lr₀ · gamma^⌊e/step_size⌋.

Raises:
    TypeError: for what is no optimizer, as `torch.optim.lr_scheduler.StepLR(0.1, 2)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.StepLR.html

Example:
    >>> optimizer = torch.optim.SGD([torch.ones(1)], lr=1.0)
    >>> schedule = torch.optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.1)
    >>> rates = [(schedule.get_last_lr()[0], optimizer.step(), schedule.step()) for epoch in range(5)]
    >>> [round(rate, 4) for rate, *_ in rates]
    [1.0, 1.0, 0.1, 0.1, 0.01]
""",
    "MultiStepLR": """A rate that is multiplied at certain epochs.

    torch.optim.lr_scheduler.MultiStepLR(optimizer, milestones, gamma=0.1, last_epoch=-1)

Formula:
    lrₑ = lr₀ · gammaᵏ, with the number k of milestones that are at most e.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.MultiStepLR.html

Example:
    >>> optimizer = torch.optim.SGD([torch.ones(1)], lr=1.0)
    >>> schedule = torch.optim.lr_scheduler.MultiStepLR(optimizer, milestones=[1, 3], gamma=0.1)
    >>> rates = [(schedule.get_last_lr()[0], optimizer.step(), schedule.step()) for epoch in range(5)]
    >>> [round(rate, 4) for rate, *_ in rates]
    [1.0, 0.1, 0.1, 0.01, 0.01]
""",
    "ConstantLR": """A part of the rate in the first epochs, and then the whole.

    torch.optim.lr_scheduler.ConstantLR(optimizer, factor=0.3333333333333333, total_iters=5, last_epoch=-1)

Formula:
    lrₑ = lr₀ · factor for e < total_iters, then lr₀.

Raises:
    ValueError: for a factor beyond 1, as
        `torch.optim.lr_scheduler.ConstantLR(torch.optim.SGD([torch.ones(1)]), factor=2.0)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ConstantLR.html

Example:
    >>> optimizer = torch.optim.SGD([torch.ones(1)], lr=1.0)
    >>> schedule = torch.optim.lr_scheduler.ConstantLR(optimizer, factor=0.5, total_iters=2)
    >>> rates = [(schedule.get_last_lr()[0], optimizer.step(), schedule.step()) for epoch in range(4)]
    >>> [round(rate, 4) for rate, *_ in rates]
    [0.5, 0.5, 1.0, 1.0]
""",
    "LinearLR": """The rate times a factor that goes evenly from one value to another.

    torch.optim.lr_scheduler.LinearLR(optimizer, start_factor=0.3333333333333333, end_factor=1.0,
            total_iters=5, last_epoch=-1)

Formula:
    lrₑ = lr₀ · (start + (end − start) min(e, n)/n), with n = `total_iters`.

Raises:
    ValueError: for a factor beyond 1, as
        `torch.optim.lr_scheduler.LinearLR(torch.optim.SGD([torch.ones(1)]), start_factor=2.0)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LinearLR.html

Example:
    >>> optimizer = torch.optim.SGD([torch.ones(1)], lr=1.0)
    >>> schedule = torch.optim.lr_scheduler.LinearLR(optimizer, start_factor=0.5, total_iters=2)
    >>> rates = [(schedule.get_last_lr()[0], optimizer.step(), schedule.step()) for epoch in range(4)]
    >>> [round(rate, 4) for rate, *_ in rates]
    [0.5, 0.75, 1.0, 1.0]
""",
    "ExponentialLR": """A rate that is multiplied every epoch.

    torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma, last_epoch=-1)

Formula:
    lrₑ = lr₀ · gammaᵉ.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ExponentialLR.html

Example:
    >>> optimizer = torch.optim.SGD([torch.ones(1)], lr=1.0)
    >>> schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.5)
    >>> rates = [(schedule.get_last_lr()[0], optimizer.step(), schedule.step()) for epoch in range(4)]
    >>> [round(rate, 4) for rate, *_ in rates]
    [1.0, 0.5, 0.25, 0.125]
""",
    "PolynomialLR": """A rate that falls to zero along a power of what is left.

    torch.optim.lr_scheduler.PolynomialLR(optimizer, total_iters=5, power=1.0, last_epoch=-1)

Formula:
    lrₑ = lr₀ · (1 − min(e, n)/n)^power, with n = `total_iters`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.PolynomialLR.html

Example:
    >>> optimizer = torch.optim.SGD([torch.ones(1)], lr=1.0)
    >>> schedule = torch.optim.lr_scheduler.PolynomialLR(optimizer, total_iters=4, power=1.0)
    >>> rates = [(schedule.get_last_lr()[0], optimizer.step(), schedule.step()) for epoch in range(4)]
    >>> [round(rate, 4) for rate, *_ in rates]
    [1.0, 0.75, 0.5, 0.25]
""",
    "CosineAnnealingLR": """A rate that falls along half a cosine, and rises again.

    torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max, eta_min=0.0, last_epoch=-1)

Formula:
    lrₑ = eta_min + (lr₀ − eta_min)(1 + cos(πe/T_max))/2.

Source:
    Loshchilov and Hutter, https://arxiv.org/abs/1608.03983

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingLR.html

Example:
    >>> optimizer = torch.optim.SGD([torch.ones(1)], lr=1.0)
    >>> schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=3)
    >>> rates = [(schedule.get_last_lr()[0], optimizer.step(), schedule.step()) for epoch in range(4)]
    >>> [round(rate, 4) for rate, *_ in rates]
    [1.0, 0.75, 0.25, 0.0]
""",
    "CosineAnnealingWarmRestarts": """A rate that falls along half a cosine, again and again.

    torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer, T_0, T_mult=1, eta_min=0.0,
            last_epoch=-1)

Formula:
    lr = eta_min + (lr₀ − eta_min)(1 + cos(πe/T))/2, e epochs after a start; T is T_0, and then each
    time T_mult times as long.

Raises:
    ValueError: for a length that is none, as
        `torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(torch.optim.SGD([torch.ones(1)]), 0)`.

Source:
    Loshchilov and Hutter, https://arxiv.org/abs/1608.03983

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingWarmRestarts.html

Example:
    >>> optimizer = torch.optim.SGD([torch.ones(1)], lr=1.0)
    >>> schedule = torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer, T_0=2)
    >>> rates = [(schedule.get_last_lr()[0], optimizer.step(), schedule.step()) for epoch in range(5)]
    >>> [round(rate, 4) for rate, *_ in rates]
    [1.0, 0.5, 1.0, 0.5, 1.0]
""",
    "CosineAnnealingWarmRestarts.step": """Go on to the next epoch, or to one that may be a fraction, and set its rates.

    CosineAnnealingWarmRestarts.step(epoch=None) -> None

Args:
    epoch: where to go, such as epoch + batch/batches.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingWarmRestarts.html

Example:
    >>> optimizer = torch.optim.SGD([torch.ones(1)], lr=1.0)
    >>> schedule = torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer, T_0=2)
    >>> schedule.step(0.5)
    >>> round(schedule.get_last_lr()[0], 4)
    0.8536
""",
    "CyclicLR": """A rate that goes up and down between two bounds, again and again, from batch to batch.

    torch.optim.lr_scheduler.CyclicLR(optimizer, base_lr, max_lr, step_size_up=2000, step_size_down=None,
            mode='triangular', gamma=1.0, scale_fn=None, scale_mode='cycle', cycle_momentum=True,
            base_momentum=0.8, max_momentum=0.9, last_epoch=-1)

Formula:
    lr = base_lr + (max_lr − base_lr) h s, with h from 0 to 1 in `step_size_up` steps and back in
    `step_size_down`; s is 1, half for each cycle, or gammaˢᵗᵉᵖ.

Args:
    mode: "triangular", "triangular2" or "exp_range", for the three s.
    scale_fn: gives s instead, of the number of the cycle, or of the step with
        `scale_mode="iterations"`.
    cycle_momentum: move the momentum the other way round, between `max_momentum` and `base_momentum`.

Raises:
    ValueError: for an optimizer without momentum, as
        `torch.optim.lr_scheduler.CyclicLR(torch.optim.Adagrad([torch.ones(1)]), 0.1, 1.0)`.

Source:
    Smith, https://arxiv.org/abs/1506.01186

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CyclicLR.html

Example:
    >>> optimizer = torch.optim.SGD([torch.ones(1)], lr=1.0, momentum=0.9)
    >>> schedule = torch.optim.lr_scheduler.CyclicLR(optimizer, base_lr=0.1, max_lr=0.5, step_size_up=2)
    >>> rates = [(schedule.get_last_lr()[0], optimizer.step(), schedule.step()) for step in range(5)]
    >>> [round(rate, 4) for rate, *_ in rates]
    [0.1, 0.3, 0.5, 0.3, 0.1]
""",
    "CyclicLR.scale_fn": """How high a cycle goes, as a share of the full height.

    CyclicLR.scale_fn(x) -> float

Args:
    x: the number of the cycle, or of the step.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CyclicLR.html

Example:
    >>> optimizer = torch.optim.SGD([torch.ones(1)], lr=1.0, momentum=0.9)
    >>> torch.optim.lr_scheduler.CyclicLR(optimizer, 0.1, 0.5, mode="triangular2").scale_fn(2)
    0.5
""",
    "OneCycleLR": """A rate that goes up once, and down to nearly nothing, in a known number of steps.

    torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr, total_steps=None, epochs=None,
            steps_per_epoch=None, pct_start=0.3, anneal_strategy='cos', cycle_momentum=True,
            base_momentum=0.85, max_momentum=0.95, div_factor=25.0, final_div_factor=10000.0,
            three_phase=False, last_epoch=-1)

Formula:
    from max_lr/div_factor up to max_lr in pct_start · total_steps steps, then down to
    max_lr/(div_factor · final_div_factor).

Args:
    total_steps: or `epochs` times `steps_per_epoch`.
    anneal_strategy: "cos", along half a cosine, or "linear".
    three_phase: go down to the first rate as slowly as up, and then on to the last.
    cycle_momentum: move the momentum the other way round, between `max_momentum` and `base_momentum`.

Raises:
    ValueError: without a number of steps, as
        `torch.optim.lr_scheduler.OneCycleLR(torch.optim.SGD([torch.ones(1)]), 1.0)`.

Source:
    Smith and Topin, https://arxiv.org/abs/1708.07120

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.OneCycleLR.html

Example:
    >>> optimizer = torch.optim.SGD([torch.ones(1)], lr=1.0, momentum=0.9)
    >>> schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=1.0, total_steps=5)
    >>> rates = [(schedule.get_last_lr()[0], optimizer.step(), schedule.step()) for step in range(4)]
    >>> [round(rate, 4) for rate, *_ in rates]
    [0.04, 0.9505, 0.6113, 0.1883]
""",
    "ReduceLROnPlateau": """A rate that is multiplied when a metric has not become better for some epochs.

    torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, mode='min', factor=0.1, patience=10,
            threshold=0.0001, threshold_mode='rel', cooldown=0, min_lr=0, eps=1e-08)

Formula:
    lr ← max(lr · factor, min_lr), after more than `patience` epochs without a better metric.

Args:
    mode: whether the better metric is the smaller, "min", or the larger, "max".
    threshold, threshold_mode: how much better counts, as a share, "rel", or as it is, "abs".
    cooldown: epochs after a reduction in which nothing is counted.
    eps: changes of the rate up to this are left out.

Raises:
    ValueError: for a factor of 1 or more, as
        `torch.optim.lr_scheduler.ReduceLROnPlateau(torch.optim.SGD([torch.ones(1)]), factor=1.0)`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ReduceLROnPlateau.html

Example:
    >>> optimizer = torch.optim.SGD([torch.ones(1)], lr=1.0)
    >>> schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=1)
    >>> rates = [(optimizer.step(), schedule.step(3.0), schedule.get_last_lr()[0]) for epoch in range(4)]
    >>> [round(rate, 4) for *_, rate in rates]
    [1.0, 1.0, 0.1, 0.1]
""",
    "ReduceLROnPlateau.step": """Take note of an epoch's metric, and reduce the rate if it is time.

    ReduceLROnPlateau.step(metrics, epoch=None) -> None

Args:
    metrics: a number, such as the loss of the epoch.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ReduceLROnPlateau.html

Example:
    >>> schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(torch.optim.SGD([torch.ones(1)]))
    >>> schedule.step(0.5)
    >>> schedule.best
    0.5
""",
    "ReduceLROnPlateau.in_cooldown": """Whether a reduction is so recent that nothing is counted.

    ReduceLROnPlateau.in_cooldown -> bool

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ReduceLROnPlateau.html

Example:
    >>> torch.optim.lr_scheduler.ReduceLROnPlateau(torch.optim.SGD([torch.ones(1)])).in_cooldown
    False
""",
    "SequentialLR": """One schedule after the other.

    torch.optim.lr_scheduler.SequentialLR(optimizer, schedulers, milestones, last_epoch=-1)

Formula:
    the schedule k from milestoneₖ on, where it begins with its epoch 0.

Raises:
    ValueError: for a wrong number of milestones, as `(lambda o:
        torch.optim.lr_scheduler.SequentialLR(o, [torch.optim.lr_scheduler.StepLR(o, 1)],
        [5]))(torch.optim.SGD([torch.ones(1)]))`.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.SequentialLR.html

Example:
    >>> optimizer = torch.optim.SGD([torch.ones(1)], lr=1.0)
    >>> first = torch.optim.lr_scheduler.ConstantLR(optimizer, factor=0.1, total_iters=9)
    >>> second = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.5)
    >>> schedule = torch.optim.lr_scheduler.SequentialLR(optimizer, [first, second], milestones=[2])
    >>> rates = [(schedule.get_last_lr()[0], optimizer.step(), schedule.step()) for epoch in range(4)]
    >>> [round(rate, 4) for rate, *_ in rates]
    [0.1, 0.1, 1.0, 0.5]
""",
    "SequentialLR.recursive_undo": """Take one epoch back, of each schedule.

    SequentialLR.recursive_undo(sched=None) -> None

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.SequentialLR.html

Example:
    >>> optimizer = torch.optim.SGD([torch.ones(1)], lr=1.0)
    >>> parts = [torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.5) for _ in range(2)]
    >>> schedule = torch.optim.lr_scheduler.SequentialLR(optimizer, parts, milestones=[2])
    >>> schedule.recursive_undo()
    >>> parts[0].last_epoch
    -1
""",
    "ChainedScheduler": """Several schedules at once: each changes the rate that the one before has set.

    torch.optim.lr_scheduler.ChainedScheduler(schedulers, optimizer=None)

Formula:
    lrₑ = what the last makes of what … the first makes of lrₑ₋₁.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ChainedScheduler.html

Example:
    >>> optimizer = torch.optim.SGD([torch.ones(1)], lr=1.0)
    >>> parts = [torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma) for gamma in (0.5, 0.1)]
    >>> schedule = torch.optim.lr_scheduler.ChainedScheduler(parts)
    >>> optimizer.step(), schedule.step()
    (None, None)
    >>> [round(rate, 4) for rate in schedule.get_last_lr()]
    [0.05]
""",
    "LambdaLR.state_dict CyclicLR.state_dict": """Where the schedule stands; of functions nothing, of other callables their attributes.

    LambdaLR.state_dict() -> dict
    CyclicLR.state_dict() -> dict

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LambdaLR.html

Example:
    >>> optimizer = torch.optim.SGD([torch.ones(1)])
    >>> torch.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: 0.5**epoch).state_dict()["lr_lambdas"]
    [None]
""",
    "LambdaLR.load_state_dict CyclicLR.load_state_dict": """Go on from where a schedule stood; functions stay those that this one was given.

    LambdaLR.load_state_dict(state_dict) -> None
    CyclicLR.load_state_dict(state_dict) -> None

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LambdaLR.html

Example:
    >>> optimizer = torch.optim.SGD([torch.ones(1)])
    >>> schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: 0.5**epoch)
    >>> schedule.load_state_dict({**schedule.state_dict(), "last_epoch": 3})
    >>> schedule.last_epoch
    3
""",
    "ReduceLROnPlateau.load_state_dict": """Go on from where a schedule stood, and what its best metric was.

    ReduceLROnPlateau.load_state_dict(state_dict) -> None

See:
    https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ReduceLROnPlateau.html

Example:
    >>> schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(torch.optim.SGD([torch.ones(1)]))
    >>> schedule.load_state_dict({**schedule.state_dict(), "best": 0.5})
    >>> schedule.best
    0.5
""",
}
