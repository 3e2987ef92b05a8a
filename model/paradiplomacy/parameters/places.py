"""The places of parameters: each by its number, so that one of them can be changed in a run.

A place is the number of a word in the row of parameters that the compiled engine keeps
(:func:`paradiplomacy.engines.tables.parameter_layout`): parameters in the order declared, each item
of a list a word of its own.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar

from paradiplomacy.parameters import Parameters

Number = TypeVar("Number", int, float)

WHOLE = 1
"""Marks a parameter that is a whole number."""


class Place(NamedTuple):
    """Where a parameter stands: its process, its name, and whether it is a whole number."""

    process: str
    name: str
    whole: bool


@cache
def places() -> dict[int, Place]:
    """Return the parameters that are one number each, by their places."""
    found: dict[int, Place] = {}
    place = 0
    for process, section in Parameters.model_fields.items():
        kind: Any = section.annotation
        for name, declared in kind.model_fields.items():
            if declared.annotation in (int, float):
                found[place] = Place(process, name, declared.annotation is int)
                place += 1
            else:
                place += len(declared.get_default(call_default_factory=True))
    return found


def own_copy(parameters: Parameters) -> Parameters:
    """Return parameters that can be changed in a run without changing those that are given."""
    sections = {name: getattr(parameters, name).model_copy() for name in Parameters.model_fields}
    return parameters.model_copy(update=sections)


class PlacesOfParameters(Generic[Number]):
    """Parameters by their places, read and written like a list."""

    def __init__(self, parameters: Parameters) -> None:
        """Look at ``parameters``, which are the run's own where it changes them."""
        self._parameters = parameters

    def __getitem__(self, place: int) -> Number:
        """Return the parameter at a place."""
        process, name, _ = places()[place]
        number: Number = getattr(getattr(self._parameters, process), name)
        return number

    def __setitem__(self, place: int, number: Number) -> None:
        """Change the parameter at a place; declared as frozen, it is changed by a run alone."""
        process, name, _ = places()[place]
        getattr(self._parameters, process).__dict__[name] = number
