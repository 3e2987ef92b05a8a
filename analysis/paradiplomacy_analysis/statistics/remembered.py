"""Answers that are dear, kept for whoever asks the same of the same numbers next.

Views that are drawn of one result directory ask alike: which factors tell most of success, and how
an outcome lies over two of them.
"""

from __future__ import annotations

import hashlib
import pickle
from functools import update_wrapper
from threading import Lock
from typing import TYPE_CHECKING, Generic, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

KEPT = 16
"""Answers of each function that are kept: those asked for last."""


class remembered(Generic[Asked, Answer]):  # noqa: N801  a decorator
    """Have a function whose answer depends on its arguments alone answer the same only once.

    Arguments are known by a digest of all they hold, and are not kept. Answers are shared: whoever
    gets one leaves it as it is. What raises is not kept.
    """

    def __init__(self, function: Callable[Asked, Answer]) -> None:
        """Take the function."""
        update_wrapper(self, function)
        self._function = function
        self._answers: dict[bytes, Answer] = {}
        self._lock = Lock()

    def __call__(self, *arguments: Asked.args, **named: Asked.kwargs) -> Answer:
        """Return the answer to these arguments; raises what the function raises."""
        asked = hashlib.sha256(pickle.dumps((arguments, named))).digest()
        with self._lock:
            if asked in self._answers:
                # The last one asked for is the last one to go.
                self._answers[asked] = answer = self._answers.pop(asked)
                return answer
        answer = self._function(*arguments, **named)
        with self._lock:
            self._answers[asked] = answer
            while len(self._answers) > KEPT:
                del self._answers[next(iter(self._answers))]
        return answer

    def forget(self) -> None:
        """Keep no answer any longer."""
        self._answers.clear()
