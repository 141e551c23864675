"""Transcripts of torch.optim: updates to the bit, groups, states, hooks and schedules, told as in `transcripts.py`."""

import copy
import functools
import hashlib
import importlib
import itertools

import numpy as np

SHAPES = ((1,), (1, 1), (2, 3), (), (13,))
SGD = [
    dict(momentum=momentum, dampening=dampening, weight_decay=decay, nesterov=nesterov, maximize=maximize)
    for momentum, dampening, decay, nesterov, maximize in itertools.product(
        (0, 0.9), (0, 0.3), (0, 0.01), (False, True), (False, True)
    )
    if not (nesterov and (momentum == 0 or dampening))
]
ADAM = [
    dict(weight_decay=decay, amsgrad=amsgrad, maximize=maximize, betas=betas)
    for decay, amsgrad, maximize, betas in itertools.product(
        (0, 0.01), (False, True), (False, True), ((0.9, 0.999), (0.3, 0.5))
    )
]


def leaves(fw, shapes=SHAPES, dtype="float32", seed=0):
    """Parameters with fixed values."""
    rng = np.random.RandomState(seed)
    return [fw.tensor(np.asarray(rng.randn(*shape), dtype)).requires_grad_() for shape in shapes]


def slopes(fw, params, step):
    """Give every parameter the gradient of a step: sizes from far below to above the parameters'."""
    for i, p in enumerate(params):
        p.grad = fw.tensor(slope(tuple(p.shape), p.detach().numpy().dtype, 1000 * step + i))


@functools.lru_cache(maxsize=400)
def slope(shape, dtype, seed):
    rng = np.random.RandomState(seed)
    return np.asarray(rng.randn(*shape) * 10 ** rng.uniform(-4, 1), dtype)


def trained(fw, name, options, shapes=SHAPES, dtype="float32", steps=40):
    """The parameters after some steps, and the optimizer."""
    params = leaves(fw, shapes, dtype)
    optimizer = getattr(fw.optim, name)(params, **options)
    for step in range(steps):
        slopes(fw, params, step)
        optimizer.step()
    return params, optimizer


def bits(tensors):
    """Fingerprints of some tensors: equal if every bit is."""
    return [hashlib.sha256(t.detach().numpy().tobytes()).hexdigest()[:16] for t in tensors]


def one(fw, *shape):
    """A parameter with a gradient."""
    weight = fw.ones(*(shape or (2,)), requires_grad=True)
    weight.grad = fw.ones(*(shape or (2,)))
    return weight


def sgd_updates(fw):
    for options in SGD:
        for lr in (0.1, 1, 1e-3):
            yield options, lr, bits(trained(fw, "SGD", dict(lr=lr, **options))[0])


def sgd_updates_in_float64(fw):
    for options in SGD:
        yield options, bits(trained(fw, "SGD", dict(lr=0.1, **options), dtype="float64", steps=5)[0])


def adam_means(fw):
    """The running means do not depend on square roots, in which torch is one bit off at times."""
    for name, dtype, options in itertools.product(("Adam", "AdamW"), ("float32", "float64"), ADAM):
        steps = 40 if options["weight_decay"] == 0 and dtype == "float32" else 1
        params, optimizer = trained(fw, name, options, dtype=dtype, steps=steps)
        states = [{k: v for k, v in optimizer.state[p].items() if k != "step"} for p in params]
        yield name, options, [list(state) for state in states], [bits(state.values()) for state in states]


def texts(fw):
    weight = one(fw)
    yield fw.optim.SGD([weight]), fw.optim.SGD([weight], lr=0.1, momentum=0.9, nesterov=True)
    yield fw.optim.Adam([weight], amsgrad=True), fw.optim.AdamW([weight])
    yield fw.optim.SGD([{"params": [weight], "lr": 1}, {"params": one(fw), "momentum": 0.5}])
    yield fw.optim.Adam([("w", weight)]), fw.optim.Adam([("w", weight)]).param_groups[0]["param_names"]
    yield fw.optim.SGD([weight]).defaults, fw.optim.Adam([weight]).defaults, fw.optim.AdamW([weight]).defaults
    empty = fw.optim.Adam([weight])
    empty.param_groups.clear()
    yield empty, empty.step()


def required_options(fw):
    module = importlib.import_module(f"{fw.__name__}.optim.optimizer")
    weight, defaults = one(fw), {"lr": module.required, "decay": 0.5}
    yield module.required, module.Optimizer([{"params": weight, "lr": 2}], defaults)
    yield lambda: module.Optimizer([weight], defaults)
    optimizer = module.Optimizer([{"params": weight, "lr": 2}], defaults)
    yield lambda: optimizer.add_param_group({"params": one(fw)})
    yield len(optimizer.param_groups), optimizer.defaults


