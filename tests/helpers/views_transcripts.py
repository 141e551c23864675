"""Transcripts of shared memory: views, version counters, in-place changes, NumPy and DLPack."""

import numpy as np


def graph(tensor):
    """The graph behind a tensor as nested lists of node names."""

    def names(node):
        return node and [node.name().rpartition("::")[2], *(names(following) for following, _ in node.next_functions)]

    return names(tensor.grad_fn)


def matrix(fw, requires_grad=True, dtype=None):
    return fw.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], dtype=dtype, requires_grad=requires_grad)


def weights(fw, *shape):
    """Numbers that are all different, to tell elements of a gradient apart."""
    count = 1
    for n in shape:
        count *= n
    return (fw.arange(float(count)) + 1).view(*shape)


# -- views and versions ----------------------------------------------------------------------------


def which_results_are_views(fw):
    m = matrix(fw, False)
    for view in (
        lambda t: t.view(3, 2),
        lambda t: t.T,
        lambda t: t.t(),
        lambda t: t[0],
        lambda t: t[:, 1:],
        lambda t: t[None],
        lambda t: t[...],
        lambda t: t.reshape(6),
        lambda t: t.flatten(),
        lambda t: t.permute(1, 0),
        lambda t: t.squeeze(),
        lambda t: t.unsqueeze(0),
        lambda t: t.expand(2, 2, 3),
        lambda t: t.detach(),
        lambda t: t.diagonal(),
        lambda t: t.narrow(1, 0, 2),
        lambda t: t.select(0, 1),
        lambda t: t.chunk(2)[0],
        lambda t: t.split(1)[1],
        lambda t: t.unbind()[0],
        lambda t: t.transpose(0, 1),
        lambda t: t.view_as(t),
        lambda t: t.expand_as(t),
        lambda t: t[0, 1],
        lambda t: t[::2],
        lambda t: t.contiguous(),
        lambda t: t.T.contiguous(),
        lambda t: t.T.reshape(6),
        lambda t: t[[0, 1]],
        lambda t: t[t > 2],
        lambda t: t.clone(),
        lambda t: t.to(fw.float32),
        lambda t: t.to(fw.float64),
        lambda t: t.float(),
        lambda t: t.view(-1).view(2, 3),
        lambda t: t.data,
        lambda t: t.squeeze(0),
        lambda t: t.flatten(0),
        lambda t: t.broadcast_to((2, 3)),
        lambda t: t.movedim(0, 1),
        lambda t: t.swapaxes(0, 1),
        lambda t: t.unflatten(1, (3, 1)),
        lambda t: t.mT,
        lambda t: t.type_as(t),
        lambda t: t.diag(),
    ):
        v = view(m)
        yield (
            v._is_view(),
            v._base is m,
            v is m,
            v.data_ptr() - m.data_ptr() if v._is_view() else None,
            v.is_contiguous(),
            v.stride(),
        )


def views_write_through(fw):
    m = matrix(fw, False)
    m[0].zero_()
    m.T[2, 1] = 10
    m.view(-1)[3:5].mul_(2)
    m[:, 1] += 100
    yield m
    v = m.view(-1)
    m[1] = fw.tensor([7.0, 8.0, 9.0])
    yield v
    m[m > 100] = -1
    yield v, m
    m[[0, 1], [1, 2]] = fw.tensor([5.0, 6.0])
    yield m
    m.diagonal().fill_(3)
    yield m
    m.copy_(fw.arange(3.0))
    yield m
    m.unsqueeze(0).squeeze().t()[0].neg_()
    yield m, m._version


def versions(fw):
    m = matrix(fw, False)
    v, d, data, c = m.view(-1), m.detach(), m.data, m.clone()
    yield m._version, v._version, d._version, data._version, c._version
    m.add_(1)
    yield m._version, v._version, d._version, data._version, c._version
    v[0] = 3
    yield m._version, v._version, d._version, data._version
    d.mul_(2)
    yield m._version, v._version, d._version
    data.mul_(2)
    yield m._version, data._version
    m.zero_(), m.fill_(2), m.copy_(m), m.abs_()
    yield m._version
    m += 1
    m[0] = 1
    m[0, 0] = fw.tensor(2.0)
    m[m > 5] = 1
    yield m._version
    m.data = fw.zeros(2, 3)
    yield m._version, m
    e = m.add(0)
    yield e._version
    yield (m + 1).add_(1)._version, fw.zeros(3)._version, fw.tensor([1.0])._version, fw.from_numpy(np.zeros(2))._version
    n = m.detach()
    n.requires_grad_()
    with fw.no_grad():
        n.add_(1)
    yield n._version, m._version
    m.requires_grad_()
    yield m._version
    k = fw.ones(3)
    k.numpy()[0] = 5
    yield k._version, k


