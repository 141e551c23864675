"""Transcripts of tensors and their nodes: views that have none, moved hooks, refusals and their order."""


def seen(t):
    """All there is to see of one tensor's node."""
    following = None if t.grad_fn is None else [type(node).__name__ for node, _ in t.grad_fn.next_functions]
    return type(t.grad_fn).__name__, following, t.requires_grad, t.is_leaf, t.retains_grad, t._version, t.grad


def leaf(fw):
    return fw.tensor([1.0, 2.0], requires_grad=True)


def quiet(fw, view):
    """A view made under no_grad."""
    with fw.no_grad():
        return view()


def changed(fw, t):
    with fw.no_grad():
        t.mul_(2)
    return t


# -- views that lead nowhere -----------------------------------------------------------------------


def views_made_under_no_grad(fw):
    y = leaf(fw) * 2
    v = quiet(fw, lambda: y[0])
    yield seen(v)
    yield lambda: v.backward()
    yield lambda: fw.autograd.grad(v * 3, [v])
    yield fw.autograd.grad(y.sum(), [v], allow_unused=True)
    yield seen(v * 3), seen(v.reshape(1)), seen(fw.stack([v, v]))
    yield lambda: v.mul_(2)
    yield lambda: v.reshape(1).mul_(2)
    yield lambda: v.add_(leaf(fw)[0])
    yield lambda: v.copy_(leaf(fw)[0])
    v.retain_grad()
    yield v.retains_grad
    v.requires_grad_()
    (v * 3).backward()
    yield v.grad
    changed(fw, y)
    yield lambda: v.grad_fn
    yield lambda: v * 2
    yield v.argmax()
    yield lambda: v.argsort()
    with fw.no_grad():
        yield v * 2, v.reshape(1)._is_view(), v.argsort()


def views_older_than_their_base_requires_grad(fw):
    w = fw.tensor([1.0, 2.0])
    v = w[0]
    w.requires_grad_()
    yield seen(v), seen(v * 2)
    yield lambda: v.backward()
    yield lambda: v.mul_(2)
    changed(fw, w)
    yield seen(v)
    v.backward()
    yield w.grad


def views_whose_base_left_the_graph(fw):
    w = leaf(fw)
    v = w[0]
    w.detach_()
    yield seen(v)
    yield lambda: v.mul_(2)
    w.mul_(2)
    yield seen(v)
    v.backward()
    yield w.grad


def leaves_that_are_views(fw):
    w = fw.tensor([1.0, 2.0])
    v = w[0].requires_grad_()
    yield seen(v), seen(w)
    w.mul_(2)
    yield seen(v)
    w.requires_grad_()
    changed(fw, w)
    yield seen(v)


def one_of_several_views(fw):
    y = leaf(fw) * 2
    a, b = y.unbind(0)
    yield lambda: a.mul_(2)
    yield lambda: a.reshape(1).mul_(2)
    product = a * b
    changed(fw, y)
    yield lambda: a.grad_fn
    yield lambda: b * 2
    yield lambda: product.backward()
    a, _ = quiet(fw, lambda: y.unbind(0))
    yield lambda: a.mul_(2)
    w = fw.tensor([1.0, 2.0])
    a, _ = w.unbind(0)
    w.mul_(leaf(fw))
    yield lambda: a.grad_fn


def saved_values_have_torchs_names(fw):
    x = fw.tensor([[1.0, 2.0], [3.0, 5.0]], requires_grad=True)
    w, target = fw.ones(3, 2, requires_grad=True), fw.zeros(2, 2)
    F = fw.nn.functional

    def saved(result, *names):
        return [(name, getattr(result.grad_fn, f"_saved_{name}")) for name in names]

    yield saved(x.sum(0), "dim", "keepdim", "self_sym_sizes"), saved(x.mean((0, 1), keepdim=True), "dim", "keepdim")
    yield saved(x.std(0, correction=0), "dim", "correction", "result"), saved(x.var(), "dim", "correction", "self")
    yield saved(x.amax(1), "dim"), saved(x.logsumexp(0), "dim"), saved(x.norm(3, 0), "ord", "dim")
    yield saved(x.permute(1, 0), "dims"), saved(x.flip(0), "dims"), saved(x.roll(1, 0), "dims", "shifts")
    yield (
        saved(2**x, "self", "exponent"),
        saved(x.split(1)[0], "split_size", "dim"),
        saved(x.split([2, 0])[0], "split_sizes"),
    )
    yield saved(F.smooth_l1_loss(x, target), "reduction"), saved(F.huber_loss(x, target, "sum"), "reduction", "delta")
    yield saved(F.linear(x, w, fw.zeros(3)), "mat1", "mat2"), saved(fw.std_mean(x, 0)[1], "result0")
    nodes = (fw.cat([x, x]), x.double(), x.cumsum(0), x.std())
    yield [name for y in nodes for name in ("shapes", "input_dtype", "whole") if hasattr(y.grad_fn, f"_saved_{name}")]


