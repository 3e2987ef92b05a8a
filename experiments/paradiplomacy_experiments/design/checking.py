"""Tell everything about a design that its declarations alone do not: what fits with what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from paradiplomacy.configuration.names import bad_text, closest
from paradiplomacy.indicators import INDICATORS, Indicator, in_order
from paradiplomacy_experiments.configuration.faults import Fault, dotted
from paradiplomacy_experiments.design.searched import faults_of_search
from paradiplomacy_results.criteria import CriterionError, criterion
from paradiplomacy_results.layout import TABLES

if TYPE_CHECKING:
    from paradiplomacy_experiments.design.declarations import DesignFile
    from paradiplomacy_experiments.design.factors import Factor
    from paradiplomacy_experiments.design.reading_factors import Locate, Path

_OPTIONS = {
    "grid": (),
    "zip": (),
    "table": ("file", "decimal", "rows"),
    "draws": ("file", "decimal", "points", "pick", "seed", "rows"),
    "lhs": ("points", "blocks", "seed"),
    "sobol": ("points", "seed"),
    "saltelli": ("base", "second_order", "seed"),
    "morris": ("trajectories", "grid_levels", "seed"),
}
"""The settings that each kind of sampler has."""

_NEEDED = {"lhs": "points", "sobol": "points", "saltelli": "base", "morris": "trajectories"}

LISTED = ("table", "draws")
"""Samplers whose rows are listed, in the design or in a file."""

_FROM_CUBE = ("lhs", "sobol", "saltelli", "morris")
"""Samplers that draw from the unit cube."""

_GROUPED = ("saltelli", "morris")
"""Samplers that move factors, each or in groups."""


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
        if self._file.search is not None:
            yield from faults_of_search(
                self._file, self._factors, self._indicators, self._kept, self._locate
            )

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
        if sampler.kind in LISTED and not sampler.rows:
            yield self._fault("bad_sampler", path, f"{sampler.kind} needs a file, or rows")
        if sampler.file is not None and sampler.rows:
            yield self._fault("bad_sampler", path, "has both file and rows; one is enough")
        yield from self._fit()
        yield from self._spread()

    def _fit(self) -> Iterator[Fault]:
        """Check that the sampler can choose among the factors."""
        kind = self._file.sampler.kind
        if not self._factors and kind != "grid":
            yield self._fault("bad_sampler", ("sampler",), f"{kind} needs factors")
        drawn = self._drawn
        for factor in self._factors:
            if factor.range is not None and factor.name not in drawn:
                what = "a column of its draws, " if kind == "draws" else ""
                message = f"{kind} needs {what}levels, or steps of the range"
                yield self._fault("bad_sampler", ("factors", factor.name), message)
        counts = {len(factor.levels) for factor in self._factors}
        if kind == "zip" and len(counts) > 1:
            yield self._fault("bad_sampler", ("sampler",), "zip needs equally many levels of each")
        groups = {factor.group or factor.name for factor in self._factors}
        if kind == "morris" and len(groups) < 2:
            what = "factors or groups" if len(self._factors) > len(groups) else "factors"
            yield self._fault("bad_sampler", ("sampler",), f"morris needs two {what} or more")
        if kind == "saltelli" and len(groups) == 1 < len(self._factors):
            yield self._fault("bad_sampler", ("sampler",), "saltelli needs two groups or more")

    @property
    def _drawn(self) -> Sequence[str]:
        """Return the factors whose values need no levels, since the sampler draws or lists them."""
        sampler = self._file.sampler
        if sampler.kind == "draws":
            return list(sampler.rows[0]) if sampler.rows else []
        drawing = sampler.kind in _FROM_CUBE or sampler.kind == "table"
        return [factor.name for factor in self._factors] if drawing else []

    def _spread(self) -> Iterator[Fault]:
        """Check that distributions, weights and groups are ones that the sampler can heed."""
        kind = self._file.sampler.kind
        for factor in self._factors:
            path = ("factors", factor.name)
            if factor.weights and kind not in _FROM_CUBE:
                message = f"go with samplers that draw ({', '.join(_FROM_CUBE)}), not with {kind}"
                yield self._fault("bad_factor", (*path, "weights"), message)
            if factor.group is not None and kind not in _GROUPED:
                message = f"goes with {' and '.join(_GROUPED)}, not with {kind}"
                yield self._fault("bad_factor", (*path, "group"), message)
            spread = None if factor.range is None else factor.range.distribution
            if kind == "morris" and spread is not None and spread.is_open:
                message = (
                    "morris goes to both ends of a factor: cut the distribution off by low and high"
                )
                yield self._fault("bad_factor", (*path, "distribution"), message)