def saved_tensors_are_watched(fw):
    x = matrix(fw)
    y = x * x
    y.add_(1)
    y.sum().backward()
    yield x.grad
    z = x.exp()
    z.add_(1)
    yield lambda: z.sum().backward()
    w = x.exp() * 1
    w.add_(1)
    yield lambda: w.sum().backward()
    a, b = x * 2, fw.ones(2, 3)
    c = a * b
    b.zero_()
    yield lambda: c.sum().backward()
    b = fw.ones(2, 3)
    c = a * b
    b.data.zero_()
    yield lambda: c.sum().backward()
    b = fw.ones(2, 3)
    c = a * b
    b.detach().zero_()
    yield lambda: c.sum().backward()
    b = fw.ones(2, 3)
    c = a * b[0]
    b[1] = 5
    yield lambda: c.sum().backward()
    b = fw.ones(2, 3)
    c = a * b
    b.numpy()[0] = 7
    yield lambda: fw.autograd.grad(c.sum(), a)
    p = fw.ones(3, 2, requires_grad=True)
    q = x @ p
    with fw.no_grad():
        p.add_(1)
    yield lambda: q.sum().backward()
    r = x.relu()
    r += 1
    yield lambda: r.sum().backward()
    s = x.sigmoid()
    s[0, 0] = 0
    yield lambda: s.sum().backward()
    t = (x * 1).pow(2)
    t *= 3
    yield lambda: fw.autograd.grad(t.sum(), x)
    u = x * 1
    v = u.pow(2)
    u *= 3
    yield lambda: fw.autograd.grad(v.sum(), x)
    u = x * 1
    v = u.sin()
    u.view(-1)[0] = 4
    yield lambda: fw.autograd.grad(v.sum(), x)
    m = (x * 1).tanh()
    m.mul_(m)
    yield lambda: fw.autograd.grad(m.sum(), x)


# -- in place --------------------------------------------------------------------------------------


def in_place_on_results(fw):
    x = matrix(fw, dtype=fw.float64)
    for change in (
        lambda t: t.add_(1),
        lambda t: t.mul_(3),
        lambda t: t.add_(t),
        lambda t: t.mul_(t),
        lambda t: t.sub_(x),
        lambda t: t.div_(2),
        lambda t: t.zero_(),
        lambda t: t.fill_(3),
        lambda t: t.copy_(x * 5),
        lambda t: t.exp_(),
        lambda t: t.pow_(2),
        lambda t: t.neg_(),
        lambda t: t.clamp_(min=3),
        lambda t: t.masked_fill_(t > 3, 0.0),
        lambda t: t.addcmul_(t, x),
        lambda t: t.lerp_(x, 0.25),
        lambda t: t.relu_(),
        lambda t: t.sqrt_(),
        lambda t: t.tanh_(),
        lambda t: t.sigmoid_(),
        lambda t: t.abs_(),
        lambda t: t.add_(x[0]),
        lambda t: t.copy_(x[0]),
        lambda t: t.log_(),
        lambda t: t.reciprocal_(),
        lambda t: t.square_(),
        lambda t: t.sub_(1, alpha=2),
        lambda t: t.mul_(fw.tensor(2.0)),
        lambda t: t.div_(x),
        lambda t: t.copy_(fw.arange(3.0)),
        lambda t: t.addcdiv_(x, x + 1),
        lambda t: t.floor_(),
        lambda t: t.requires_grad_(),
        lambda t: t.detach_(),
        lambda t: t.tril_(),
        lambda t: t.clamp_min_(2),
        lambda t: t.fill_(x.sum()),
        lambda t: t.masked_fill_(t > 3, x.sum()),
        lambda t: t.round_(),
    ):
        y = x * 2
        yield lambda y=y, change=change: change(y) is y
        yield graph(y), y._version, y
        yield lambda y=y: fw.autograd.grad((y * weights(fw, 2, 3)).sum(), x, allow_unused=True)


