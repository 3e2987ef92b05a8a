"""The text of a scenario that is made from tables: to be read, and to be worked on by hand."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from paradiplomacy_experiments.configuration.faults import dotted, printable
from paradiplomacy_experiments.configuration.toml_text import toml_value
from paradiplomacy_experiments.importing.filling import Block

_RULE = "# " + "-" * 98


def scenario_text(
    header: Mapping[str, Any], blocks: Sequence[Block], remarks: Sequence[str]
) -> str:
    """Return the TOML text of a scenario over ``base``, with ``remarks`` as comments on top."""
    return "\n".join(_lines(header, blocks, remarks)) + "\n"


def _lines(
    header: Mapping[str, Any], blocks: Sequence[Block], remarks: Sequence[str]
) -> Iterator[str]:
    for remark in remarks:
        yield from textwrap.wrap(printable(remark), 98, initial_indent="# ", subsequent_indent="# ")
    yield ""
    yield 'extends = ["base"]'
    yield ""
    yield "[scenario]"
    for key, value in header.items():
        yield f"{key} = {toml_value(value)}"
    table = ""
    for block in blocks:
        yield ""
        if block.path[0] != table:
            table = block.path[0]
            yield f"{_RULE[: -len(table) - 1]} {table}"
            yield ""
        yield f"[{dotted(block.path)}]  # {printable(block.file)}:{block.line}"
        for path, item in block.items.items():
            written = toml_value(item.value)
            if item.support is not None:
                written = f"{{ value = {written}, assumption = {toml_value(item.support)} }}"
            yield f"{dotted(path)} = {written}"
