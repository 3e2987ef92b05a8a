"""A world is founded while Python looks for no garbage, which then goes on as before."""

from __future__ import annotations

import gc

import pytest

from paradiplomacy.engines import founding
from tests.support.worlds import small


@pytest.fixture
def collecting():
    """Give garbage collection back as it was."""
    before = gc.isenabled()
    yield
    (gc.enable if before else gc.disable)()


@pytest.mark.parametrize("enabled", [True, False])
@pytest.mark.parametrize("fails", [True, False])
def test_garbage_is_not_looked_for_meanwhile_and_then_as_before(
    collecting, monkeypatch, enabled, fails
):
    seen = []

    def world(config, *, logging):
        seen.append(gc.isenabled())
        if fails:
            raise ValueError("no world")
        return plain(config, logging=logging)

    plain = founding.initial_world
    monkeypatch.setattr(founding, "initial_world", world)
    (gc.enable if enabled else gc.disable)()
    if fails:
        with pytest.raises(ValueError, match="no world"):
            founding.founded(small())
    else:
        founding.founded(small())
    assert seen == [False]
    assert gc.isenabled() is enabled
