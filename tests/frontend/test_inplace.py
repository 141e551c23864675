"""The one short cut among in-place methods does what the general way does: same bits, same version, same refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tinygrad_lr as tg
from tinygrad_lr.frontend import inplace

PAIRS = {"add": (np.add, inplace.add_), "sub": (np.subtract, inplace.sub_), "mul": (np.multiply, inplace.mul_)}
SHAPES = [(), (1,), (3,), (2, 3), (2, 1), (0, 3)]
operands = st.one_of(
    st.sampled_from([2, 0.1, True, float("inf"), np.float64(0.3), "no number"]),
    st.builds(
        lambda shape, dtype, seed: tg.tensor(np.random.default_rng(seed).normal(size=shape), dtype=dtype),
        st.sampled_from(SHAPES),
        st.sampled_from([tg.float32, tg.float64, tg.int64]),
        st.integers(0, 9),
    ),
)


def outcome(method, t, other):
    """The bytes, the dtype and the version that a method leaves; or its refusal."""
    t = t.clone()
    try:
        out = method(t, other)
    except Exception as error:
        return type(error), str(error), t._data.tobytes()
    return out is t, t._data.tobytes(), t.dtype, t._version


def differs(ufunc, general):
    @given(operands.filter(lambda x: isinstance(x, tg.Tensor)), operands)
    def compare(t, other):
        assert outcome(inplace.straight(ufunc, general), t, other) == outcome(general, t, other)

    compare()


@pytest.mark.parametrize("name", PAIRS)
def test_the_short_cut_is_the_general_way(name):
    differs(*PAIRS[name])


def test_another_ufunc_is_noticed():
    with pytest.raises(AssertionError):
        differs(np.subtract, inplace.add_)
