"""Stata: a data set of version 118 for each table, with labels of variables and of values."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.exporting.codebook import label
from paradiplomacy_results.layout import NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import pandas as pd

    from paradiplomacy_results.exporting.origin import Origin
    from paradiplomacy_results.exporting.sheets import Sheet

VERSION: Final = 118
"""Of the format: Stata 14 and later, in UTF-8."""

MOST_COLUMNS = 32_767
LONGEST_NAME = 32
LONGEST_LABEL = 80

MOST_LABELLED = 32_000
"""Bytes of all labels of the values of a variable."""

LONGEST_STRING = 2_045
"""Bytes of a text of fixed length; longer ones are stored apart."""

_LARGEST = 8.9884656743e307
"""Largest number that Stata knows, but for the last digits."""

_RESERVED = (
    "_all", "_b", "_coef", "_cons", "_n", "_N", "_pi", "_pred", "_rc", "_se", "_skip",
    "aggregate", "array", "boolean", "break", "byte", "case", "catch", "class", "colvector",
    "complex", "const", "continue", "default", "delegate", "delete", "do", "double", "else",
    "eltypedef", "end", "enum", "explicit", "export", "external", "float", "for", "friend",
    "function", "global", "goto", "if", "in", "inline", "int", "local", "long", "NULL",
    "pragma", "protected", "quad", "rowvector", "short", "strL", "typedef", "typename", "using",
    "virtual", "with",
)  # fmt: skip
"""Words that no variable can have for a name: those of Stata, and those that pandas renames."""


def check(sheets: Sequence[Sheet]) -> None:
    """Raise :class:`UnfitError` where a table has more columns than a data set of Stata."""
    wide = [sheet.name for sheet in sheets if len(sheet.columns) > MOST_COLUMNS]
    if wide:
        raise UnfitError(
            f"more columns than the {MOST_COLUMNS:,} of a data set of Stata: {', '.join(wide)}"
        )


def variables(columns: Iterable[str]) -> dict[str, str]:
    """Return for each column a name that Stata takes, each another one."""
    found: dict[str, str] = {}
    for column in columns:
        name = re.sub(r"\W", "_", column)
        if not name or name[0].isdigit() or name in _RESERVED or re.fullmatch(r"str\d+", name):
            name = f"_{name}"
        stem, name, number = name, name[:LONGEST_NAME], 1
        while name in found.values():
            number += 1
            name = f"{stem[: LONGEST_NAME - 1 - len(str(number))]}_{number}"
        found[column] = name
    return found


def write(folder: Path, sheets: Sequence[Sheet], origin: Origin) -> dict[str, str]:
    """Write a file for each of ``sheets``, which are held as a whole; return names by table.

    Raises :class:`UnfitError` for a number that is larger than any in Stata.
    """
    files = {}
    for sheet in sheets:
        names = variables(sheet.columns)
        frame = _frame(sheet)
        labels = {
            names[name]: label(each, LONGEST_LABEL, "" if names[name] == name else f"{name}: ")
            for name, each in sheet.columns.items()
        }
        truths = [names[name] for name, each in sheet.columns.items() if each.kind == "truth"]
        texts = frame.select_dtypes(exclude=["number", "category"]).columns
        lengths = {name: frame[name].dropna().map(_bytes).max() for name in texts}
        files[sheet.name] = f"{sheet.name}.dta"
        frame.rename(columns=names).to_stata(
            folder / files[sheet.name],
            version=VERSION,
            write_index=False,
            data_label=origin.line[:LONGEST_LABEL],
            variable_labels=labels,
            value_labels={name: {0: "false", 1: "true"} for name in truths},
            convert_strl=[names[name] for name in texts if lengths[name] > LONGEST_STRING],
            time_stamp=datetime.fromisoformat(origin.when).replace(tzinfo=None),
        )
    return files


def _bytes(text: str) -> int:
    return len(text.encode())


def _frame(sheet: Sheet) -> pd.DataFrame:
    """Return the rows as Stata can hold them: texts as labels, what may be missing as floats."""
    import pandas as pd

    columns: dict[str, object] = {}
    whole = _whole(sheet)
    for name, column in sheet.columns.items():
        values = whole[name]
        if column.kind == "text":
            columns[name] = _texts(values)
        elif column.kind == "truth":
            columns[name] = values.cast(pa.int8()).to_pandas()
        elif column.kind == "whole" and not values.null_count:
            columns[name] = values.to_pandas()
        else:
            numbers = values.cast(pa.float64()).to_pandas()
            if (np.abs(numbers) > _LARGEST).any():
                raise UnfitError(
                    f"{name} of {sheet.name} has a number that is larger than any in Stata"
                )
            columns[name] = numbers
    return pd.DataFrame(columns, copy=False)


def _whole(sheet: Sheet) -> pa.Table:
    """Return all rows, of texts that are many times the same one copy."""
    coded = pa.schema(
        [pa.field(f.name, NAME if pa.types.is_string(f.type) else f.type) for f in sheet.schema]
    )
    pieces = [piece.cast(coded) for piece in sheet.pieces()]
    return pa.concat_tables([coded.empty_table(), *pieces]).unify_dictionaries()


def _texts(values: pa.ChunkedArray) -> pd.Series:
    """Return texts as labelled values, or as themselves where Stata has no room for the labels."""
    labelled: pd.Series = values.to_pandas()
    room = sum(len(text.encode()) + 1 for text in labelled.cat.categories)
    if len(labelled) and room <= MOST_LABELLED:
        return labelled
    return labelled.astype(object).where(labelled.notna(), None)