def nothing_is_saved_for_nobody(fw):
    def programs(v):
        return v * v, v * 2, v.exp(), v + 1, v.square(), v * leaf(fw)[0]

    for i in range(6):
        y = leaf(fw) * 2
        z = programs(quiet(fw, lambda y=y: y[0]))[i]
        z.backward()
        yield lambda z=z: z.backward()
        y = leaf(fw) * 2
        z = programs(quiet(fw, lambda y=y: y[0]))[i]
        y.mul_(3)
        yield lambda z=z: z.backward()


# -- what moves along ------------------------------------------------------------------------------


def retained_gradients_move_along(fw):
    y = leaf(fw) * 2
    v = y[0]
    v.retain_grad()
    older = v + 3
    changed(fw, y)
    (v * 3).backward(retain_graph=True)
    yield seen(v)
    older.backward()
    yield v.grad
    y = leaf(fw) * 2
    y.retain_grad()
    y[0].mul_(2)
    y.sum().backward()
    yield seen(y)
    y.detach_()
    yield seen(y)
    y.requires_grad_()
    (y * 2).sum().backward()
    yield y.grad


def backward_to_results(fw):
    a = leaf(fw)
    y = a * 2
    y.sum().backward(inputs=[y])
    yield seen(y), a.grad
    yield lambda: y.sum().backward()
    y = a * 2
    y.sum().backward(inputs=[y, a], retain_graph=True)
    y.sum().backward()
    yield seen(y), a.grad
    yield lambda: y.sum().backward(inputs=[fw.tensor(1.0)])
    y = a * 2
    p, q = y.unbind(0)
    (p + q * 2).backward(inputs=[q])
    yield seen(p), seen(q), seen(y)
    y = a * 2
    (y * 3).sum().backward(inputs=[(y * 5)])
    yield seen(y)


def what_a_refused_backward_leaves(fw):
    a, b = leaf(fw), leaf(fw)
    y = fw.relu(b)
    y.add_(a.clone())
    yield lambda: y.sum().backward()
    yield a.grad, b.grad
    yield lambda: (fw.ones(2, requires_grad=False) + 1).backward()
    yield lambda: y.backward()


# -- refusals, and which comes first ---------------------------------------------------------------


def the_first_of_two_changed_tensors(fw):
    def both(program, *shapes):
        tensors = [fw.full(shape, 1.5, requires_grad=True) * 1 for shape in shapes]
        out = program(*tensors)
        for t in tensors:
            changed(fw, t)
        return lambda: out.sum().backward()

    f = fw.nn.functional
    pair = ((2, 1), (1, 3))
    yield both(lambda x, y: x * y, *pair)
    yield both(lambda x, y: x / y, *pair)
    yield both(lambda x, y: x**y, *pair)
    yield both(fw.maximum, *pair)
    yield both(lambda x, y: x @ y, (2, 4), (4, 3))
    yield both(lambda x, y: x @ y, (2, 4), (4,))
    yield both(fw.bmm, (1, 2, 4), (1, 4, 3))
    yield both(fw.addmm, (2, 3), (2, 4), (4, 3))
    yield both(f.linear, (2, 4), (3, 4), (3,))
    yield both(f.linear, (2, 4), (3, 4))
    yield both(fw.lerp, (2, 1, 1), (1, 3, 1), (1, 1, 4))
    yield both(fw.clamp, (2, 3, 4), (1, 3, 1), (1, 1, 4))
    yield both(lambda x, w, b: f.layer_norm(x, (3,), w, b), (2, 3), (3,), (3,))
    yield both(lambda x: x.sum(0).square(), (2, 3))


def names_in_refusals(fw):
    for op in (
        lambda x: x.exp(),
        lambda x: x.sum(0),
        lambda x: x**x,
        lambda x: 2**x,
        lambda x: 1 - x,
        lambda x: x[0],
        lambda x: x[0] @ x,
        lambda x: x.max(),
        lambda x: x.max(0)[0],
        lambda x: x.clone().copy_(x),
        lambda x: x.clamp(0, 1),
        lambda x: fw.lerp(x, x, x),
    ):
        y = op(fw.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True))
        z = y * y
        changed(fw, y)
        yield lambda z=z: z.sum().backward()