def in_place_operators(fw):
    x = matrix(fw)
    y = x * 1
    y += 1
    y *= 2
    y -= x
    y /= 4
    y **= 2
    yield graph(y), y
    yield lambda: fw.autograd.grad((y * weights(fw, 2, 3)).sum(), x)
    same = y
    y += 1
    yield same is y
    z = x * 1
    old = z
    z = z + 1
    yield old is z
    z //= 2
    yield z
    i = fw.tensor([1, 2])
    i += 1
    yield i
    yield lambda: i.__iadd__(0.5)
    yield lambda: i.__itruediv__(2)
    yield lambda: fw.ones(3).__iadd__(fw.ones(2, 3))
    yield lambda: fw.ones(3).__iadd__(fw.ones(2))
    yield lambda: fw.ones(3, 1).mul_(fw.ones(3))
    b = fw.tensor([True, False])
    yield lambda: b.add_(1)
    f = fw.ones(2)
    f += fw.ones(2, dtype=fw.float64)
    yield f
    f *= np.float64(3)
    yield f
    f += np.float32(1)
    yield f


def in_place_on_views(fw):
    x = matrix(fw, dtype=fw.float64)
    for cut, change in (
        (lambda y: y[0], lambda v: v.mul_(10)),
        (lambda y: y[:, 1:], lambda v: v.zero_()),
        (lambda y: y.T, lambda v: v.add_(weights(fw, 3, 2))),
        (lambda y: y.view(-1), lambda v: v.pow_(2)),
        (lambda y: y[0][1], lambda v: v.mul_(7)),
        (lambda y: y.view(3, 2)[1], lambda v: v.copy_(x[0, :2])),
        (lambda y: y[1:, ::2], lambda v: v.exp_()),
        (lambda y: y.diagonal(), lambda v: v.fill_(4)),
        (lambda y: y.unsqueeze(0), lambda v: v.mul_(v)),
        (lambda y: y.narrow(1, 1, 2), lambda v: v.sub_(x[0, 0])),
        (lambda y: y.permute(1, 0)[2], lambda v: v.neg_()),
        (lambda y: y.t(), lambda v: v.mul_(x.t())),
        (lambda y: y.squeeze(), lambda v: v.tanh_()),
        (lambda y: y.detach(), lambda v: v.mul_(2)),
        (lambda y: y.data, lambda v: v.mul_(2)),
    ):
        y = x * 2
        v = cut(y)
        yield lambda v=v, change=change: change(v) is v
        yield graph(y), graph(v), y, v, y._version
        yield lambda y=y: fw.autograd.grad((y * weights(fw, 2, 3)).sum(), x, retain_graph=True)
        yield lambda y=y, v=v: fw.autograd.grad((v * v).sum() + (y * weights(fw, 2, 3)).sum(), x)


def assignment_by_index(fw):
    x = matrix(fw)
    for index, value in (
        (0, 5.0),
        ((0, 1), 5.0),
        (slice(None), 0.0),
        ((slice(None), 0), None),
        ([0, 1], 3.0),
        ((fw.tensor([0, 1]), fw.tensor([2, 0])), 3.0),
        (Ellipsis, 2.0),
        ((0, slice(1, None)), 9.0),
        (None, 4.0),
        (fw.tensor([[True, False, True], [False, True, False]]), 8.0),
        (fw.tensor(1), 2.0),
    ):
        y = x * 2

        def assign(y=y, index=index, value=value):
            y[index] = value if value is not None else x[:, 1] * 3

        yield assign
        yield graph(y), y
        yield lambda y=y: fw.autograd.grad((y * weights(fw, 2, 3)).sum(), x)
    y = fw.zeros(2, 3)
    y[0] = x[1]
    yield y, graph(y)
    yield fw.autograd.grad((y * weights(fw, 2, 3)).sum(), x)
    y = fw.zeros(2, 3)
    for i in range(3):
        y[1, i] = x[0, i] * (i + 1)
    yield graph(y)
    yield fw.autograd.grad((y * weights(fw, 2, 3)).sum(), x)
    y = fw.zeros(2, 3)
    y[fw.tensor([0, 1]), fw.tensor([0, 0])] = x[:, 2]
    yield y, graph(y)
    yield fw.autograd.grad((y * weights(fw, 2, 3)).sum(), x)


