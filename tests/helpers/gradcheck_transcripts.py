"""Transcripts of gradcheck and gradgradcheck: what they accept, what they find, in which words."""


def numbers(fw, *shape, dtype=None, start=0.5):
    """Numbers without ties and away from zero."""
    count = 1
    for n in shape:
        count *= n
    values = (fw.arange(count, dtype=fw.float64) * 0.37 + start).view(shape)
    return values.to(dtype or fw.float64).requires_grad_()


def wrong_square(fw, factor=3.0):
    """A square whose derivative is written wrong."""

    class Square(fw.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(ctx, g):
            return g * factor * ctx.saved_tensors[0]

    return Square.apply


def right_derivatives_pass(fw):
    check, twice = fw.autograd.gradcheck, fw.autograd.gradgradcheck
    x, y = numbers(fw, 2, 3), numbers(fw, 3, start=1.5)
    yield check(lambda x: x.exp(), x)
    yield check(lambda x, y: x * y + x.sin(), (x, y)), check(lambda x, y: (x * y, (x / y).sum()), [x, y])
    yield check(lambda x, y: x @ y, (x, y)), twice(lambda x, y: x @ y, (x, y))
    yield twice(lambda x: x**3, x), twice(lambda x, y: (x * y).tanh().sum(0), (x, y))
    yield check(lambda x: x.sum(), (x,)), check(lambda x: x.t().reshape(-1)[1:4], x)
    yield check(lambda x, n: x * n, (x, 3)), check(lambda x, y: x * y, (x, y.detach()))
    yield check(wrong_square(fw, 2.0), x), twice(wrong_square(fw, 2.0), x)
    yield check(lambda x: (x, x.argmax()), x), check(lambda x: x.detach() * 0 + x, x)
    yield check(fw.tanh, (numbers(fw, 0),)), check(fw.tanh, (numbers(fw),))
    yield x.grad, x, x._version, x.requires_grad
    yield twice(lambda x: x * x, x, grad_outputs=fw.ones(2, 3, dtype=fw.float64, requires_grad=True))
    yield twice(lambda x: x * x, (x,), (fw.ones(2, 3, dtype=fw.float64),))
    yield check(lambda x: x.clone().mul_(2), x), check(lambda x, y: x[0] * y, (x, y))
    with fw.no_grad():
        yield lambda: check(lambda x: x * 2, x)


def wrong_derivatives_are_found(fw):
    check, twice = fw.autograd.gradcheck, fw.autograd.gradgradcheck
    x, y = numbers(fw, 2), numbers(fw, 2, start=1.0)
    yield lambda: check(wrong_square(fw), x)
    yield lambda: check(wrong_square(fw), x, raise_exception=False)
    yield lambda: check(lambda x, y: (x * y, y + wrong_square(fw)(x)), (x, y))
    yield lambda: check(lambda x, y: (wrong_square(fw)(y), y.argmax()), (x, y))
    yield lambda: check(lambda x: x.detach() * x, x)
    yield lambda: check(wrong_square(fw), x, atol=10.0)
    yield lambda: check(wrong_square(fw), x, rtol=1.0)
    yield lambda: check(wrong_square(fw, 2.01), x, rtol=0.1)
    yield lambda: check(lambda x: x.detach() * 2, x)
    yield lambda: check(lambda x: x.detach() * 0, x)
    yield lambda: twice(lambda x: x.detach() * x * x, x, grad_outputs=fw.ones(2, dtype=fw.float64))
    yield lambda: twice(wrong_square(fw), x, raise_exception=False)
    yield lambda: check(lambda x: x * float("nan"), x)
    fw.manual_seed(3)
    yield lambda: twice(lambda x: (x * x.detach()).exp(), x)
    z = numbers(fw, 2, 2)
    yield lambda: check(lambda z: wrong_square(fw)(z) @ z, z)


def in_float32(fw):
    x = numbers(fw, 2, dtype=fw.float32)
    yield lambda: fw.autograd.gradcheck(lambda x: x * 2, x, eps=1e-2)
    yield lambda: fw.autograd.gradcheck(lambda x, y: x.double() * y, (x, numbers(fw, 2)), eps=1e-2)
    yield lambda: fw.autograd.gradgradcheck(lambda x: x * x, x, eps=1e-2, atol=1e-2)


def what_is_refused(fw):
    check, twice = fw.autograd.gradcheck, fw.autograd.gradgradcheck
    x = numbers(fw, 2)
    yield lambda: check(lambda x: x * 2, fw.ones(2))
    yield lambda: check(lambda x: x * 2, ())
    yield lambda: check(lambda x: x * 2, x, check_backward_ad=False)
    yield lambda: check(lambda x: x * 2, x, check_backward_ad=False, check_batched_grad=True, check_forward_ad=True)
    yield lambda: check(lambda x: x * 2, x, check_batched_forward_grad=True)
    yield lambda: twice(lambda x: x * 2, x, check_rev_over_rev=False)
    yield lambda: twice(lambda x: x * 2, x, check_rev_over_rev=False, check_fwd_over_rev=True)
    yield lambda: check(lambda x: x.sum(0), numbers(fw, 3).expand(2, 3))
    yield lambda: check(lambda x: x[x > 0.5], x)
    yield lambda: check(lambda x: 3.0, x)
    yield lambda: check(lambda x: x * 2, x, 1e-6)
    grows = iter(range(1, 100))
    yield lambda: check(lambda x: x.sum().expand(next(grows)), x)

    def fails(x):
        raise ValueError("in func")

    yield lambda: check(fails, x)


def a_backward_that_is_not_what_it_should_be(fw):
    x = numbers(fw, 2)
    calls = iter(range(1000))

    def made(backward, materialize=True):
        def forward(ctx, x):
            ctx.set_materialize_grads(materialize)
            return x * 2

        return type(
            "Odd", (fw.autograd.Function,), {"forward": staticmethod(forward), "backward": staticmethod(backward)}
        )

    yield lambda: fw.autograd.gradcheck(made(lambda ctx, g: g * 2 + next(calls) * 1e-9).apply, x)
    yield lambda: fw.autograd.gradcheck(
        made(lambda ctx, g: g * 2 + next(calls) * 1e-9).apply, x, nondet_tol=1e-3, check_undefined_grad=False
    )
    yield lambda: fw.autograd.gradcheck(made(lambda ctx, g: g * 2 + 1e-9).apply, x)
    yield lambda: fw.autograd.gradcheck(
        made(lambda ctx, g: fw.ones(2, dtype=fw.float64) if g is None else g * 2, False).apply, x
    )
    yield lambda: fw.autograd.gradcheck(made(lambda ctx, g: None if g is None else g * 2, False).apply, x)

    def refuses(ctx, g):
        if g is None:
            raise RuntimeError("no gradient")
        return g * 2

    yield lambda: fw.autograd.gradcheck(made(refuses, False).apply, x)
    yield lambda: fw.autograd.gradcheck(made(refuses, False).apply, x, check_undefined_grad=False)
