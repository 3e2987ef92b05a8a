"""Tell everything about a design that its declarations alone do not: what fits with what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from paradiplomacy.configuration.names import bad_text, closest
from paradiplomacy.indicators import INDICATORS, Indicator, in_order
from paradiplomacy_experiments.configuration.faults import Fault, dotted
from paradiplomacy_results.criteria import CriterionError, criterion
from paradiplomacy_results.layout import TABLES

if TYPE_CHECKING:
    from paradiplomacy_experiments.design.declarations import DesignFile
    from paradiplomacy_experiments.design.factors import Factor
    from paradiplomacy_experiments.design.reading_factors import Locate, Path

_OPTIONS = {
    "grid": (),
    "zip": (),
    "table": ("file", "rows"),
    "lhs": ("points", "seed"),
    "sobol": ("points", "seed"),
    "saltelli": ("base", "second_order", "seed"),
    "morris": ("trajectories", "grid_levels", "seed"),
}
"""The settings that each kind of sampler has."""

_NEEDED = {"lhs": "points", "sobol": "points", "saltelli": "base", "morris": "trajectories"}

_RANGED = ("table", "lhs", "sobol", "saltelli", "morris")
"""Samplers that can take values from a range."""


class Checker:
    """Yield the faults of a design; ``locate`` tells where a key stands."""

    def __init__(
        self,
        file: DesignFile,
        factors: Sequence[Factor],
        locate: Locate,
        own: Mapping[str, Indicator],
    ) -> None:
        """Prepare to check a design of these factors and of its ``own`` indicators."""
        self._indicators = tuple(in_order(INDICATORS | dict(own)))
        self._own = own
        self._file = file
        self._factors = factors
        self._locate = locate

    def faults(self) -> Iterator[Fault]:
        """Yield everything that is found."""
        yield from self._texts()
        yield from self._replication()
        yield from self._sampler()
        yield from self._names(("keep", "tables"), self._file.keep.tables, TABLES)
        for key in ("indicators", "series"):
            names = getattr(self._file.keep, key) or []
            yield from self._names(("keep", key), names, self._indicators)
        for name, lever in self._file.levers.items():
            states = [] if lever.state is None else [lever.state]
            yield from self._names(("levers", name, "state"), states, self._kept)
        yield from self._analysis()
        yield from self._own_indicators()

    @property
    def _kept(self) -> Sequence[str]:
        """Return the indicators that are kept of each run."""
        kept = self._file.keep.indicators
        return [name for name in self._indicators if kept is None or name in kept]

    def _fault(self, kind: str, path: Path, message: str) -> Fault:
        origin = self._locate(path)
        return Fault(kind, dotted(path), message, origin.file_name, origin.line)

    def _names(self, path: Path, names: Sequence[str], known: Sequence[str]) -> Iterator[Fault]:
        origin = self._locate(path)
        for name in names:
            if name not in known:
                yield Fault(
                    "not_a_choice",
                    dotted(path),
                    f"{name!r} is none of the choices",
                    origin.file_name,
                    origin.line,
                    closest(name, known),
                    tuple(known),
                )

    def _texts(self) -> Iterator[Fault]:
        for key in ("title", "question"):
            fault = bad_text(getattr(self._file.design, key))
            if fault is not None:
                yield self._fault("bad_text", ("design", key), fault)

    def _replication(self) -> Iterator[Fault]:
        header, keep = self._file.design, self._file.keep
        if header.until is None:
            return
        path = ("design", "until")
        if header.until.first > header.until.max:
            message = f"{header.until.first:,} is above max, {header.until.max:,}"
            yield self._fault("out_of_bounds", (*path, "first"), message)
        yield from self._names((*path, "indicator"), [header.until.indicator], self._indicators)
        if header.replicates is not None:
            yield self._fault("bad_sampler", ("design", "replicates"), "is set by until already")
        if keep.indicators is not None and header.until.indicator not in keep.indicators:
            message = f"{header.until.indicator!r} is not among keep.indicators"
            yield self._fault("bad_sampler", (*path, "indicator"), message)

    def _analysis(self) -> Iterator[Fault]:
        analysis, path = self._file.analysis, ("analysis",)
        known = self._kept
        yield from self._names((*path, "outcomes"), analysis.outcomes, known)
        if analysis.success is None:
            return
        try:
            names = criterion(analysis.success, self._indicators).names
        except CriterionError as error:
            yield self._fault("bad_expression", (*path, "success"), str(error))
            return
        for name in names:
            if name not in known:
                message = f"{name!r} is not among keep.indicators"
                yield self._fault("bad_expression", (*path, "success"), message)

    def _own_indicators(self) -> Iterator[Fault]:
        for factor in self._factors:
            path = ("factors", factor.name)
            if factor.name in self._own:
                yield self._fault("bad_factor", path, "its name is that of an indicator")
            levels = factor.extremes() if factor.range is None else ()
            if any(each.path[0] == "indicators" for level in levels for each in level.settings):
                message = "indicators are the same at all points: name them in [settings]"
                yield self._fault("bad_factor", path, message)

    def _sampler(self) -> Iterator[Fault]:
        sampler, path = self._file.sampler, ("sampler",)
        options = [name for name in type(sampler).model_fields if name != "kind"]
        for name in options:
            if name in sampler.model_fields_set and name not in _OPTIONS[sampler.kind]:
                yield self._fault("bad_sampler", (*path, name), f"is no setting of {sampler.kind}")
        needed = _NEEDED.get(sampler.kind)
        if needed is not None and getattr(sampler, needed) is None:
            yield self._fault("bad_sampler", path, f"{sampler.kind} needs {needed}")
        powers = {"sobol": ("points", sampler.points), "saltelli": ("base", sampler.base)}
        name, value = powers.get(sampler.kind, ("", None))
        if value is not None and value & (value - 1):
            yield self._fault("bad_sampler", (*path, name), "must be a power of two")
        if sampler.kind == "morris" and sampler.grid_levels % 2:
            yield self._fault("bad_sampler", (*path, "grid_levels"), "must be even")
        yield from self._fit()

    def _fit(self) -> Iterator[Fault]:
        """Check that the sampler can choose among the factors."""
        kind = self._file.sampler.kind
        if not self._factors and kind != "grid":
            yield self._fault("bad_sampler", ("sampler",), f"{kind} needs factors")
        for factor in self._factors:
            if kind not in _RANGED and factor.range is not None:
                message = f"{kind} needs levels, or steps of the range"
                yield self._fault("bad_sampler", ("factors", factor.name), message)
        counts = {len(factor.levels) for factor in self._factors}
        if kind == "zip" and len(counts) > 1:
            yield self._fault("bad_sampler", ("sampler",), "zip needs equally many levels of each")
        if kind == "morris" and len(self._factors) < 2:
            yield self._fault("bad_sampler", ("sampler",), "morris needs two factors or more")
