"""Points that a user lists: in the design itself, or in a CSV file beside it."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy.configuration.names import closest
from paradiplomacy_experiments.configuration.faults import ConfigError, Fault
from paradiplomacy_experiments.configuration.reading import real, text_of
from paradiplomacy_experiments.design.sampling import Matrix

if TYPE_CHECKING:
    from paradiplomacy_experiments.configuration.layers import Origin
    from paradiplomacy_experiments.design.factors import Factor

MAX_BYTES = 20_000_000
"""Largest CSV file that is read."""


def csv_rows(folder: Path, name: str, origin: Origin) -> list[dict[str, Any]]:
    """Return the rows of a CSV file in ``folder``, numbers and truth values read as such.

    Raises :class:`ConfigError` with the file and line of every row that does not fit the header.
    """
    if Path(name).name != name or real(folder / name).parent != real(folder):
        message = f"{name!r} is not the plain name of a file in the design's own folder"
        fault = Fault("path_refused", "sampler.file", message, origin.file_name, origin.line)
        raise ConfigError([fault])
    text = unicodedata.normalize("NFC", text_of(folder / name, name, MAX_BYTES))
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        lines = [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        fault = Fault("syntax", "", f"cannot be read: {error}", name, reader.line_num)
        raise ConfigError([fault]) from error
    header = [cell.strip() for cell in lines[0][1]] if lines else []
    rows = []
    faults = [
        Fault("duplicate_key", key, "is given twice", name, 1)
        for key, count in Counter(header).items()
        if count > 1
    ]
    for line, cells in lines[1:]:
        if not cells:
            continue
        if len(cells) != len(header):
            message = f"has {len(cells)} cells, the header has {len(header)}"
            faults.append(Fault("bad_format", "", message, name, line))
        rows.append({key: _read(cell.strip()) for key, cell in zip(header, cells, strict=False)})
    if not rows:
        faults.append(Fault("empty", "", "has no rows below its header", name, 1))
    if faults:
        raise ConfigError(faults)
    return rows


def _read(cell: str) -> int | float | bool | str:
    if cell in ("true", "false"):
        return cell == "true"
    for kind in (int, float):
        try:
            return kind(cell)
        except ValueError:
            continue
    return cell


def table_sample(
    rows: Sequence[Mapping[str, Any]], factors: Sequence[Factor], origin: Origin
) -> Matrix:
    """Return the points that ``rows`` list, each with the level of every factor.

    Of a factor with a range a row gives a value. Raises :class:`ConfigError` for a factor that a
    row lacks or has too much, for a level that is none, and for a value outside its range.
    """
    faults = []
    known = [{str(level.label): k for k, level in enumerate(each.levels)} for each in factors]
    names = [factor.name for factor in factors]
    coordinates = np.zeros((len(rows), len(factors)))
    for number, row in enumerate(rows):
        unknown = [name for name in row if name not in names]
        faults += [_fault(number, name, "is no factor", origin, names) for name in unknown]
        for place, (name, levels) in enumerate(zip(names, known, strict=True)):
            if name not in row:
                faults.append(_fault(number, name, "has no level here", origin))
                continue
            value, within = row[name], factors[place].range
            if within is not None and within.holds(value):
                coordinates[number, place] = value
            elif within is not None:
                message = f"{value!r} is no value between {within.low:g} and {within.high:g}"
                faults.append(_fault(number, name, message, origin))
            elif str(value) not in levels:
                message = f"{value!r} is none of its levels"
                faults.append(_fault(number, name, message, origin, list(levels)))
            else:
                coordinates[number, place] = levels[str(value)]
    if faults:
        raise ConfigError(faults)
    return Matrix(coordinates)


def _fault(
    number: int, name: str, message: str, origin: Origin, known: Sequence[str] = ()
) -> Fault:
    suggestion = closest(name, known) if known else None
    key = f"row {number + 1}: {name}"
    return Fault(
        "bad_sampler", key, message, origin.file_name, origin.line, suggestion, tuple(known)
    )
