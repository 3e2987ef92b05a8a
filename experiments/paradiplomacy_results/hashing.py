"""Hash the contents of tables, whatever the pieces they come in and the files they stand in."""

from __future__ import annotations

import hashlib

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


class TableHash:
    """Hash the contents of a table fed in pieces, whatever the pieces."""

    def __init__(self, schema: pa.Schema) -> None:
        """Prepare to hash tables with the columns of ``schema``."""
        self._columns = {
            field.name: (str(field.type), hashlib.sha256(), hashlib.sha256()) for field in schema
        }

    def update(self, table: pa.Table) -> None:
        """Add the rows of ``table``."""
        for name, (_, values, texts) in self._columns.items():
            column = table[name]
            if pa.types.is_floating(column.type):
                values.update(column.to_numpy())
            elif pa.types.is_integer(column.type):
                values.update(_filled(column))
            else:
                plain = column.cast(pa.large_string())
                values.update(_filled(pc.binary_length(plain)))
                for piece in plain.chunks:
                    texts.update(_text_bytes(piece))

    def hexdigest(self) -> str:
        """Return the hash of all rows so far."""
        total = hashlib.sha256()
        for name, (kind, values, texts) in self._columns.items():
            total.update(f"{name} {kind} {values.hexdigest()} {texts.hexdigest()}\n".encode())
        return total.hexdigest()


def _filled(column: pa.ChunkedArray) -> memoryview:
    """Return whole numbers, -1 where one is missing."""
    filled: pa.ChunkedArray = pc.fill_null(column, -1) if column.null_count else column
    return memoryview(filled.to_numpy())


def _text_bytes(piece: pa.LargeStringArray) -> bytes:
    """Return the texts of ``piece`` one after the other."""
    _, offsets, data = piece.buffers()
    if data is None:
        return b""
    places = np.frombuffer(offsets, dtype=np.int64)
    first, last = places[piece.offset], places[piece.offset + len(piece)]
    return bytes(memoryview(data)[first:last])


def hash_of(table: pa.Table) -> str:
    """Return the hash of one table."""
    hasher = TableHash(table.schema)
    hasher.update(table)
    return hasher.hexdigest()
