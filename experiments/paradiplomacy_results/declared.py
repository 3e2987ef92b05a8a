"""What a result directory says of the indicators in it, so that any version can read them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, Strict

from paradiplomacy.brief import brief
from paradiplomacy.indicators import INDICATORS, PARTNERSHIP, Indicator
from paradiplomacy.processes.recording import DORMANT_AFTER

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa


Item = TypeVar("Item")

Listed = Annotated[tuple[Item, ...], Strict(strict=False)]
"""A tuple that is a list in JSON."""


class Part(BaseModel):
    """A part of a manifest: frozen, of these keys and types and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    def __repr__(self) -> str:
        """Return the first of its values."""
        return brief(self, self.__dict__)


Summary = Literal["", "end", "mean", "sum", "derived"]
"""How a run is summed up, one of :data:`~paradiplomacy.indicators.SUMMARIES`; "" where a column
tells a month, and in results of older versions, which hold what had been counted by the end."""


class Column(Part):
    """What a column says of itself: unit ("" where it has none), formula in words, bounds."""

    unit: str = ""
    formula: str = ""
    low: float = -math.inf
    high: float = math.inf
    summary: Summary = ""


class DeclaredIndicator(Column):
    """An indicator: a column that also has a level, and may stand in what people read first."""

    level: Literal["partnership", "world"]
    headline: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return plain data without what is usual: JSON knows no infinity."""
        return self.model_dump(mode="json", exclude_defaults=True)


Kind = Literal["whole", "number", "truth", "text"]
"""What stands in a column."""


class DeclaredColumn(Column):
    """A column of a table on request; ``null`` says what it means that nothing stands there."""

    kind: Kind
    null: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return plain data without what is usual: JSON knows no infinity."""
        return self.model_dump(mode="json", exclude_defaults=True)


class Constants(Part):
    """Numbers of the model without which its results cannot be understood."""

    dormant_after: int = Field(ge=1, description="months of silence after which a tie is dormant")


def declarations_of(indicators: Mapping[str, Indicator]) -> dict[str, DeclaredIndicator]:
    """Return what a directory says of some indicators of the model."""
    return {
        name: DeclaredIndicator(
            unit=each.unit,
            formula=each.formula,
            low=each.low,
            high=each.high,
            level="partnership" if each.level == PARTNERSHIP else "world",
            headline=each.headline,
            summary=each.summary,  # type: ignore[arg-type]
        )
        for name, each in indicators.items()
    }


DECLARED = declarations_of(INDICATORS)
"""Every indicator of this version by name, in order: what is written, not what is read."""

CONSTANTS = Constants(dormant_after=DORMANT_AFTER)
"""The constants of this version."""


def of_ties(declared: Mapping[str, DeclaredIndicator]) -> list[str]:
    """Return the names of those indicators that are measured of ties."""
    return [name for name, each in declared.items() if each.level == PARTNERSHIP]


NULL = "null"
"""Key in the metadata of a column of whole numbers that says what it means that one is missing."""


def metadata_of(column: Column, *, summed: bool = False) -> dict[str, str]:
    """Return what goes into the metadata of a column's field; ``summed`` where it sums up runs."""
    told = {"unit": column.unit, "formula": column.formula}
    if isinstance(column, DeclaredColumn) and column.null:
        told[NULL] = column.null
    if summed and column.summary:
        told["summary"] = column.summary
    bounds = {"low": column.low, "high": column.high}
    return told | {key: repr(bound) for key, bound in bounds.items() if math.isfinite(bound)}


def column_of(field: pa.Field) -> Column:
    """Return what the metadata of a field says; raise ``ValueError`` where it cannot be read."""
    told = {key.decode(): value.decode() for key, value in (field.metadata or {}).items()}
    bounds = {key: float(told[key]) for key in ("low", "high") if key in told}
    return Column(
        unit=told.get("unit", ""),
        formula=told.get("formula", ""),
        summary=told.get("summary", ""),
        **bounds,
    )