def states(fw):
    for name, options in ("SGD", {}), ("SGD", {"momentum": 0.9}), ("Adam", {"amsgrad": True}), ("AdamW", {}):
        weight, bias = one(fw, 2, 2), one(fw, 1)
        unused = fw.ones(3, requires_grad=True)
        groups = [{"params": [unused, weight]}, {"params": [bias], "lr": 0.5}]
        optimizer = getattr(fw.optim, name)(groups, lr=0.25, **options)
        optimizer.step()
        optimizer.step()
        yield weight, bias, unused, len(optimizer.state)
        saved = copy.deepcopy(optimizer.state_dict())
        yield saved
        again = getattr(fw.optim, name)(groups, lr=1, **options)
        again.load_state_dict(saved)
        again.step()
        optimizer.step()
        yield again.state_dict(), optimizer.state_dict(), weight, bias
        double = fw.ones(2, 2, dtype=fw.float64, requires_grad=True)
        third = getattr(fw.optim, name)([{"params": [one(fw, 3), double]}, {"params": [one(fw, 1)]}], **options)
        third.load_state_dict(saved)
        yield third.state_dict()
        cloned = copy.deepcopy(optimizer)
        before = bits([weight])
        cloned.step()
        yield bits([weight]) == before, cloned.param_groups[0]["params"], cloned.state_dict()
    yield lambda: fw.optim.SGD([weight]).load_state_dict(saved)
    yield lambda: fw.optim.SGD([{"params": [weight]}, {"params": [bias]}]).load_state_dict(saved)


def old_states(fw):
    weight = one(fw)
    optimizer = fw.optim.Adam([weight])
    optimizer.step()
    saved = optimizer.state_dict()
    saved["state"][0]["step"] = 7  # a plain number, as torch once kept it
    del saved["param_groups"][0]["amsgrad"]
    optimizer.load_state_dict(saved)
    yield optimizer.state_dict()
    optimizer.state.clear()
    optimizer.step()
    yield optimizer.state_dict(), weight
    sgd = fw.optim.SGD([weight])
    bare = {"state": {"extra": [1]}, "param_groups": [{"params": [0], "lr": 1}]}
    sgd.load_state_dict(bare)
    yield sgd.param_groups[0].keys(), sgd.state_dict()
    named = fw.optim.SGD([("w", weight)])
    bare["param_groups"][0].update(momentum=0, dampening=0, weight_decay=0)
    named.load_state_dict(bare)
    yield named


def groups(fw):
    weight, bias, far = one(fw), one(fw, 1), one(fw, 3)
    optimizer = fw.optim.SGD([{"params": weight, "lr": 0.5}], lr=0.1)
    optimizer.add_param_group({"params": iter([bias])})
    optimizer.add_param_group({"params": far, "momentum": 0.5, "weight_decay": 0.1, "own": 1})
    yield optimizer
    optimizer.step()
    optimizer.step()
    yield weight, bias, far
    yield lambda: optimizer.add_param_group({"params": [weight]})
    yield lambda: optimizer.add_param_group([one(fw)])
    yield lambda: optimizer.add_param_group({"params": {one(fw)}})
    yield lambda: optimizer.add_param_group({"params": [("w", one(fw))]})
    yield lambda: fw.optim.SGD([("w", one(fw)), one(fw)])
    yield lambda: fw.optim.SGD([("w", one(fw))]).add_param_group({"params": [one(fw)]})
    twice = one(fw)
    optimizer = fw.optim.SGD([twice, twice], lr=0.5)
    optimizer.step()
    yield twice


