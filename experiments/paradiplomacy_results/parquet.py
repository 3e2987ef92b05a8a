"""Tables as Parquet files, in memory: checksummed pages, numbers laid out for compression."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import BinaryIO

MOST_CELLS = 2**27
"""Most rows times columns of a file that is read: a gigabyte. A chunk of runs has a tenth of it."""

_ENCODINGS = {pa.float64(): "BYTE_STREAM_SPLIT", pa.int64(): "DELTA_BINARY_PACKED"}


def serialised(table: pa.Table, metadata: Mapping[str, str]) -> bytes:
    """Return ``table`` as a Parquet file with ``metadata``.

    Pages carry checksums; what those do not cover, such as statistics, is left out. Numbers are
    laid out for compression: floats by byte, whole numbers by difference.
    """
    sink = pa.BufferOutputStream()
    names = [field.name for field in table.schema if pa.types.is_dictionary(field.type)]
    pq.write_table(
        table.replace_schema_metadata(dict(metadata)),
        sink,
        compression="zstd",
        use_dictionary=names,
        column_encoding={
            field.name: _ENCODINGS[field.type] for field in table.schema if field.type in _ENCODINGS
        },
        write_page_checksum=True,
        write_statistics=False,
    )
    return bytes(sink.getvalue())


class RowsError(ValueError):
    """A file that has not as many rows as it must have; the text says how many, in one phrase."""


def footer_of(file: BinaryIO | pa.BufferReader) -> pq.FileMetaData:
    """Return what a Parquet file says of itself at its end.

    Raises ``OSError`` or ``pyarrow.ArrowException`` where the file is damaged.
    """
    return pq.read_metadata(file)


def parsed(data: bytes, columns: Sequence[str] | None = None, rows: int | None = None) -> pa.Table:
    """Return the table in a Parquet file, its page checksums verified.

    A few bytes can stand for any number of rows: they are counted before the first is read. Raises
    :class:`RowsError` where there are not as many as ``rows``, or more than can be held, and
    ``OSError``, ``ValueError`` or ``pyarrow.ArrowException`` where the file is damaged.
    """
    with pq.ParquetFile(pa.BufferReader(data), page_checksum_verification=True) as file:
        found = file.metadata.num_rows
        if found * max(1, file.metadata.num_columns) > MOST_CELLS:
            raise RowsError(f"it has {found:,} rows, too many to be read")
        if rows is not None and found != rows:
            raise RowsError(f"it has {found:,} rows, and should have {rows:,}")
        # On one thread: no other holds a piece of ``data``, a Python object, when Python ends.
        return file.read(columns=columns, use_threads=False)
