"""Tables as Parquet files, in memory: checksummed pages, numbers laid out for compression."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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


def parsed(data: bytes, columns: Sequence[str] | None = None) -> pa.Table:
    """Return the table in a Parquet file, its page checksums verified.

    Raises ``OSError`` or ``pyarrow.ArrowException`` where the file is damaged.
    """
    with pq.ParquetFile(pa.BufferReader(data), page_checksum_verification=True) as file:
        # On one thread: no other holds a piece of ``data``, a Python object, when Python ends.
        return file.read(columns=columns, use_threads=False)
