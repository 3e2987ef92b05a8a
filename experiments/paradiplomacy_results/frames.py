"""Frames of pandas from the files of a table, in hardly more memory than the frame takes.

Thousands of small tables of Arrow take several times the memory of what they hold. So numbers are
put into columns of their final length as pieces come in, and a piece is gone before the next one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from paradiplomacy_results.declared import NULL

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from numpy.typing import NDArray

_DTYPES = {pa.int64(): np.int64, pa.float64(): np.float64, pa.bool_(): np.bool_}

NULLABLE = frozenset({"programme"})
"""Columns of whole numbers that may be null and do not say so themselves."""


def joined(pieces: Iterable[pa.Table], rows: int) -> pd.DataFrame:
    """Return the frame of ``pieces``, at least one, which have so many ``rows`` together.

    Texts are a categorical column, which Stata's writer takes even where all are missing; without
    a row they are texts. Raises ``pyarrow.ArrowInvalid`` where pieces have
    different columns.
    """
    import pandas as pd

    numbers: dict[str, NDArray[np.generic]] = {}
    others: list[pa.Table] = []
    schema: Any = None
    start = 0
    for piece in pieces:
        if schema is None:
            schema = piece.schema
            numbers = {
                field.name: np.empty(rows, _DTYPES[field.type])
                for field in schema
                if field.type in _DTYPES and not _may_lack(field)
            }
        elif not piece.schema.equals(schema):
            raise pa.ArrowInvalid("schemas differ")
        for name, column in numbers.items():
            column[start : start + len(piece)] = piece[name].to_numpy()
        others.append(piece.drop_columns(list(numbers)).replace_schema_metadata())
        start += len(piece)
    texts = pa.concat_tables(others).unify_dictionaries()
    strings = [f.name for f in texts.schema if pa.types.is_string(f.type)]
    frame = texts.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get, categories=strings)
    if not rows:  # Stata's writer fails on categories of nothing
        frame = frame.astype(dict.fromkeys(frame.select_dtypes("category"), str))
    return pd.DataFrame(
        {name: numbers[name] if name in numbers else frame[name] for name in schema.names},
        copy=False,
    )


def _may_lack(field: pa.Field) -> bool:
    """Tell whether some of a column's numbers may be missing."""
    return field.name in NULLABLE or NULL.encode() in (field.metadata or {})
