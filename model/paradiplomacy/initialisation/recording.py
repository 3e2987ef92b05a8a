"""Numbers that record what is done with them, so that it can be done again with other numbers.

A function that is called with recorded numbers runs as it does with plain ones. A tape notes each
sum, difference, product, quotient and power, and each decision that hangs on a number: a
comparison, or a use that needs the plain number, such as a size or an index. Played again with
other numbers, the tape does the very same operations in the same order, and so gives the bits that
the function itself would give; where a decision comes out otherwise, it gives nothing. What a
recorded number cannot do raises ``TypeError`` or ``AttributeError`` and is nowhere guessed.
"""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Function = Callable[[Any, Any], Any]

_DECISION = -1
"""Stands for the place of a result where there is none: an outcome is compared instead."""


class Tape:
    """What is done with the recorded numbers ``inputs``, in order."""

    def __init__(self, numbers: Sequence[float]) -> None:
        """Begin with the plain ``numbers`` of the first time."""
        self._values: list[Any] = list(numbers)
        self._steps: list[tuple[Function, int, int, int, Any]] = []
        self._constants: dict[tuple[type, str], int] = {}
        self._done: dict[tuple[Function, int, int], Any] = {}
        self.inputs = [Recorded(self, place, number) for place, number in enumerate(numbers)]

    def computed(self, function: Function, left: Any, right: Any) -> Recorded:
        """Note an operation, unless it was done before, and return its result, recorded."""
        step = (function, self._place(left), self._place(right))
        if step not in self._done:
            result = Recorded(self, len(self._values), self._result(step))
            self._values.append(result.value)
            self._steps.append((*step, result.place, None))
            self._done[step] = result
        recorded: Recorded = self._done[step]
        return recorded

    def decided(self, function: Function, left: Any, right: Any) -> bool:
        """Note a decision, unless it was made before, and return its outcome, plain."""
        step = (function, self._place(left), self._place(right))
        if step not in self._done:
            self._done[step] = self._result(step)
            self._steps.append((*step, _DECISION, self._done[step]))
        outcome: bool = self._done[step]
        return outcome

    def _result(self, step: tuple[Function, int, int]) -> Any:
        function, left, right = step
        return function(self._values[left], self._values[right])

    def _place(self, value: Any) -> int:
        """Return where a recorded number or a constant stands among the values."""
        if type(value) is Recorded:
            if value.tape is not self:
                raise TypeError("numbers of two tapes")
            return value.place
        constant = (type(value), repr(value))
        if constant not in self._constants:
            self._constants[constant] = len(self._values)
            self._values.append(value)
        return self._constants[constant]

    def played(self, numbers: Sequence[float]) -> list[Any] | None:
        """Return the values at all places with other ``numbers`` as inputs.

        Returns None where a decision comes out otherwise, or an operation cannot be done.
        """
        values = self._values.copy()
        values[: len(numbers)] = numbers
        try:
            for function, left, right, place, outcome in self._steps:
                result = function(values[left], values[right])
                if place != _DECISION:
                    values[place] = result
                elif result is not outcome:
                    return None
        except ArithmeticError:
            return None
        return values


def _same(one: float, other: float) -> bool:
    """Tell whether two numbers are the same; -0.0 is not 0.0 here."""
    return one == other and math.copysign(1.0, one) == math.copysign(1.0, other)


def _power(base: float, exponent: float) -> float:
    result = base**exponent
    if not isinstance(result, float):
        raise ArithmeticError("a power that is no fraction: its type hangs on the numbers")
    return result


def _operation(function: Function, *, reflected: bool = False) -> Any:
    def operate(self: Recorded, other: Any) -> Any:
        if not isinstance(other, int | float):
            return NotImplemented
        left, right = (other, self) if reflected else (self, other)
        return self.tape.computed(function, left, right)

    return operate


def _comparison(function: Function) -> Any:
    def compare(self: Recorded, other: Any) -> Any:
        if not isinstance(other, int | float):
            return NotImplemented
        return self.tape.decided(function, self, other)

    return compare


def _plainly(use: Callable[..., Any]) -> Any:
    """Return the method that uses the plain number, which is then a decision for this number."""

    def plain(self: Recorded, *arguments: Any) -> Any:
        self.tape.decided(_same, self, self.value)
        return use(self.value, *arguments)

    return plain


class Recorded:
    """A number of a tape: it passes for a plain one, except that its tape notes its uses."""

    __slots__ = ("place", "tape", "value")

    def __init__(self, tape: Tape, place: int, value: float) -> None:
        self.tape = tape
        self.place = place
        self.value = value

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        """Pass for a number of the same type."""
        return type(self.value)

    __add__ = _operation(operator.add)
    __radd__ = _operation(operator.add, reflected=True)
    __sub__ = _operation(operator.sub)
    __rsub__ = _operation(operator.sub, reflected=True)
    __mul__ = _operation(operator.mul)
    __rmul__ = _operation(operator.mul, reflected=True)
    __truediv__ = _operation(operator.truediv)
    __rtruediv__ = _operation(operator.truediv, reflected=True)
    __pow__ = _operation(_power)
    __rpow__ = _operation(_power, reflected=True)

    __eq__ = _comparison(operator.eq)
    __ne__ = _comparison(operator.ne)
    __lt__ = _comparison(operator.lt)
    __le__ = _comparison(operator.le)
    __gt__ = _comparison(operator.gt)
    __ge__ = _comparison(operator.ge)

    __hash__ = _plainly(hash)
    __float__ = _plainly(float)
    __int__ = _plainly(int)
    __index__ = _plainly(operator.index)
    __str__ = _plainly(str)
    __repr__ = _plainly(repr)
    __format__ = _plainly(format)

    def __bool__(self) -> bool:
        """Tell whether the number is other than 0."""
        return self.tape.decided(operator.ne, self, 0)

    def __round__(self, digits: int | None = None) -> Recorded:
        """Return the nearest whole number, or the nearest with so many digits."""
        return self.tape.computed(round, self, digits)
