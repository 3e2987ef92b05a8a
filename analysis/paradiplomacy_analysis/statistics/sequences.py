"""Yearly histories of ties as sequences of states, and how far two of them lie apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.layout import HISTORIES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paradiplomacy_results.reading import Results

STATES = ("flourishing", "ngo", "quiet", "dormant", "ceremonial")
"""States of a tie in a year, by their codes from 0; -1 is a year in which it is not there."""

IN_WORDS = ("flourishes", "is carried by NGOs", "is quiet", "is dormant", "is ceremonial")
"""What is said of a tie in each of the states."""

ABSENT = -1

READ = ("mode", "dormant_share", "ceremonial_share")
"""Columns of the table of histories that tell the state."""

FEWEST_YEARS = 3
"""Years that a history must have to be one."""


@dataclass(frozen=True)
class Sequences:
    """Histories: ``ties`` has run and partnership; ``states`` is (histories, years) of codes.

    ``months`` are those of the run at whose end the states hold, (years,).
    """

    ties: pd.DataFrame
    states: NDArray[np.int8]
    months: NDArray[np.int64]


def sequences(results: Results, runs: NDArray[np.int64]) -> Sequences:
    """Read the histories of some runs, ties that are there for one year or more.

    A tie with a paper that delivers nothing is ceremonial, another of which nothing has come for
    long dormant; else it is carried by NGOs where they alone delivered in the last 24 months,
    flourishes where a city did, and is quiet where nothing has been delivered yet. Raises
    :class:`UnfitError` where the table is missing, lacks a column, or has fewer than three years.
    """
    if not results.has(HISTORIES):
        raise UnfitError(
            f"{results.directory} has no yearly histories of ties: run it with "
            'keep.tables = ["runs", "histories"]'
        )
    lacking = [name for name in READ if name not in results.manifest.schema_of(HISTORIES).names]
    if lacking:
        raise UnfitError(
            f"{results.directory} holds no {', '.join(lacking)} of ties: keep these indicators too"
        )
    frame = results.read(HISTORIES, ["run", "month", "partnership", *READ])
    frame = frame[frame["run"].isin(runs)].astype({"partnership": str})
    wide = frame.assign(state=_states(frame)).pivot_table(
        index=["run", "partnership"], columns="month", values="state", fill_value=ABSENT
    )
    if wide.shape[1] < FEWEST_YEARS:
        raise UnfitError(
            f"{results.directory} follows ties for {wide.shape[1]} years: a history to sort needs "
            f"{FEWEST_YEARS}"
        )
    return Sequences(
        wide.index.to_frame(index=False),
        wide.to_numpy().astype(np.int8),
        wide.columns.to_numpy().astype(np.int64),
    )


def _states(frame: pd.DataFrame) -> NDArray[np.int8]:
    """Return the state of each row: the gravest that holds."""
    mode = frame["mode"].astype(str)
    told = [
        frame["ceremonial_share"] > 0.5,
        frame["dormant_share"] > 0.5,
        mode == "ngo_led",
        mode.isin(["g2g", "hybrid"]),
    ]
    codes = [STATES.index(name) for name in ("ceremonial", "dormant", "ngo", "flourishing")]
    return np.select(told, codes, STATES.index("quiet")).astype(np.int8)


def distances(one: NDArray[np.int8], other: NDArray[np.int8]) -> NDArray[np.float64]:
    """Return how far histories lie apart, (histories of one, of the other), from 0 to 1.

    A Hamming distance that forgives a year: each year has the shares of the states in it and its
    neighbours, and how often the state changes there; both count half. It is the mean over the
    years in which both ties are there, and 1 where there is none.
    """
    from scipy.spatial.distance import cdist

    total = np.zeros((len(one), len(other)))
    common = np.zeros_like(total)
    for left, right in zip(_features(one), _features(other), strict=True):
        both = np.outer(left[:, -1], right[:, -1])
        total += both * cdist(left[:, :-1], right[:, :-1], "cityblock")
        common += both
    return np.where(common > 0, total / np.maximum(common, 1), 1.0)


def _features(states: NDArray[np.int8]) -> NDArray[np.float64]:
    """Return (years, histories, states and change, and whether the tie is there)."""
    there = states != ABSENT
    held = states[:, :, np.newaxis] == np.arange(len(STATES))
    changed = np.zeros(states.shape)
    moved = (states[:, 1:] != states[:, :-1]) & there[:, 1:] & there[:, :-1]
    changed[:, 1:] = moved
    # Half of the sum over states is the share that differs; that counts half, as change does.
    parts = np.concatenate([held * 0.25, changed[:, :, np.newaxis] * 0.5], axis=2)
    around = _summed(parts) / np.maximum(_summed(there[:, :, np.newaxis] * 1.0), 1.0)
    whole = np.concatenate([around, there[:, :, np.newaxis] * 1.0], axis=2)
    return np.swapaxes(whole, 0, 1)


def _summed(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sums over each year and those before and after it."""
    padded = np.pad(values, ((0, 0), (1, 1), (0, 0)))
    return np.asarray(padded[:, :-2] + padded[:, 1:-1] + padded[:, 2:])
