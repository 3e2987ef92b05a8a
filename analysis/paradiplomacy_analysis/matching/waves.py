"""Waves of history matching: what is left of a prior is looked at more closely, again and again.

A wave runs draws of what earlier waves left, learns an emulator for each target, and rules out of
the whole space what no emulator leaves (Vernon, Goldstein & Bower 2010; Andrianakis et al. 2015).
A target whose emulator fails its check rules out no draw that was not run. Next draws are Sobol'
points of the prior that no wave rules out: those are taken and the others rejected.

Two thirds of a wave's draws teach the emulators. The others judge them, and half of these find the
cutoff at which draws survive records of their own: every run of a draw is taken for the record
once, and the emulated mean is that of the other runs.

When it is over was declared before anything was run, see :attr:`Refocused.ends`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.matching.implausibility import (
    MOST_WAVES,
    RATE_OF_A_WAVE,
    Claims,
    cutoff,
    cutoff_of,
    excuses,
    implausibility,
    of_a_run,
    of_own_records,
    variances,
)
from paradiplomacy_analysis.matching.space import BLOCK, candidates
from paradiplomacy_analysis.statistics.emulator import Tried
from paradiplomacy_analysis.wording import percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Flags = NDArray[np.bool_]

LEAST_WAVES = 3
"""Waves before which it is not over."""

SHRINKS = 0.1
"""Part of what is left that a wave rules out at least, or it is over."""

HELD_OUT = 3
"""One draw of so many has no part in the emulators."""

LOOKED_AT = 2 * BLOCK
"""Candidates by which the share of the space that is left is told."""

MOST_CANDIDATES = 2**18
"""Candidates after which no more draws are looked for."""


@dataclass(frozen=True, eq=False)
class Wave:
    """Draws of a wave, (draws, factors) in the unit cube, their numbers, and what they teach.

    ``numbers`` are (draws, runs, targets). ``means`` and ``spreads`` are emulators of the mean and
    of the logarithm of the variance of each target. Where that of the variance fails its check, all
    draws have the same.
    """

    units: Numbers
    numbers: Numbers
    record: Claims
    means: tuple[Tried, ...]
    spreads: tuple[Tried, ...]
    cutoff: float = np.nan
    """Implausibility above which an emulator rules a draw out."""
    run_cutoff: float = np.nan
    """Implausibility above which runs of its own rule a draw out."""

    @classmethod
    def learn(cls, units: Numbers, numbers: Numbers, record: Claims) -> Wave:
        """Learn from draws and their runs."""
        judging = held_out(len(units))
        spreads = np.log(np.maximum(variances(numbers), np.finfo(float).tiny))[..., None]
        targets = range(numbers.shape[2])
        wave = cls(
            units,
            numbers,
            record,
            tuple(Tried.on(units, numbers[..., target], judging) for target in targets),
            tuple(Tried.on(units, spreads[:, target], judging) for target in targets),
        )
        finding = np.flatnonzero(judging)[::2]
        return replace(
            wave,
            cutoff=cutoff_of(wave.of_own_records(finding), RATE_OF_A_WAVE),
            run_cutoff=cutoff(numbers, record, RATE_OF_A_WAVE),
        )

    @property
    def used(self) -> list[int]:
        """Return the targets whose emulators pass their check."""
        return [target for target, tried in enumerate(self.means) if tried.check.passes]

    @property
    def runs(self) -> int:
        """Return the number of runs of each draw."""
        return int(self.numbers.shape[1])

    @property
    def tested(self) -> NDArray[np.int64]:
        """Return the draws that had no part in the emulators, nor in the cutoff."""
        return np.flatnonzero(held_out(len(self.units)))[1::2]

    def single(self, units: Numbers, target: int) -> Numbers:
        """Return the variance between single runs of a target at some draws."""
        tried = self.spreads[target]
        if tried.check.passes:
            return np.asarray(np.exp(tried.emulator.mean(units)))
        return np.full(len(units), np.exp(tried.emulator.constant[0]))

    def judge(self, units: Numbers, target: int, claims: Claims | None = None) -> Numbers:
        """Return the implausibility of a target at some draws, against some claims of their own."""
        mean, error = self.means[target].emulator.predict(units)
        single = self.single(units, target)
        claimed = _of(self.record if claims is None else claims, target)
        return implausibility(mean, single, self.runs, claimed, emulation=error)

    def largest(self, units: Numbers) -> tuple[Numbers, NDArray[np.int64]]:
        """Return the largest implausibility of some draws, and the target that has it."""
        each = np.zeros((len(units), len(self.means)))
        for target in self.used:
            each[:, target] = self.judge(units, target)
        return each.max(axis=1), each.argmax(axis=1)

    def leaves(self, units: Numbers) -> Flags:
        """Tell which draws the emulators leave.

        The error of an emulator, which takes long to tell, is asked for where it could excuse.
        """
        left = np.ones(len(units), dtype=bool)
        for target in self.used:
            there = np.flatnonzero(left)
            if not len(there):
                break
            mean, single = (
                self.means[target].emulator.mean(units[there]),
                self.single(units[there], target),
            )
            most = implausibility(mean, single, self.runs, _of(self.record, target))
            doubtful = there[most > self.cutoff]
            if len(doubtful):
                left[doubtful] = self.judge(units[doubtful], target) <= self.cutoff
        return left

    def of_own_records(self, points: NDArray[np.int64]) -> Numbers:
        """Return the largest implausibility of draws of this wave against each of their runs.

        The emulated mean is that of the other runs. The result is (points, runs).
        """
        units, claims = self.units[points], of_a_run(self.numbers[points], self.record)
        found = np.zeros((len(points), self.runs))
        for target in self.used:
            means = self.means[target].emulator.without_each(units, self.runs)
            _, error = self.means[target].emulator.predict(units)
            single = self.single(units, target)[:, None]
            own = implausibility(
                means, single, self.runs - 1, _of(claims, target), emulation=error[:, None]
            )
            found = np.maximum(found, own)
        return found

    def of_records(self, units: Numbers, histories: Numbers) -> Numbers:
        """Return the largest implausibility of draws against some histories of each.

        ``histories`` are (draws, runs, targets), of another wave. The result is (draws, runs).
        """
        claims = of_a_run(histories, self.record)
        found = np.zeros(histories.shape[:2])
        for target in self.used:
            mean, error = self.means[target].emulator.predict(units)
            single = self.single(units, target)[:, None]
            each = implausibility(
                mean[:, None], single, self.runs, _of(claims, target), emulation=error[:, None]
            )
            found = np.maximum(found, each)
        return found

    def excused(self, units: Numbers, target: int) -> Numbers:
        """Return the variance of an emulator over that of all else that excuses, at some draws."""
        _, error = self.means[target].emulator.predict(units)
        single = self.single(units, target)
        return error / excuses(single, self.runs, _of(self.record, target))

    def survive_their_runs(self, points: NDArray[np.int64]) -> Flags:
        """Tell which draws survive each of their runs as record, by runs alone, (points, runs)."""
        every = of_own_records(self.numbers, np.repeat(points, self.runs), self.record)
        return np.asarray(every.reshape(len(points), self.runs) <= self.run_cutoff)


def _of(claims: Claims, target: int) -> Claims:
    side, bound, tolerance = claims.side, claims.bound, claims.tolerance
    return Claims(side[..., target], bound[..., target], tolerance[..., target])


def held_out(draws: int) -> Flags:
    """Tell which draws have no part in the emulators."""
    return np.asarray(np.arange(draws) % HELD_OUT == HELD_OUT - 1)


@dataclass(frozen=True, eq=False)
class Refocused:
    """Waves one after the other, and which candidates are left after each."""

    candidates: Numbers
    waves: tuple[Wave, ...] = ()
    left: tuple[Flags, ...] = field(default=())

    @classmethod
    def of(cls, factors: int) -> Refocused:
        """Begin with a whole space of so many factors."""
        blocks = candidates(factors)
        return cls(np.concatenate([next(blocks) for _ in range(LOOKED_AT // BLOCK)]))

    def after(self, wave: Wave) -> Refocused:
        """Return what there is after one wave more."""
        left = self.left[-1] if self.left else np.ones(len(self.candidates), dtype=bool)
        there = np.flatnonzero(left)
        now = np.zeros(len(left), dtype=bool)
        now[there] = wave.leaves(self.candidates[there])
        return Refocused(self.candidates, (*self.waves, wave), (*self.left, now))

    @property
    def volumes(self) -> list[float]:
        """Return the share of the space that is left after each wave."""
        return [float(left.mean()) for left in self.left]

    @property
    def remaining(self) -> Numbers:
        """Return the candidates that are left."""
        return self.candidates[self.left[-1]]

    @property
    def emulation(self) -> Numbers:
        """Return the variance of the last wave's emulators over all else that excuses.

        The median over candidates that are left, for each target; NaN for one that is not used.
        """
        wave, units = self.waves[-1], self.remaining[:BLOCK]
        ratios = np.full(len(wave.means), np.nan)
        if len(units):
            for target in wave.used:
                ratios[target] = np.median(wave.excused(units, target))
        return ratios

    @property
    def ends(self) -> str:
        """Say why it is over; an empty text where it is not.

        After :data:`LEAST_WAVES` or more it is, where the last one ruled out less than
        :data:`SHRINKS` of what was left, or where all emulators are surer than the record is:
        a closer look can rule out no more than they do.
        """
        volumes = self.volumes
        if not volumes[-1]:
            return "nothing is left"
        if len(volumes) < LEAST_WAVES:
            return ""
        if volumes[-1] > (1.0 - SHRINKS) * volumes[-2]:
            return f"the last wave ruled out less than {percent(SHRINKS)} of what was left"
        if np.nanmax(self.emulation, initial=0.0) < 1.0:
            return "the error of every emulator is less than what else excuses"
        return f"{MOST_WAVES} waves were run" if len(volumes) >= MOST_WAVES else ""

    def next_draws(self, count: int) -> Numbers:
        """Return the first candidates that all waves leave, ``count`` of them or what is found."""
        found, number = [], 0
        for block in self._blocks():
            found.append(block)
            number += len(block)
            if number >= count:
                break
        return np.concatenate(found)[:count]

    def _blocks(self) -> Iterator[Numbers]:
        """Yield what is left of each block of candidates."""
        yield self.remaining
        blocks = candidates(self.candidates.shape[1])
        for number in range(MOST_CANDIDATES // BLOCK):
            block = next(blocks)
            if number < LOOKED_AT // BLOCK:
                continue  # those were looked at
            for wave in self.waves:
                block = block[wave.leaves(block)]
            yield block

    def planted(self) -> Flags:
        """Tell which draws of the last wave survive each of their runs as record in every wave.

        They had no part in the last emulators and cutoffs. Earlier waves judge them by their
        emulators, the last one by emulators and by the other runs. The result is (draws, runs).
        """
        last, points = self.waves[-1], self.waves[-1].tested
        units, histories = last.units[points], last.numbers[points]
        survive = last.of_own_records(points) <= last.cutoff
        survive &= last.survive_their_runs(points)
        for wave in self.waves[:-1]:
            survive &= wave.of_records(units, histories) <= wave.cutoff
        return np.asarray(survive)