def leaves_are_protected(fw):
    x = matrix(fw)
    yield lambda: x.add_(1)
    yield lambda: x.__iadd__(1)
    yield lambda: x.zero_()
    yield lambda: x.copy_(x)
    yield lambda: x.__setitem__(0, 1)
    yield lambda: x[0].add_(1)
    yield lambda: x.view(-1).mul_(2)
    yield lambda: x.T.zero_()
    yield lambda: x.detach().add_(1)
    yield lambda: x.data.add_(1)
    yield x, x._version
    with fw.no_grad():
        x.add_(1)
        x[0] = 0
        x.view(-1)[5] = 9
        x -= 1
    yield x, x.is_leaf, x._version
    c = fw.ones(2)
    c.add_(x.sum())
    yield c, c.is_leaf
    c = fw.ones(2, 2)
    c[0] = x[0, :2]
    yield graph(c)
    c = fw.ones(2)
    c.requires_grad_()
    yield lambda: c.add_(1)
    yield lambda: x.requires_grad_(False).add_(1)


def views_that_refuse(fw):
    x = matrix(fw)
    y = x * 1
    with fw.no_grad():
        v = y.view(-1)
    yield v.requires_grad, v.grad_fn, v._is_view()
    yield lambda: v.add_(1)
    with fw.no_grad():
        v.add_(1)
    yield y, v.requires_grad
    with fw.no_grad():
        u = x.view(-1)
    yield lambda: u.mul_(2)
    c = fw.ones(2, 3)
    with fw.no_grad():
        w = c.view(-1)
    yield lambda: w.add_(1)
    yield lambda: w.mul_(x.view(-1))
    a, _ = (x * 1).unbind()
    yield lambda: a.add_(1)
    yield lambda: a[0].add_(1)
    p, _ = (x * 1).split(1)
    yield lambda: p.mul_(2)
    r = (x * 1).chunk(2)[1]
    yield lambda: r.zero_()
    f, _ = fw.ones(2, 3).unbind()
    yield lambda: f.add_(1)
    e = (x[0] * 1).expand(2, 3)
    yield lambda: e.add_(1)
    y = x[0] * 1
    yield lambda: y[1:].mul_(y[:2])
    yield lambda: y[1:].copy_(y[:2])
    yield lambda: y.mul_(y)
    e = fw.ones(3).expand(2, 3)
    yield lambda: e.add_(1)
    yield lambda: e.copy_(fw.zeros(2, 3))
    yield lambda: e.__setitem__(0, 5.0)
    for row in x * 1:
        yield lambda row=row: row.add_(1)
    y = x * 1
    a, _ = y.unbind()
    y.mul_(2)
    yield lambda: (a * 1).requires_grad
    yield lambda: a.grad_fn
    y = x * 1
    a, _ = y.split(1)
    y[0].mul_(2)
    yield lambda: a * 1
    with fw.no_grad():
        yield lambda: a * 1
    y = x * 1
    with fw.no_grad():
        v = y.view(-1)
    y.mul_(2)
    yield lambda: v * 1
    yield lambda: v.requires_grad
    y = x * 1
    a, _ = y.unbind()
    with fw.no_grad():
        y.mul_(2)
    yield lambda: a * 1
    c = fw.ones(2, 3)
    a, _ = c.unbind()
    c.mul_(2)
    yield lambda: a * 1
    a.mul_(2)
    c.mul_(x)
    yield lambda: a * 1
    y = x * 1
    with fw.no_grad():
        v = y[0]
    yield (v * 2).requires_grad, (v * 2).grad_fn.next_functions, v.is_leaf, v
    yield lambda: (v * 2).sum().backward()


def changed_by_other_dtypes(fw):
    """The gradient goes on in each operand's own dtype, whatever dtype the changed tensor keeps."""
    first, mask = fw.tensor([0]), fw.tensor([True, False])
    for mine, other in ((fw.float32, fw.float64), (fw.float64, fw.float32)):
        for change in (
            lambda y, p: y.add_(p),
            lambda y, p: y.sub_(p, alpha=2),
            lambda y, p: y.mul_(p),
            lambda y, p: y.copysign_(p),
            lambda y, p: y.eq_(p),
            lambda y, p: y.masked_fill_(mask, p[0]),
            lambda y, p: y.index_fill_(0, first, p[0]),
            lambda y, p: y[:1].add_(p[:1]),
            lambda y, p: y.__setitem__(0, p[0]),
            lambda y, p: y.add_(p[:1]),
        ):
            for recorded in (False, True):
                x = fw.tensor([1.5, 2.5], dtype=mine, requires_grad=True)
                p = fw.tensor([0.5, 1.25], dtype=other, requires_grad=True)
                y = x * 1
                change(y, p)
                grads = fw.autograd.grad(y.sum(), (x, p), retain_graph=True, create_graph=recorded)
                yield [(g.dtype, g.tolist()) for g in grads]
                y.sum().backward()
                yield x.grad.dtype, p.grad.dtype, p.grad.tolist()
        yield fw.autograd.grad(fw.ones(2, dtype=mine).masked_fill(mask, p[0]).sum(), p)[0].dtype