def refusals(fw):
    weight = one(fw)
    for wrong in ([np.ones(2)], ["w"], [[weight]], {"w": weight}, 3, None, [], weight, [weight * 2]):
        yield lambda: fw.optim.SGD(wrong, lr=0.1)  # noqa: B023 (called at once)
    yield lambda: fw.optim.SGD([weight], lr="a")
    yield lambda: fw.optim.SGD([weight], lr=-1, momentum=-1)
    yield lambda: fw.optim.SGD([weight], momentum=-1, weight_decay=-1)
    yield lambda: fw.optim.SGD([weight], momentum=0.5, dampening=0.5, nesterov=True)
    yield lambda: fw.optim.SGD([weight], fused=True, foreach=True)
    yield lambda: fw.optim.Adam([weight], fused=True, differentiable=True)
    yield lambda: fw.optim.Adam([weight], lr=-1, eps=-1)
    yield lambda: fw.optim.Adam([weight], eps=-1, betas=(2, 2))
    yield lambda: fw.optim.Adam([weight], betas=(0.5, 1.0))
    yield lambda: fw.optim.Adam([weight], betas=(0.5, 0))
    yield lambda: fw.optim.AdamW([weight], weight_decay=-1)
    yield lambda: fw.optim.Adam([weight], lr=float("nan"))
    yield lambda: fw.optim.Optimizer([weight], {}).step()
    yield lambda: fw.optim.SGD([weight]).step(1)
    yield lambda: fw.optim.SGD()


def closures(fw):
    weight = fw.ones(2, requires_grad=True)
    optimizer = fw.optim.SGD([weight], lr=0.25)

    def closure():
        optimizer.zero_grad()
        loss = (weight * weight).sum()
        loss.backward()
        return loss

    with fw.no_grad():
        yield optimizer.step(closure), weight, weight.grad
        yield optimizer.step(closure=closure), optimizer.step()
    yield fw.optim.Adam([weight]).step(closure), weight


def zeroing(fw):
    weight, unused = one(fw), fw.ones(1, requires_grad=True)
    optimizer = fw.optim.SGD([weight, unused], lr=0.1)
    held = weight.grad
    optimizer.zero_grad(set_to_none=False)
    yield weight.grad, weight.grad is held, unused.grad, held._version
    optimizer.zero_grad()
    yield weight.grad, held
    (weight**3).sum().backward(create_graph=True)
    yield weight.grad
    optimizer.zero_grad(set_to_none=False)
    yield weight.grad, weight.grad.requires_grad
    optimizer.step()
    yield weight


def memory(fw):
    """What shares a parameter's memory sees the step; tensors saved for backward notice it."""
    for shape in (1,), (2, 3), (20000,):
        weight = one(fw, *shape)
        array, alias, version = weight.detach().numpy(), weight.detach(), weight._version
        x = fw.ones(*shape, requires_grad=True)
        loss = (x * weight).sum()
        optimizer = fw.optim.SGD([weight], lr=0.5)
        optimizer.step()
        yield float(array.ravel()[0]), float(alias.reshape(-1)[0]), weight._version - version
        yield lambda: loss.backward()  # noqa: B023 (called at once)
        weight.data = fw.zeros(*shape)
        optimizer.step()
        yield float(weight.detach().reshape(-1)[-1]), float(array.ravel()[0])
        weight.data = fw.ones(4)
        weight.grad = fw.ones(4)
        optimizer.step()
        yield weight
    base = fw.ones(6)
    parts = [base[:4].requires_grad_(), base[2:].detach().requires_grad_()]  # two in common
    for part in parts:
        part.grad = fw.ones(4)
    for options in {}, {"momentum": 0.5}:
        optimizer = fw.optim.SGD(parts, lr=0.25, **options)
        optimizer.step()
        optimizer.step()
        yield base
    square = fw.arange(6.0).reshape(2, 3).t().requires_grad_()  # not contiguous
    square.grad = fw.ones(3, 2)
    fw.optim.SGD([square], lr=0.5).step()
    fw.optim.Adam([square], lr=0.5).step()
    yield square, square.stride()


def missing_gradients(fw):
    weights = [one(fw), one(fw, 3), one(fw, 1), one(fw, 2, 2)]
    optimizer = fw.optim.SGD(weights, lr=0.1)
    for gone in (None, 0, 2, 3, 1, None):
        for i, weight in enumerate(weights):
            weight.grad = None if i == gone else fw.ones(*weight.shape)
        optimizer.step()
        yield weights
    optimizer.param_groups[0]["lr"] = 0.5
    optimizer.step()
    yield weights
    fw.optim.SGD([one(fw), fw.ones(2, requires_grad=True)], momentum=0.9).step()


def overflow(fw):
    weights = [one(fw, 1), one(fw, 2), one(fw, 2, 2)]
    for options in dict(lr=1e30), dict(lr=1e30, momentum=0.5):
        optimizer = fw.optim.SGD(weights, **options)
        for _ in range(3):
            for weight in weights:
                weight.grad = fw.full(weight.shape, 3e38)
            optimizer.step()
            yield weights
    huge = one(fw, 2)
    huge.grad = fw.tensor([float("inf"), float("nan")])
    fw.optim.Adam([huge]).step()
    yield huge


