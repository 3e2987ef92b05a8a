"""Libraries compute on as many threads as are asked for, as long as they are asked to."""

from __future__ import annotations

import numpy as np
import pytest
import sklearn
from threadpoolctl import ThreadpoolController, threadpool_info

from paradiplomacy_results.threads import threadpool_limits


def threads() -> set[int]:
    """Return the numbers of threads of all that NumPy and scikit-learn have loaded."""
    assert np.ones(1) @ np.ones(1)
    assert sklearn.__version__
    return {library["num_threads"] for library in threadpool_info()}


def test_a_limit_holds_as_long_as_its_context() -> None:
    with threadpool_limits(2):
        assert threads() == {2}
        with threadpool_limits(1):
            assert threads() == {1}
        assert threads() == {2}


def test_libraries_are_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with threadpool_limits(1):
        pass

    def again(controller: ThreadpoolController) -> None:
        raise AssertionError("looked for again")

    monkeypatch.setattr(ThreadpoolController, "__init__", again)
    with pytest.raises(AssertionError, match="looked for again"):
        ThreadpoolController()
    with threadpool_limits(1):
        pass
