"""The pages that say what is known of the model, and what of them is made of results.

``make validity`` makes anew what is stale, and first runs what that needs, into
``results/validity``; ``make validity WHAT="levers conditions"`` makes what it names. Each maker is
a function of this package whose decorator names its runs; ``model/validity/made.toml`` holds what
each was made from.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from paradiplomacy_analysis.figures import save
from tools.pages import answer, before, drivers, patterns, pictures, policies, record
from tools.pages.made import (
    PICTURES,
    SECTIONS,
    chosen,
    read_lock,
    stale,
    text_hash,
    write_lock,
)
from tools.pages.running import run
from tools.pages.sets import ROOT
from tools.writing import RESULTS, filled, sections_of, write_changed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tools.pages.made import Made

__all__ = [
    "PAGES",
    "answer",
    "before",
    "drivers",
    "main",
    "patterns",
    "pictures",
    "policies",
    "record",
]

PAGES = (
    *(ROOT / "model" / name for name in ("VALIDITY.md", "ANSWER.md", "FALLEN.md")),
    ROOT / "README.md",
)
"""Pages that hold sections made of results."""


def main(names: Sequence[str] | None = None) -> None:
    """Make what is named, by default all that is stale, and the runs beneath it."""
    begun = time.perf_counter()
    try:
        wanted = chosen(names) if names else _stale()
    except LookupError as error:
        sys.exit(str(error))
    if not wanted:
        print("nothing is stale")
        return
    lock = read_lock()
    seconds: dict[str, float] = {}
    for job, runs, taken in run({name for each in wanted for name in each.sets}):
        what = f"{runs:,} runs" if runs else "scored"
        print(f"{job.name}: {what}, {taken:.0f} s of a processor", flush=True)
        if runs:
            seconds[job.set_name] = seconds.get(job.set_name, 0.0) + taken
    for name, taken in seconds.items():
        lock["runs"][name] = {"made": _today(), "processor_seconds": round(taken)}
    for each in wanted:
        _make(each, lock)
        write_lock(lock)
    print(f"all in {time.perf_counter() - begun:.0f} s")


def _stale() -> list[Made]:
    """Return what is stale, having said why."""
    found = stale()
    for each in found:
        print(each, flush=True)
    kinds = {"section": SECTIONS, "picture": PICTURES}
    return [kinds[each.what][each.name] for each in found]


def _make(each: Made, lock: dict[str, dict[str, Any]]) -> None:
    """Make a section or a picture, and note what it was made from."""
    begun = time.perf_counter()
    if each.file is None:
        kind, content = "sections", _section(each)
    else:
        kind, content = "pictures", _picture(each, each.file)
    taken = time.perf_counter() - begun
    lock[kind][each.name] = {
        **each.stamp.as_dict(),
        "text": text_hash(content),
        "made": _today(),
        "seconds": round(taken, 1),
    }
    print(f"{kind.removesuffix('s')} {each.name}: {taken:.1f} s", flush=True)


def _section(each: Made) -> bytes:
    text = str(each.make())
    for page in PAGES:
        whole = page.read_text("utf-8")
        bodies = dict(sections_of(whole, RESULTS)) | {each.name: text}
        write_changed({page: filled(whole, RESULTS, bodies.__getitem__)})
    return text.strip().encode()


def _picture(each: Made, file: Path) -> bytes:
    figure, source = each.make()
    save(figure, file, source)
    return file.read_bytes()


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