def views_of_views_made_elsewhere(fw):
    """What was made in inference mode stays so; else the last view says where it was made."""

    def quiet(view, block):
        with block():
            return view()

    for first in (fw.no_grad, fw.inference_mode, fw.enable_grad):
        for second in (fw.no_grad, fw.inference_mode, fw.enable_grad):
            for cut in (lambda v: v.view(-1), lambda v: v.split(1)[0]):
                base = fw.ones(2, requires_grad=True) * 1
                made = quiet(lambda base=base: base.view(-1), first)
                view = quiet(lambda made=made, cut=cut: cut(made), second)
                yield lambda view=view: view.mul_(2)
                base.mul_(3)
                yield lambda view=view: type(view.grad_fn).__name__
    x = fw.ones(2, 1).expand(2, 2)
    yield x.copy_(x), x._version
    yield lambda: x.copy_(x.t())


def views_older_than_the_history(fw):
    x = matrix(fw)
    for change in (
        lambda v: v.add_(1),
        lambda v: v.zero_(),
        lambda v: v.copy_(x[0]),
        lambda v: v.__setitem__(0, 5.0),
        lambda v: v.__imul__(3),
        lambda v: v.uniform_().sum() * 0,
        lambda v: v.fill_(2),
        lambda v: v.exp_(),
    ):
        y = fw.zeros(2, 3)
        v = y[1]
        y.add_(x)
        yield lambda v=v, change=change: change(v)
        yield v.requires_grad, v.is_leaf
        yield graph(v)
        yield lambda v=v, change=change: change(v)
        yield lambda y=y, v=v: fw.autograd.grad((y * weights(fw, 2, 3)).sum() + v.sum(), x)
    y = fw.zeros(3)
    v = y.view(-1)
    y.requires_grad_()
    yield lambda: v.add_(1)
    yield v.requires_grad, (v * 2).requires_grad, v.is_leaf


def views_follow_their_base(fw):
    x = matrix(fw)
    y = x * 1
    v = y[0]
    y.mul_(3)
    yield graph(v), v
    yield fw.autograd.grad(v.sum(), x)
    y = x * 1
    v, w = y[0], y.view(-1)
    w.mul_(weights(fw, 6))
    yield graph(v), graph(w), graph(y)
    yield fw.autograd.grad((v * v).sum(), x)
    y = x * 1
    v = y[0]
    before = v * 2
    y.mul_(3)
    yield fw.autograd.grad(before.sum(), x)
    y = x * 1
    a, b = y[0], y[1]
    a.mul_(2)
    b.mul_(a)
    yield y, graph(y)
    yield lambda: fw.autograd.grad((y * weights(fw, 2, 3)).sum(), x)
    y = fw.zeros(2, 3)
    v = y[1]
    yield v.requires_grad, v.is_leaf
    y.add_(x)
    yield v.requires_grad, v.is_leaf, graph(v)
    yield fw.autograd.grad(v.sum(), x)
    y = fw.zeros(2, 3)
    v, w = y[1], y[0]
    v.copy_(x[0])
    yield y.requires_grad, v.requires_grad, w.requires_grad, graph(y), graph(w)
    yield fw.autograd.grad((y * 2).sum(), x)
    y = x * 1
    v = y[0]
    y.data.zero_()
    yield v, graph(v)
    y = x * 1
    v = y[0]
    with fw.no_grad():
        y.mul_(3)
    yield graph(v), v
    y = x * 1
    v = y.view(-1)
    u = v[1:4]
    u.mul_(2)
    v.add_(1)
    y.pow_(2)
    yield graph(u), graph(v), graph(y)
    yield fw.autograd.grad((u * weights(fw, 3)).sum() + (v * weights(fw, 6)).sum(), x)


