"""The values of the neutral variants: means of the default ones, measured and written anew.

``python -m tools.refresh neutral`` measures them, which takes some minutes, and writes those into
the tables of parameters that are off by more than the tolerance. The means are over the cases that
ship and all months; with 40 runs a case their standard errors are below 4 %, and seeds are fixed.
"""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any

import paradiplomacy.parameters
from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy.state.codes import (
    BY_NGO,
    CLEARED,
    ENGAGED_SLOTS,
    FREE,
    NONE,
    OPEN,
    PENDING,
    REFUSED,
    RUNNING,
)
from paradiplomacy_experiments.configuration.scenario import load_scenario

if TYPE_CHECKING:
    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy.state.relations import Dossier
    from paradiplomacy.state.world import World

    File = tuple[int, int, int]
    Places = dict[File, int]

CASES = ("bandung-seoul", "baubau-seoul")
RUNS = 40
TOLERANCE = 0.15
"""Relative distance up to which a value that ships is the mean."""

FOLDER = Path(paradiplomacy.parameters.__file__).parent
"""Where the parameters are declared."""

GONE = -2
"""Place of a file that has left its chain."""


class Gauge:
    """What the neutral variants freeze, as runs of the default ones have it."""

    def __init__(self) -> None:
        self.stocks: dict[str, list[float]] = {
            key: []
            for key in (
                "leadership.neutral_commitment",
                "trust.neutral_level",
                "coordination.neutral_vertical",
                "coordination.neutral_horizontal",
                "coordination.neutral_dyad",
                "participation.neutral_level",
                "norms.neutral_internalised",
                "learning.neutral_quality",
            )
        }
        self.promised = self.delivered = 0
        self.waited = self.passed = self.refused = 0
        self.side_months = self.ngo_months = 0
        self.by_ngos = 0
        self.wanted: Counter[int] = Counter()

    def watch(self, config: WorldConfig, seed: int) -> None:
        """Run a world to its end and take in what is to be seen of it, month by month."""
        model = WorldModel(config, seed=seed)
        world = model.world
        places: Places = {}
        made: set[int] = set()
        for _ in range(config.scenario.months):
            model.step()
            self._look_at_stocks(world)
            for p in range(world.clock.partnership_count):
                partnership = world.partnerships[p]
                self.side_months += 2 * (partnership.carried[0] + partnership.carried[1] == 2)
                self.ngo_months += sum(partnership.engaged[k] != NONE for k in range(ENGAGED_SLOTS))
            self._count_proposals(world, made)
            for d, dossier in enumerate(world.dossiers):
                for side in (0, 1):
                    self._follow(places, (d, side, dossier.key), dossier, side)
        for partnership in world.partnerships:
            self.promised += partnership.promised
            self.delivered += sum(partnership.delivered)

    def _look_at_stocks(self, world: World) -> None:
        stocks = self.stocks
        for partnership in world.partnerships[: world.clock.partnership_count]:
            stocks["leadership.neutral_commitment"] += partnership.commitment
            stocks["trust.neutral_level"] += partnership.trust
            stocks["coordination.neutral_dyad"].append(partnership.coordination)
        for city in world.cities:
            stocks["coordination.neutral_vertical"].append(city.vertical_coordination)
            stocks["coordination.neutral_horizontal"].append(city.horizontal_coordination)
            stocks["participation.neutral_level"].append(city.participation)
            stocks["norms.neutral_internalised"].append(city.norm_internalised)
        stocks["learning.neutral_quality"] += [
            programme.quality for programme in world.programmes if programme.status == RUNNING
        ]

    def _count_proposals(self, world: World, made: set[int]) -> None:
        """Count what cities and NGOs proposed, and how large, when it is first seen."""
        for programme in world.programmes:
            if programme.status != FREE and programme.key not in made:
                made.add(programme.key)
                if programme.origin == BY_NGO:
                    self.by_ngos += 1
                else:
                    self.wanted[programme.scale] += 1
        for dossier in world.dossiers:
            asked = dossier.status == OPEN and dossier.promises and dossier.agreement
            if asked and dossier.key not in made:
                made.add(dossier.key)
                self.wanted[dossier.agreement] += 1

    def _follow(self, places: Places, file: File, dossier: Dossier, side: int) -> None:
        """Count the months a file waits at required stages, and how it leaves them."""
        before = places.get(file)
        if before == GONE or (before is None and dossier.status != OPEN):
            return
        if dossier.decision[side] == PENDING and dossier.status == OPEN:
            self.waited += 1
            self.passed += before is not None and dossier.stage[side] > before
            places[file] = dossier.stage[side]
            return
        if before is not None:
            self.passed += dossier.decision[side] == CLEARED
            self.refused += dossier.decision[side] == REFUSED
        places[file] = GONE

    def values(self) -> dict[str, float]:
        """Return what was measured, by parameter."""
        found = {key: mean(values) for key, values in self.stocks.items()}
        found["delivery.neutral_chance"] = self.delivered / self.promised
        found["gate.neutral_wait"] = self.waited / (self.passed + self.refused)
        found["gate.neutral_acceptance"] = self.passed / (self.passed + self.refused)
        proposals = self.wanted.total()
        found["initiation.neutral_city_rate"] = proposals / self.side_months
        found["initiation.neutral_ngo_rate"] = self.by_ngos / self.ngo_months
        for scale in range(3):
            found[f"initiation.neutral_scale.{scale}"] = self.wanted[scale] / proposals
        return found


def measured() -> dict[str, float]:
    """Return the means of the default variants over the cases that ship."""
    watched = Gauge()
    for case in CASES:
        config = load_scenario(case).config
        for seed in range(RUNS):
            watched.watch(config, seed)
    return watched.values()


def shipped(key: str) -> float:
    """Return the value of a parameter as it ships."""
    place: Any = load_scenario(CASES[0]).config
    for part in key.split("."):
        place = place[int(part)] if part.isdigit() else getattr(place, part)
    return float(place)


def refresh() -> list[str]:
    """Measure all values and write those that are off; return the keys of what was written."""
    means = measured()
    off = {key for key, value in means.items() if not is_close(shipped(key), value)}
    written = sorted({".".join(key.split(".")[:2]) for key in off})
    for key in written:
        parts = {name: value for name, value in means.items() if name.startswith(key)}
        texts = [f"{value:.2g}" for _, value in sorted(parts.items())]
        _write(key, texts[0] if key in means else f"[{', '.join(texts)}]")
    return written


def is_close(value: float, found: float) -> bool:
    """Tell whether a value that ships is as good as the mean that was found."""
    return abs(value - found) <= TOLERANCE * abs(found)


def _write(key: str, text: str) -> None:
    """Put ``text`` in the place of the default in the declaration of a parameter."""
    section, _, name = key.partition(".")
    path = FOLDER / f"{section}.py"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    for node in ast.walk(ast.parse("".join(lines))):
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == name:
            default = node.value.args[0] if isinstance(node.value, ast.Call) else node
            row, first, last = default.lineno - 1, default.col_offset, default.end_col_offset
            lines[row] = lines[row][:first] + text + lines[row][last:]
    path.write_text("".join(lines), "utf-8")
