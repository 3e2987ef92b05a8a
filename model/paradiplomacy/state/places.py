"""Parameters by their places, as tables of numbers: how rules change one of them in a run."""

from __future__ import annotations

from typing import Any, Generic, Protocol, TypeVar

Number = TypeVar("Number", int, float)


class HasPlaces(Protocol):
    """Parameters, as far as they have places."""

    def number_at(self, place: int) -> Any:
        """Return the parameter at a place."""

    def put_number(self, place: int, number: float) -> None:
        """Change the parameter at a place."""


class PlacesOfParameters(Generic[Number]):
    """Parameters by their places, read and written like a list."""

    def __init__(self, parameters: HasPlaces) -> None:
        """Look at ``parameters``, which are the run's own where it changes them."""
        self._parameters = parameters

    def __getitem__(self, place: int) -> Number:
        """Return the parameter at a place."""
        number: Number = self._parameters.number_at(place)
        return number

    def __setitem__(self, place: int, number: Number) -> None:
        """Change the parameter at a place."""
        self._parameters.put_number(place, number)
