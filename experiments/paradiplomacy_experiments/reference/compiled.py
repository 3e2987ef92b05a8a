"""Tell what of the model is compiled on this machine, and where it is kept."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

from paradiplomacy.custom.together import Custom
from paradiplomacy.engines.compilation.binaries import (
    CACHE_VARIABLE,
    Cache,
    UnfitError,
    chosen_folder,
)
from paradiplomacy.engines.compilation.parts import BUILT_IN, LIBRARIES, custom_parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from paradiplomacy.engines.compilation.parts import Part

MOST_NAMED = 12
"""Parts named that are not compiled yet; of the rest only the number is told."""


def compiled_parts() -> Iterator[str]:
    """Yield lines on the built-in model: folder, processor, versions, parts. Compiles nothing."""
    import llvmlite.binding as llvm

    yield "compiled: what of the model is compiled on this machine"
    yield "  A part is a step of the month, or some indicators; after an edit only parts that reach"
    yield "  what changed are compiled anew. Files of parts may be removed: they are made again."
    yield f"  processor  {llvm.get_host_cpu_name()}, {platform.machine()}"
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    yield f"  versions   Python {sys.version_info.major}.{sys.version_info.minor}, {versions}"
    try:
        cache = Cache(chosen_folder())
    except UnfitError as unfit:
        yield f"  folder     none: {unfit}, so each process compiles for itself alone"
        return
    can = "" if cache.writable else "; it cannot be written"
    yield f"  folder     {cache.folder} ({CACHE_VARIABLE} names another){can}"
    count, size = cache.size()
    yield f"  files      {count:,} in all, {size / 1e6:,.1f} MB, those of other versions included"
    yield from _told("parts", BUILT_IN, cache)


def compiled_in(name: str, custom: Custom) -> Iterator[str]:
    """Yield lines on the custom files of a scenario. What can be compiled is executed."""
    if not custom.files:
        yield f"in {name}: no custom file"
        return
    yield f"in {name}:"
    if custom.offences:
        yield "  not compiled, but run on the Mesa engine, because of"
        yield from (f"    {each}" for each in custom.offences)
        return
    try:
        cache = Cache(chosen_folder())
    except UnfitError:
        cache = None
    for file in custom.files.values():
        yield from _told(file.name, custom_parts(file, custom.states), cache)


def _told(what: str, parts: Sequence[Part], cache: Cache | None) -> Iterator[str]:
    missing = [part.name for part in parts if cache is None or part.key not in cache]
    yield f"  {what:10} {len(parts) - len(missing)} of {len(parts)} compiled"
    if missing:
        more = len(missing) - MOST_NAMED
        named = ", ".join(missing[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        yield f"  missing    {named}; the next run compiles them"
