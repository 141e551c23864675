"""Tensor's methods and operators: the list. A line says what a method does, and how it answers to calls that fit no form.

method         is read before it is called, since it may take what torch refuses
quick_method   is read after it has failed: it refuses by itself, or a training loop calls it in every step
lone_method    takes nothing but its tensor

Where the arguments are torch's own, the operation of the table is the method; `in_place` makes the method that writes
into its tensor. Methods that are more than that are defined in the file they are taken from, or in `conversions` and
`hooks`.
"""

from __future__ import annotations

import numpy as np

from ..arrays import dtype as dt
from ..autograd import start
from ..core.operation import OPS
from ..core.tensor import Tensor
from . import (
    activations,
    arguments,
    arithmetic,
    conversions,
    creation,
    distances,
    elementwise,
    indexing,
    inplace,
    joining,
    operators,
    products,
    random,
    reductions,
    scattering,
    selection,
    shapes,
    sorting,
    statistics,
    turning,
)
from .explain import OPERATORS
from .inplace import at_places, comparison, in_place, never_recorded, straight
from .operators import operator
from .signatures import lone_method, method, quick_method


class TensorMethods:
    """Members for Tensor."""

    __new__ = creation.new  # type: ignore[assignment]

    # -- what the engine has already --------------------------------------------------------------------------------

    detach = lone_method(Tensor.detach)
    item = lone_method(Tensor.item)
    backward = start.tensor_backward

    # -- of each element --------------------------------------------------------------------------------------------

    abs = lone_method(OPS["abs"])
    absolute = lone_method(OPS["abs"], "absolute")
    neg = lone_method(OPS["neg"])
    negative = lone_method(OPS["neg"], "negative")
    reciprocal = lone_method(OPS["reciprocal"])
    sqrt = lone_method(OPS["sqrt"])
    rsqrt = lone_method(OPS["rsqrt"])
    square = lone_method(arithmetic.square)
    exp = lone_method(OPS["exp"])
    expm1 = lone_method(OPS["expm1"])
    log = lone_method(OPS["log"])
    log1p = lone_method(OPS["log1p"])
    log2 = lone_method(OPS["log2"])
    log10 = lone_method(OPS["log10"])
    sin = lone_method(OPS["sin"])
    cos = lone_method(OPS["cos"])
    tan = lone_method(OPS["tan"])
    tanh = lone_method(OPS["tanh"])
    sigmoid = lone_method(OPS["sigmoid"])
    relu = lone_method(OPS["relu"])
    erf = lone_method(OPS["erf"])
    prelu = method(activations.prelu)
    hardshrink = method(activations.hardshrink)
    sign = lone_method(OPS["sign"])
    floor = lone_method(OPS["floor"])
    ceil = lone_method(OPS["ceil"])
    trunc = lone_method(OPS["trunc"])
    fix = lone_method(OPS["trunc"], "fix")
    round = method(arithmetic.round)
    clone = lone_method(OPS["clone"])
    sinh = lone_method(OPS["sinh"])
    cosh = lone_method(OPS["cosh"])
    asin = lone_method(OPS["asin"])
    acos = lone_method(OPS["acos"])
    atan = lone_method(OPS["atan"])
    asinh = lone_method(OPS["asinh"])
    acosh = lone_method(OPS["acosh"])
    atanh = lone_method(OPS["atanh"])
    sinc = lone_method(OPS["sinc"])
    deg2rad = lone_method(OPS["deg2rad"])
    rad2deg = lone_method(OPS["rad2deg"])
    signbit = lone_method(OPS["signbit"])
    sgn = lone_method(OPS["sgn"])
    frac = lone_method(OPS["frac"])
    exp2 = lone_method(OPS["exp2"])
    erfc = lone_method(OPS["erfc"])
    erfinv = lone_method(OPS["erfinv"])
    arcsin = lone_method(OPS["asin"], "arcsin")
    arccos = lone_method(OPS["acos"], "arccos")
    arctan = lone_method(OPS["atan"], "arctan")
    arcsinh = lone_method(OPS["asinh"], "arcsinh")
    arccosh = lone_method(OPS["acosh"], "arccosh")
    arctanh = lone_method(OPS["atanh"], "arctanh")
    arctan2 = method(OPS["atan2"], "arctan2")
    atan2 = method(OPS["atan2"])
    heaviside = method(OPS["heaviside"])
    fmax = method(OPS["fmax"])
    fmin = method(OPS["fmin"])
    hypot = method(OPS["hypot"])
    logaddexp = method(OPS["logaddexp"])
    fmod = method(elementwise.fmod)
    copysign = method(elementwise.copysign)
    xlogy = method(elementwise.xlogy)
    logit = method(elementwise.logit)
    nan_to_num = method(elementwise.nan_to_num)
    positive = lone_method(elementwise.positive)

    add = quick_method(arithmetic.add)
    sub = quick_method(arithmetic.sub)
    subtract = method(arithmetic.subtract)
    mul = quick_method(OPS["mul"])
    multiply = quick_method(OPS["mul"], "multiply")
    div = quick_method(arithmetic.div)
    divide = quick_method(arithmetic.div, "divide")
    true_divide = quick_method(arithmetic.div, "true_divide")
    floor_divide = method(OPS["floor_divide"])
    remainder = method(arithmetic.remainder)
    pow = method(arithmetic.pow)
    maximum = method(OPS["maximum"])
    minimum = method(OPS["minimum"])
    clamp = method(arithmetic.clamp)
    clip = method(arithmetic.clamp, "clip")
    clamp_min = method(arithmetic.clamp_min)
    clamp_max = method(arithmetic.clamp_max)
    lerp = method(arithmetic.lerp)
    addcmul = method(arithmetic.addcmul)
    addcdiv = method(arithmetic.addcdiv)

    eq = method(OPS["eq"])
    ne = method(OPS["ne"])
    not_equal = method(OPS["ne"], "not_equal")
    lt = method(OPS["lt"])
    less = method(OPS["lt"], "less")
    le = method(OPS["le"])
    less_equal = method(OPS["le"], "less_equal")
    gt = method(OPS["gt"])
    greater = method(OPS["gt"], "greater")
    ge = method(OPS["ge"])
    greater_equal = method(OPS["ge"], "greater_equal")
    isnan = lone_method(OPS["isnan"])
    isinf = lone_method(OPS["isinf"])
    isfinite = lone_method(elementwise.isfinite)
    isclose = method(arithmetic.isclose)
    allclose = method(arithmetic.allclose)
    equal = method(arithmetic.equal)
    logical_not = lone_method(OPS["logical_not"])
    logical_and = method(OPS["logical_and"])
    logical_or = method(OPS["logical_or"])
    logical_xor = method(OPS["logical_xor"])
    bitwise_not = quick_method(OPS["bitwise_not"])
    bitwise_and = method(OPS["bitwise_and"])
    bitwise_or = method(OPS["bitwise_or"])
    bitwise_xor = method(OPS["bitwise_xor"])

    # -- along dimensions -------------------------------------------------------------------------------------------

    sum = quick_method(reductions.sum)
    mean = quick_method(reductions.mean)
    nansum = method(reductions.nansum)
    nanmean = method(reductions.nanmean)
    nanmedian = method(reductions.nanmedian)
    count_nonzero = method(reductions.count_nonzero)
    prod = method(reductions.prod)
    var = method(reductions.var)
    std = method(reductions.std)
    max = method(reductions.max)
    min = method(reductions.min)
    median = method(reductions.median)
    amax = method(reductions.amax)
    amin = method(reductions.amin)
    argmax = method(reductions.argmax)
    argmin = method(reductions.argmin)
    cumsum = method(reductions.cumsum)
    logsumexp = method(reductions.logsumexp)
    all = method(reductions.all)
    any = method(reductions.any)
    norm = method(reductions.norm)
    softmax = method(reductions.softmax)
    log_softmax = method(reductions.log_softmax)

    # -- products ---------------------------------------------------------------------------------------------------

    matmul = quick_method(products.matmul)
    mm = quick_method(OPS["mm"])
    mv = quick_method(OPS["mv"])
    dot = quick_method(OPS["dot"])
    vdot = method(OPS["vdot"])
    bmm = quick_method(OPS["bmm"])
    addmm = method(products.addmm)
    addmv = method(products.addmv)
    addbmm = method(products.addbmm)
    baddbmm = method(products.baddbmm)
    outer = method(products.outer)
    ger = method(products.outer, "ger")
    kron = method(products.kron)
    dist = method(distances.dist)

    # -- shapes -----------------------------------------------------------------------------------------------------

    view = method(shapes.view)
    view_as = method(shapes.view_as)
    reshape = method(shapes.reshape)
    reshape_as = method(shapes.reshape_as)
    is_same_size = method(shapes.is_same_size)
    flatten = method(shapes.flatten)
    unflatten = method(shapes.unflatten_of_itself, "unflatten")
    t = lone_method(shapes.t)
    T = property(operators.reversed_dims)
    mT = property(operators.matrix_transposed)
    transpose = method(shapes.transpose)
    swapaxes = method(shapes.swapaxes)
    swapdims = method(shapes.transpose, "swapdims")
    permute = method(shapes.permute)
    movedim = method(shapes.movedim)
    moveaxis = method(shapes.movedim, "moveaxis")
    squeeze = method(shapes.squeeze)
    unsqueeze = method(shapes.unsqueeze)
    expand = method(shapes.expand)
    expand_as = method(shapes.expand_as)
    broadcast_to = method(shapes.broadcast_to)
    repeat = method(shapes.repeat)
    split = method(shapes.split_of_itself, "split")
    chunk = method(shapes.chunk)
    unbind = method(shapes.unbind)
    select = method(shapes.select)
    narrow = method(shapes.narrow)
    diagonal = method(shapes.diagonal)
    diag = method(shapes.diag)
    tril = method(shapes.tril)
    triu = method(shapes.triu)
    flip = method(shapes.flip)
    roll = method(shapes.roll)
    contiguous = lone_method(shapes.contiguous)

    # -- chosen elements --------------------------------------------------------------------------------------------

    where = method(selection.where_self, "where")
    masked_fill = method(selection.masked_fill)
    index_select = method(selection.index_select)
    gather = method(selection.gather)
    nonzero = method(selection.nonzero)
    tensor_split = method(joining.tensor_split)
    hsplit = method(joining.hsplit)
    vsplit = method(joining.vsplit)
    dsplit = method(joining.dsplit)
    ravel = lone_method(joining.ravel)
    tile = method(joining.tile)
    fliplr = lone_method(joining.fliplr)
    flipud = lone_method(joining.flipud)
    rot90 = method(joining.rot90)
    trace = lone_method(joining.trace)
    repeat_interleave = method(joining.repeat_interleave)
    diff = method(joining.diff)
    sort = method(sorting.sort)
    msort = method(sorting.msort)
    argsort = method(sorting.argsort)
    topk = method(sorting.topk)
    kthvalue = method(sorting.kthvalue)
    mode = method(sorting.mode)
    cummax = method(sorting.cummax)
    cummin = method(sorting.cummin)
    cumprod = method(reductions.cumprod)
    logcumsumexp = method(sorting.logcumsumexp)
    bincount = method(sorting.bincount)
    histc = method(statistics.histc)
    quantile = method(statistics.quantile)
    nanquantile = method(statistics.nanquantile)
    cov = method(statistics.cov)
    corrcoef = lone_method(statistics.corrcoef)
    unique = method(sorting.unique)
    unique_consecutive = method(sorting.unique_consecutive)
    scatter = method(scattering.scatter)
    scatter_add = method(scattering.scatter_add)
    scatter_reduce = method(scattering.scatter_reduce)
    index_add = method(scattering.index_add)
    index_copy = method(scattering.index_copy)
    index_fill = method(scattering.index_fill)
    take = method(scattering.take)
    take_along_dim = method(scattering.take_along_dim)
    put = method(scattering.put)
    masked_select = method(scattering.masked_select)
    masked_scatter = method(scattering.masked_scatter)

    # -- with another dtype, on another device ----------------------------------------------------------------------

    to = method(arguments.to)
    type_as = method(arguments.type_as)
    as_subclass = method(conversions.as_subclass)
    cpu = lone_method(conversions.cpu)
    cuda = method(conversions.cuda)
    float = lone_method(conversions.converter("float", dt.float32))
    double = lone_method(conversions.converter("double", dt.float64))
    byte = lone_method(conversions.converter("byte", dt.uint8))
    char = lone_method(conversions.converter("char", dt.int8))
    short = lone_method(conversions.converter("short", dt.int16))
    int = lone_method(conversions.converter("int", dt.int32))
    long = lone_method(conversions.converter("long", dt.int64))
    bool = lone_method(conversions.converter("bool", dt.bool))

    new_zeros = method(creation.new_zeros)
    new_ones = method(creation.new_ones)
    new_full = method(creation.new_full)
    new_empty = method(creation.new_empty)
    new_tensor = method(creation.new_tensor)

    # -- in place ---------------------------------------------------------------------------------------------------

    abs_ = lone_method(in_place(OPS["abs"]))
    neg_ = lone_method(in_place(OPS["neg"]))
    reciprocal_ = lone_method(in_place(OPS["reciprocal"]))
    sqrt_ = lone_method(in_place(OPS["sqrt"]))
    rsqrt_ = lone_method(in_place(OPS["rsqrt"]))
    square_ = lone_method(in_place(arithmetic.square))
    exp_ = lone_method(in_place(OPS["exp"]))
    expm1_ = lone_method(in_place(OPS["expm1"]))
    log_ = lone_method(in_place(OPS["log"]))
    log1p_ = lone_method(in_place(OPS["log1p"]))
    log2_ = lone_method(in_place(OPS["log2"]))
    log10_ = lone_method(in_place(OPS["log10"]))
    sin_ = lone_method(in_place(OPS["sin"]))
    cos_ = lone_method(in_place(OPS["cos"]))
    tan_ = lone_method(in_place(OPS["tan"]))
    tanh_ = lone_method(in_place(OPS["tanh"]))
    sigmoid_ = lone_method(in_place(OPS["sigmoid"]))
    relu_ = lone_method(in_place(OPS["relu"]))
    erf_ = lone_method(in_place(OPS["erf"]))
    sign_ = lone_method(in_place(OPS["sign"]))
    floor_ = lone_method(in_place(OPS["floor"]))
    ceil_ = lone_method(in_place(OPS["ceil"]))
    trunc_ = lone_method(in_place(OPS["trunc"]))
    round_ = method(in_place(arithmetic.round))
    sinh_ = lone_method(in_place(OPS["sinh"]))
    cosh_ = lone_method(in_place(OPS["cosh"]))
    asin_ = lone_method(in_place(OPS["asin"]))
    acos_ = lone_method(in_place(OPS["acos"]))
    atan_ = lone_method(in_place(OPS["atan"]))
    asinh_ = lone_method(in_place(OPS["asinh_in_place"]), "asinh_")
    acosh_ = lone_method(in_place(OPS["acosh_in_place"]), "acosh_")
    atanh_ = lone_method(in_place(OPS["atanh_in_place"]), "atanh_")
    sinc_ = lone_method(in_place(OPS["sinc"]))
    deg2rad_ = lone_method(in_place(OPS["deg2rad"]))
    rad2deg_ = lone_method(in_place(OPS["rad2deg"]))
    sgn_ = lone_method(in_place(OPS["sgn"]))
    frac_ = lone_method(in_place(OPS["frac"]))
    exp2_ = lone_method(in_place(OPS["exp2"]))
    erfc_ = lone_method(in_place(OPS["erfc"]))
    erfinv_ = lone_method(in_place(OPS["erfinv"]))
    arcsin_ = lone_method(in_place(OPS["asin"]), "arcsin_")
    arccos_ = lone_method(in_place(OPS["acos"]), "arccos_")
    arctan_ = lone_method(in_place(OPS["atan"]), "arctan_")
    arcsinh_ = lone_method(in_place(OPS["asinh_in_place"]), "arcsinh_")
    arccosh_ = lone_method(in_place(OPS["acosh_in_place"]), "arccosh_")
    arctanh_ = lone_method(in_place(OPS["atanh_in_place"]), "arctanh_")
    arctan2_ = method(in_place(OPS["atan2"]), "arctan2_")
    atan2_ = method(in_place(OPS["atan2"]))
    heaviside_ = method(inplace.heaviside_)
    hypot_ = method(in_place(OPS["hypot"], inplace.check_common_dtype))
    fmod_ = method(in_place(elementwise.fmod, inplace.check_common_dtype))
    copysign_ = method(in_place(elementwise.copysign))
    xlogy_ = method(in_place(elementwise.xlogy))
    logit_ = method(in_place(elementwise.logit))
    nan_to_num_ = method(in_place(elementwise.nan_to_num))

    add_ = quick_method(straight(np.add, inplace.add_))
    sub_ = quick_method(straight(np.subtract, inplace.sub_))
    mul_ = quick_method(straight(np.multiply, inplace.mul_))
    div_ = quick_method(inplace.div_)
    floor_divide_ = method(inplace.floor_divide_)
    remainder_ = method(inplace.remainder_)
    pow_ = method(inplace.pow_)
    clamp_ = method(in_place(arithmetic.clamp, inplace.check_bounds_fit))
    clamp_min_ = method(in_place(arithmetic.clamp_min, inplace.check_bounds_fit))
    clamp_max_ = method(in_place(arithmetic.clamp_max, inplace.check_bounds_fit))
    lerp_ = method(in_place(arithmetic.lerp, inplace.shape_before_numbers))
    addcmul_ = method(in_place(arithmetic.addcmul))
    addcdiv_ = method(in_place(arithmetic.addcdiv, inplace.dtypes_first))

    absolute_ = lone_method(in_place(OPS["abs"]), "absolute_")
    negative_ = lone_method(in_place(OPS["neg"]), "negative_")
    fix_ = lone_method(in_place(OPS["trunc"]), "fix_")
    multiply_ = method(inplace.mul_, "multiply_")
    subtract_ = method(inplace.sub_, "subtract_")
    divide_ = method(inplace.div_, "divide_")
    true_divide_ = method(inplace.div_, "true_divide_")
    clip_ = method(in_place(arithmetic.clamp, inplace.check_bounds_fit), "clip_")
    not_equal_ = method(in_place(comparison("ne")), "not_equal_")
    less_ = method(in_place(comparison("lt")), "less_")
    less_equal_ = method(in_place(comparison("le")), "less_equal_")
    greater_ = method(in_place(comparison("gt")), "greater_")
    greater_equal_ = method(in_place(comparison("ge")), "greater_equal_")

    eq_ = method(in_place(comparison("eq")))
    ne_ = method(in_place(comparison("ne")))
    lt_ = method(in_place(comparison("lt")))
    le_ = method(in_place(comparison("le")))
    gt_ = method(in_place(comparison("gt")))
    ge_ = method(in_place(comparison("ge")))
    logical_not_ = lone_method(never_recorded(in_place(OPS["logical_not"])))
    logical_and_ = method(never_recorded(in_place(OPS["logical_and"])))
    logical_or_ = method(never_recorded(in_place(OPS["logical_or"])))
    logical_xor_ = method(never_recorded(in_place(OPS["logical_xor"])))
    bitwise_not_ = lone_method(in_place(OPS["bitwise_not"], inplace.check_common_dtype))
    bitwise_and_ = method(inplace.bitwise_and_)
    bitwise_or_ = method(inplace.bitwise_or_)
    bitwise_xor_ = method(inplace.bitwise_xor_)

    masked_fill_ = method(selection.masked_fill_)
    scatter_ = method(at_places(scattering.scatter))
    scatter_add_ = method(at_places(scattering.scatter_add))
    scatter_reduce_ = method(at_places(scattering.scatter_reduce))
    index_add_ = method(at_places(scattering.index_add))
    index_copy_ = method(at_places(scattering.index_copy))
    index_fill_ = method(in_place(scattering.index_fill, inplace.expanded_slices, elementwise=False))
    put_ = method(at_places(scattering.put))
    masked_scatter_ = method(in_place(scattering.masked_scatter, inplace.expanded_mask, elementwise=False))
    tril_ = method(in_place(shapes.tril, elementwise=False))
    triu_ = method(in_place(shapes.triu, elementwise=False))
    t_ = lone_method(turning.t_)
    transpose_ = method(turning.transpose_)
    swapaxes_ = method(turning.swapaxes_)
    swapdims_ = method(turning.transpose_, "swapdims_")
    unsqueeze_ = method(turning.unsqueeze_)
    squeeze_ = method(turning.squeeze_)
    zero_ = lone_method(inplace.zero_)
    fill_ = method(inplace.fill_)
    copy_ = method(inplace.copy_)
    index_put_ = method(inplace.index_put_)
    addmm_ = method(inplace.addmm_)
    addmv_ = method(inplace.addmv_)
    addbmm_ = method(inplace.addbmm_)
    baddbmm_ = method(inplace.baddbmm_)
    cumsum_ = method(inplace.cumsum_)
    cumprod_ = method(inplace.cumprod_)

    uniform_ = method(random.uniform_)
    normal_ = method(random.normal_)
    random_ = method(random.random_)
    bernoulli_ = method(random.bernoulli_)
    exponential_ = method(random.exponential_)
    bernoulli = method(random.bernoulli)
    multinomial = method(random.multinomial)

    # -- operators --------------------------------------------------------------------------------------------------

    __add__ = OPERATORS["add"]
    __radd__ = OPERATORS["add"]
    __iadd__ = straight(np.add, operator(inplace.add_))
    __sub__ = OPERATORS["sub"]
    __rsub__ = operator(arithmetic.rsub)
    __isub__ = straight(np.subtract, operator(inplace.sub_))
    __mul__ = OPERATORS["mul"]
    __rmul__ = OPERATORS["mul"]
    __imul__ = straight(np.multiply, operators.mul_)
    __truediv__ = OPERATORS["div"]
    __rtruediv__ = operators.rtruediv
    __itruediv__ = operator(inplace.div_)
    __floordiv__ = OPERATORS["floor_divide"]
    __rfloordiv__ = operators.rfloordiv
    __ifloordiv__ = operator(inplace.floor_divide_)
    __mod__ = operator(arithmetic.remainder)
    __rmod__ = operators.rmod
    __imod__ = operator(inplace.remainder_)
    __pow__ = operators.pow
    __rpow__ = operators.rpow
    __ipow__ = operator(inplace.pow_)
    __matmul__ = operators.matmul
    __neg__ = OPS["neg"]
    __pos__ = operators.positive
    __abs__ = OPS["abs"]

    __eq__ = operators.eq
    __ne__ = operators.ne
    __lt__ = OPERATORS["lt"]
    __le__ = OPERATORS["le"]
    __gt__ = OPERATORS["gt"]
    __ge__ = OPERATORS["ge"]

    __invert__ = operators.inverted
    __and__ = OPERATORS["bitwise_and"]
    __rand__ = OPERATORS["bitwise_and"]
    __iand__ = operator(inplace.bitwise_and_)
    __or__ = OPERATORS["bitwise_or"]
    __ror__ = OPERATORS["bitwise_or"]
    __ior__ = operator(inplace.bitwise_or_)
    __xor__ = OPERATORS["bitwise_xor"]
    __rxor__ = OPERATORS["bitwise_xor"]
    __ixor__ = operator(inplace.bitwise_xor_)
    __lshift__ = operators.shift
    __rlshift__ = operators.shift
    __rshift__ = operators.shift
    __rrshift__ = operators.shift

    __getitem__ = indexing.getitem
    __setitem__ = indexing.setitem
