"""Declare configuration keys: type, unit, bounds, default, one phrase and a source, once each.

Validation, JSON Schema, ``paradiplomacy explain`` and the ODD tables are all made from these
declarations.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from paradiplomacy.brief import brief

REQUIRED: Any = ...
"""Stands as the default of a key that a scenario must give."""


class Section(BaseModel):
    """The base of every table of a configuration.

    Nothing is coerced, nothing unknown is accepted, numbers are finite. What checks a table is
    built when it is first needed, since most are needed only as parts of a whole.
    """

    model_config = ConfigDict(
        strict=True, extra="forbid", allow_inf_nan=False, frozen=True, defer_build=True
    )

    def __repr__(self) -> str:
        """Return the first of its keys with their values."""
        return brief(self, self.__dict__)


def key(
    default: Any,
    unit: str,
    phrase: str,
    *,
    source: str,
    low: float | None = None,
    high: float | None = None,
    above: float | None = None,
) -> Any:
    """Declare one configuration key.

    ``source`` is an evidence row (``"E82"``), a published form, or the word ``assumption`` with
    what it rests on. ``low`` and ``high`` are inclusive bounds, ``above`` an exclusive lower one.
    """
    return Field(
        default,
        description=phrase,
        ge=low,
        le=high,
        gt=above,
        json_schema_extra={"unit": unit, "source": source},
    )


def share(default: Any, phrase: str, *, source: str) -> Any:
    """Declare a key that is a share, a probability or a stock, in [0, 1]."""
    return key(default, "1", phrase, source=source, low=0.0, high=1.0)


def table(phrase: str) -> Any:
    """Declare a table of named entries, empty unless a scenario fills it."""
    return Field(default_factory=dict, description=phrase)


def group(section: type[Section], phrase: str) -> Any:
    """Declare a nested table that has a default for each of its keys."""
    return Field(default_factory=section, description=phrase)
