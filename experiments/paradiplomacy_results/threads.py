"""How many threads libraries compute on."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from threadpoolctl import ThreadpoolController


def threadpool_limits(limits: int) -> AbstractContextManager[Any]:
    """Compute on ``limits`` threads as long as the context lasts: threadpoolctl's, looked up once.

    To find the libraries takes as long as many a computation. One that is loaded after the first
    call is not limited: import first what computes.
    """
    limited: AbstractContextManager[Any] = _libraries().limit(limits=limits)
    return limited


@cache
def _libraries() -> ThreadpoolController:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