def hooks(fw):
    weight, seen = one(fw), []
    optimizer = fw.optim.SGD([weight], lr=0.5)
    pre = optimizer.register_step_pre_hook(lambda o, args, kwargs: seen.append(("pre", o is args[0], kwargs)))
    post = optimizer.register_step_post_hook(lambda o, args, kwargs: seen.append(("post", len(args), kwargs)))
    swap = optimizer.register_step_pre_hook(lambda o, args, kwargs: ((o, lambda: 7), {}))
    base = importlib.import_module(f"{fw.__name__}.optim.optimizer")
    everywhere = base.register_optimizer_step_pre_hook(lambda o, *_: seen.append("all"))
    last = base.register_optimizer_step_post_hook(lambda o, *_: seen.append("all after"))
    yield optimizer.step(), seen, weight
    swap.remove()
    yield optimizer.step(closure=lambda: 3), seen
    for handle in (pre, post, everywhere, last):
        handle.remove()
    yield optimizer.step(lambda: 4), len(seen)
    optimizer.register_step_pre_hook(lambda o, args, kwargs: 5)
    try:
        optimizer.step()
    except RuntimeError as error:
        yield str(error).partition(" must")[2]

    class Own(fw.optim.Optimizer):
        def __init__(self, params):
            super().__init__(params, {"rate": 2.0})

        def step(self, closure=None):
            for group in self.param_groups:
                for p in group["params"]:
                    self.state[p]["steps"] = self.state[p].get("steps", 0) + 1
                    p.data -= group["rate"] * p.grad
            return self.state[group["params"][0]]["steps"]

    own = Own([weight])
    own.register_step_post_hook(lambda *_: seen.append("own"))
    yield own.step(), own.step(), seen[-2:], weight, own, own.state_dict()


class Slower:
    """A schedule with a state of its own."""

    def __init__(self):
        self.factor = 0.5

    def __call__(self, epoch):
        return self.factor**epoch


SCHEDULES = {
    "StepLR": [dict(step_size=3), dict(step_size=2, gamma=0.7)],
    "MultiStepLR": [dict(milestones=[2, 3, 3, 7], gamma=0.3)],
    "ExponentialLR": [dict(gamma=0.9)],
    "CosineAnnealingLR": [dict(T_max=5), dict(T_max=4, eta_min=0.01)],
    "LambdaLR": [dict(lr_lambda=lambda epoch: 1 / (epoch + 1)), dict(lr_lambda=[Slower(), lambda epoch: 0.95**epoch])],
}  # fmt: skip


def two_groups(fw):
    return fw.optim.SGD([{"params": [one(fw)]}, {"params": [one(fw, 1)], "lr": 0.07}], lr=0.1)


def schedules(fw):
    for name, choices in SCHEDULES.items():
        for options in choices:
            optimizer = two_groups(fw)
            scheduler = getattr(fw.optim.lr_scheduler, name)(optimizer, **options)
            for epoch in range(14):
                yield name, [group["lr"] for group in optimizer.param_groups], scheduler.get_last_lr()
                optimizer.step()
                scheduler.step()
                if epoch == 8:
                    optimizer.param_groups[0]["lr"] = 0.2  # by hand
            state = scheduler.state_dict()
            yield sorted(state), state["last_epoch"], state["_last_lr"], state.get("lr_lambdas") is None
            yield optimizer
            again = getattr(fw.optim.lr_scheduler, name)(optimizer, **options, last_epoch=5)
            yield again.get_last_lr(), again.last_epoch
            again.load_state_dict(state)
            optimizer.step()
            again.step()
            yield again.get_last_lr(), again.last_epoch, again.base_lrs


def schedules_out_of_order(fw):
    Step = fw.optim.lr_scheduler.StepLR
    optimizer = two_groups(fw)
    scheduler = Step(optimizer, 2)
    scheduler.step()
    scheduler.step()
    yield scheduler.get_last_lr()
    scheduler = Step(optimizer, 2)
    optimizer.step()
    scheduler.step()
    yield scheduler.get_last_lr(), scheduler.get_lr()
    optimizer = two_groups(fw)
    scheduler = Step(optimizer, 2)
    optimizer.step = lambda: None
    scheduler.step()
    yield lambda: Step(one(fw), 2)
    yield lambda: Step(two_groups(fw), 2, last_epoch=3)
    yield lambda: fw.optim.lr_scheduler.LambdaLR(two_groups(fw), [len])
    yield lambda: fw.optim.lr_scheduler.LRScheduler(two_groups(fw))