def many_changes_through_views(fw):
    x = fw.tensor([0.5, 1.0, 1.5, 2.0], dtype=fw.float64, requires_grad=True)
    y = x * 1
    for i in range(4):
        y[i] = y[i] * y[(i + 1) % 4]
    yield y
    yield lambda: fw.autograd.grad((y * weights(fw, 4)).sum(), x)
    y = x * 1
    for i in range(4):
        y[i] = y[i].clone() * y[(i + 1) % 4].clone()
    yield lambda: fw.autograd.grad((y * weights(fw, 4)).sum(), x)
    state = fw.zeros(5, dtype=fw.float64)
    for i in range(4):
        state[i + 1] = state[i] * 2 + x[i]
    yield state, fw.autograd.grad(state.sum(), x)


def second_derivatives_through_views(fw):
    x = matrix(fw, dtype=fw.float64)
    y = x * x
    y[0].mul_(x[1])
    (g,) = fw.autograd.grad((y * y).sum(), x, create_graph=True)
    yield g
    yield fw.autograd.grad((g * weights(fw, 2, 3)).sum(), x)
    y = x**3
    v = y.view(-1)[1:4]
    y.mul_(x)
    (g,) = fw.autograd.grad((v * v).sum(), x, create_graph=True)
    yield g
    yield fw.autograd.grad((g * weights(fw, 2, 3)).sum(), x)
    y = x * 1
    y[1, :2] = x[0, 1:] ** 2
    (g,) = fw.autograd.grad((y * y).sum(), x, create_graph=True)
    yield fw.autograd.grad((g * weights(fw, 2, 3)).sum(), x)
    y = x.exp()
    y.zero_()
    yield lambda: fw.autograd.grad((y * x).sum(), x, create_graph=True)
    y = x + 1
    y.zero_()
    yield lambda: fw.autograd.grad((y * x).sum(), x, create_graph=True)


def hooks_on_views(fw):
    x = matrix(fw)
    seen = []
    y = x * 1
    v = y[0]
    v.register_hook(lambda g: seen.append(("view", g.tolist())))
    y.register_hook(lambda g: seen.append(("base", g.tolist())))
    (v.sum() + (y * 2).sum()).backward()
    yield seen, x.grad
    y = x * 1
    v = y[0]
    y.mul_(2)
    seen.clear()
    yield graph(v)  # torch must be asked for it first: else its register_hook crashes
    v.register_hook(lambda g: seen.append(("view", g.tolist())) or g * 3)
    v.sum().backward()
    yield seen, x.grad
    y = x * 1
    v = y[0]
    v.retain_grad()
    (v * 3).sum().backward()
    yield v.grad, v.retains_grad
    y = x * 1
    v = y[0]
    v.retain_grad()
    v.mul_(3)
    (v * 3).sum().backward()
    yield v.grad
    y = x * 1
    y.retain_grad()
    y[0].mul_(3)
    (y * 5).sum().backward()
    yield y.grad


def detached(fw):
    x = matrix(fw)
    y = x * 2
    d = y.detach()
    yield d.requires_grad, d.is_leaf, d._is_view(), d._base is None, d.data_ptr() == y.data_ptr(), d.grad_fn
    yield lambda: y.detach_().requires_grad
    yield lambda: (x * 2).view(-1).detach_()
    yield lambda: x.detach_().requires_grad
    x = matrix(fw)
    data = x.data
    data.mul_(2)
    yield x, x._version, data.requires_grad
    x.data = fw.zeros(2)
    yield x, x.requires_grad
    yield lambda: setattr(x, "data", np.zeros(2))
    yield lambda: setattr(x, "data", fw.zeros(2, dtype=fw.float64)) or x
    yield lambda: setattr(x, "data", fw.zeros(2, dtype=fw.int64)) or x
    k = fw.ones(2)
    k.data = fw.zeros(3, dtype=fw.int64)
    yield k
    u = matrix(fw)
    s = (u * u).sum()
    u.data.zero_()
    s.backward()
    yield u.grad


# -- numpy -----------------------------------------------------------------------------------------


