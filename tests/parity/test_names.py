"""The table of internals names things that exist, and says so when one has moved."""

import pytest

from parity.mutants import names

TABLE = {name: path for name, path in vars(names).items() if name.isupper() and isinstance(path, str)}


@pytest.mark.parametrize("name", TABLE)
def test_every_name_is_that_of_an_internal(name):
    owner, attribute = names.owner_of(TABLE[name])
    assert hasattr(owner, attribute)


def test_no_internal_is_named_twice():
    assert len(set(TABLE.values())) == len(TABLE)


@pytest.mark.parametrize("gone", ["core.elsewhere:walk", "core.graph:Elsewhere.check", "core.graph:elsewhere"])
def test_a_name_that_leads_nowhere_is_noticed(gone):
    with pytest.raises((ImportError, AttributeError)):
        getattr(*names.owner_of(gone))