def in_place_with_more_than_one_reason_to_refuse(fw):
    matrix, v = fw.tensor([[1.0, 2.0], [3.0, 4.0]]), fw.tensor([1.0, 2.0])
    part = quiet(fw, lambda: v[:1])
    yield lambda: part.add_(leaf(fw))
    yield lambda: part.add_(v)
    yield lambda: part.addcdiv_(v, leaf(fw))
    yield lambda: part.clamp_(min=leaf(fw))
    yield lambda: part.copy_(leaf(fw))
    yield lambda: leaf(fw).add_(matrix)
    yield lambda: (leaf(fw) * 2).add_(matrix)
    yield lambda: v[:1].add_(v)
    yield lambda: matrix.addcdiv_(matrix, matrix.t())
    yield lambda: matrix.clamp_(min=matrix.t())
    yield lambda: matrix[0].mul_(matrix[:1])
    a = leaf(fw)
    for index, value in ((0, 1.0), ([0], 1.0), (..., 1.0), (5, 1.0), ((0, 0), 1.0), (slice(1), "x"), (0, [1, 2])):
        yield lambda index=index, value=value: a.__setitem__(index, value)
    yield lambda: fw.tensor(3.0, requires_grad=True).__setitem__(0, 1.0)


def memory_that_is_shared(fw):
    scalar = fw.tensor(0.75)
    row = scalar.reshape(-1)
    yield lambda: row.add_(scalar)
    yield lambda: scalar.add_(row)
    with fw.no_grad():
        yield lambda: row.add_(scalar)
        yield lambda: fw.tensor(0.75).expand(2, 2).add_(fw.ones(2, 2))
    repeated = scalar.expand(2, 2)
    yield lambda: repeated.add_(1)
    yield lambda: repeated.mul_(repeated)
    yield lambda: repeated[0].add_(1)
    yield lambda: repeated[0, 0].add_(1)
    yield lambda: repeated.copy_(fw.ones(2, 2))
    yield lambda: repeated.zero_()
    yield lambda: repeated.fill_(2.0)
    yield lambda: repeated.fill_(fw.tensor(2.0))


def strides_of_what_is_expanded(fw):
    for shape, size in (
        ((1,), (1,)),
        ((1,), (2, 1)),
        ((2, 1), (2, 1)),
        ((1, 1), (3, 1)),
        ((), (1,)),
        ((), (2, 2)),
        ((3, 1), (-1, 4)),
        ((2, 3), (1, 1, 2, 3)),
        ((2, 3), (5, 1, 2, 3)),
    ):
        yield fw.ones(shape).expand(size).stride()


# -- gradients that are zero, and are there all the same -------------------------------------------


def gradients_that_depend_on_their_input(fw):
    f = fw.nn.functional
    for op in (
        lambda x: fw.relu(x),
        lambda x: f.leaky_relu(x),
        lambda x: f.leaky_relu(x.clone(), inplace=True),
        lambda x: f.nll_loss(x[None], fw.tensor([1])),
        lambda x: x.abs(),
        lambda x: x.clamp(-1, 1),
        lambda x: x.sum(),
    ):
        x = fw.tensor([1.0, -2.0], requires_grad=True)
        (g,) = fw.autograd.grad(op(x).sum(), [x], create_graph=True)
        yield g.requires_grad, g.requires_grad and fw.autograd.grad(g.sum(), [x])


def versions(fw):
    v, m = fw.ones(3), fw.ones(3, 3)
    yield (v @ m)._version, (m @ v)._version, (v @ v)._version, fw.nn.functional.linear(v, m)._version


def gradients_of_a_linear_layer(fw):
    """Of the weight, the node's is that of the transposed one."""
    x, w, b = (fw.ones(*shape, requires_grad=True) for shape in ((4, 2), (3, 2), (3,)))
    seen = []

    def double(grads, results):
        seen.append([None if g is None else g.shape for g in grads])
        return tuple(None if g is None else g * 2 for g in grads)

    for create_graph in (False, True):
        for arguments in ((x, w, b), (x.detach(), w, b)):
            y = fw.nn.functional.linear(*arguments)
            yield y.grad_fn(fw.arange(12.0).view(4, 3))[2]
            y.grad_fn.register_hook(double)
            yield fw.autograd.grad((y * y).sum(), w, create_graph=create_graph), seen
    layer = fw.nn.Linear(2, 3)
    layer.register_backward_hook(lambda layer, grads, results: seen.append([g.shape for g in grads]))
    layer(x).sum().backward()
    yield seen[-1]