def numpy_shares_memory(fw):
    a = np.arange(6.0).reshape(2, 3)
    t = fw.from_numpy(a)
    t[0, 0] = 100
    a[1, 1] = -1
    yield t, a, t.dtype
    n = t.numpy()
    n[0, 1] = 7
    yield t, n.shape
    yield fw.from_numpy(a.T).stride(), fw.from_numpy(a.T).is_contiguous(), fw.from_numpy(a[:, ::2]).stride()
    yield fw.as_tensor(a).data_ptr() == t.data_ptr(), fw.tensor(a).data_ptr() == t.data_ptr()
    yield fw.as_tensor(a, dtype=fw.float32).dtype, fw.asarray(a).data_ptr() == t.data_ptr()
    yield fw.as_tensor(t) is t, fw.asarray(t) is t, fw.asarray(t).data_ptr() == t.data_ptr()
    yield fw.from_numpy(np.array([1, 2], np.int32)), fw.from_numpy(np.array([True])), fw.from_numpy(np.array(3.0))
    yield lambda: fw.from_numpy([1.0])
    yield lambda: fw.from_numpy(np.arange(3.0)[::-1])
    yield lambda: fw.from_numpy(np.float64(3))
    yield lambda: fw.tensor(np.arange(3.0)[::-1])


def read_only_arrays(fw):
    a = np.arange(3.0)
    a.flags.writeable = False
    yield lambda: fw.from_numpy(a)
    yield lambda: fw.as_tensor(a)
    yield lambda: fw.tensor(a)


def arrays_of_tensors(fw):
    t = matrix(fw, False)
    yield np.asarray(t), np.asarray(t).base is not None or np.shares_memory(np.asarray(t), t.numpy())
    np.asarray(t)[0, 0] = 50
    yield t
    yield np.array(t).shape, np.shares_memory(np.array(t), t.numpy()), np.array(t, dtype=np.float64).dtype
    yield np.asarray(t, dtype=np.int64), np.asarray(t, dtype=np.float32).dtype
    yield lambda: np.asarray(matrix(fw))
    yield lambda: matrix(fw).numpy()
    yield lambda: (matrix(fw) * 2).numpy()
    yield lambda: matrix(fw).numpy(force=True)
    yield lambda: matrix(fw).detach().numpy()
    with fw.no_grad():
        yield lambda: matrix(fw).numpy()
    yield lambda: np.array([fw.tensor(1.0), fw.tensor(2.0)])
    yield lambda: np.sqrt(fw.tensor([4.0, 9.0]))
    yield lambda: np.add(fw.tensor([4.0, 9.0]), 1)
    yield lambda: np.float32(2) * fw.tensor([4.0, 9.0])
    yield lambda: np.float64(2) * fw.tensor([4.0, 9.0])
    yield lambda: fw.tensor([4.0, 9.0]) * np.float64(2)
    yield lambda: np.ones(2) * fw.tensor([4.0, 9.0])
    yield lambda: fw.tensor([4.0, 9.0]) * np.ones(2)
    yield lambda: np.ones(2) + fw.ones(2, requires_grad=True)
    yield lambda: np.float64(2) * fw.ones(2, requires_grad=True)
    yield lambda: np.allclose(fw.ones(2), 1)
    yield lambda: np.stack([fw.ones(2), fw.zeros(2)])
    yield lambda: list(map(float, fw.arange(3.0)))
    yield lambda: np.dot(fw.ones(2), fw.ones(2))
    yield lambda: fw.ones(2).__array__()
    yield lambda: fw.ones(2).__array__(np.float64)


# -- DLPack ----------------------------------------------------------------------------------------


def dlpack_with_numpy(fw):
    t = matrix(fw, False)
    a = np.from_dlpack(t)
    yield a, np.shares_memory(a, t.numpy()), a.flags.writeable
    a[0, 0] = 9
    yield t
    b = np.arange(3.0)
    s = fw.from_dlpack(b)
    s[0] = 4
    yield s, b, s.requires_grad, s.is_leaf, s._version
    yield np.from_dlpack(t.T).strides, np.from_dlpack(t[0]), np.from_dlpack(fw.tensor([1, 2]))
    yield lambda: np.from_dlpack(matrix(fw))
    yield lambda: np.from_dlpack(matrix(fw) * 2)
    yield lambda: np.from_dlpack(matrix(fw).detach())
    yield tuple(map(int, t.__dlpack_device__()))
    yield lambda: fw.from_dlpack(3)
    c = np.arange(3.0)
    c.flags.writeable = False
    yield lambda: fw.from_dlpack(c)
