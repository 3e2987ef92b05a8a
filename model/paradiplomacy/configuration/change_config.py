"""What changes in a run, as a configuration states it: events and timelines."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from paradiplomacy.configuration.dates import MAX_MONTHS, Month
from paradiplomacy.configuration.regimes import RegimeChoice, shorthand
from paradiplomacy.parameters.declare import REQUIRED, Section, key, share


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, bool) else value


Amount = Annotated[
    float,
    BeforeValidator(_number),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "boolean"}]}),
]
"""A value of a key that changes in a run; true and false are 1 and 0."""


class EventConfig(Section):
    """An event from outside: what it changes, how, when, for how long."""

    field: str = Field(
        REQUIRED,
        description="the key that it changes, like countries.korea.bilateral.indonesia; * for all",
    )
    change: float = key(
        0.0,
        "unit of the field",
        "by how much it moves the field",
        source="scenario",
        low=-1e6,
        high=1e6,
    )
    set: Amount | None = Field(
        default=None, description="to what it sets the field, instead of moving it"
    )
    scale: float | None = key(
        None,
        "1",
        "by what it multiplies the field, instead of moving it",
        source="scenario",
        low=0.0,
        high=1e6,
    )
    regime: Annotated[RegimeChoice | None, BeforeValidator(shorthand)] = Field(
        default=None, description="regime that comes into force, where the field is a regime"
    )
    month: Month | None = Field(default=None, description="month in which it begins, if dated")
    rate: float = share(0.0, "chance to begin in a month, if it is not dated", source="scenario")
    duration: int = key(
        0, "months", "how long it lasts; 0: for good", source="scenario", low=0, high=MAX_MONTHS
    )
    until: Month | None = Field(
        default=None, description="month in which it is over, if dated, instead of a duration"
    )


class TimelineConfig(Section):
    """Values along time of the key after which the entry is called; * in it stands for all."""

    values: dict[str, Amount] = Field(
        default_factory=dict,
        description="the value from each month (2013-07), or January of each year (2013), on",
    )
    between: Literal["step", "linear"] = Field(
        default="step",
        description="how it goes on from a value: it holds until the next, or moves straight to it",
    )
    file: str | None = Field(
        default=None,
        description="CSV file beside the scenario that gives the values of its columns instead: "
        "year or month, the ids of whose they are, and a column for each key",
    )
