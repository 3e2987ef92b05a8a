"""Write what was measured as a page for people: everything in RESULTS.md comes from here."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Any

from benchmarks.machine import ADDITIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.rows import Group

REPEAT = """\
`make bench` measures everything anew, prints it as JSON and writes this page; nothing here is
written by hand. `make bench BENCH_OPTIONS="--rounds 3 --only twin"` measures one group alone and
leaves this page as it is. It takes half an hour or more, and nothing else should run
meanwhile: a loaded machine gives other numbers."""

READING = """\
Each round measures every row of a group once, one after the other, so that a machine whose speed
drifts spoils all of them alike; ratios and exponents are taken within one round. A row is the
median over rounds, the spread their least and greatest. A target is met where the median meets it.
Rows without a target are there to compare with; rows that were left out say why."""

COUNTER = """\
The compiled month reads a counter before and after each of its steps. That takes some tens of
cycles a step, so these months are slower than those of the engine by about as much."""

ANSWERS = {None: "", True: "yes", False: "**no**"}


def report(table: Mapping[str, Any], groups: Sequence[Group]) -> str:
    """Return the page for a document of measurements, with how the rows of ``groups`` come about.

    ``table`` is what :func:`benchmarks.bench.document` returns.
    """
    parts = [
        "# Speed and memory",
        "",
        _summary(table["rows"]),
        "",
        *_rows(table["rows"]),
        "",
        *_processes(table["processes"]),
        "## The machine",
        "",
        *_machine(table),
        "",
        "## How to repeat it",
        "",
        REPEAT,
        "",
        "## How each row is measured",
        "",
        READING,
        "",
        *_meanings(groups),
    ]
    return "\n".join(parts) + "\n"


def _summary(rows: Sequence[Mapping[str, Any]]) -> str:
    """Say how many targets are met, and name those that are not."""
    judged = [row for row in rows if row["met"] is not None]
    missed = [row["what"] for row in judged if not row["met"]]
    open_ones = sum(1 for row in rows if row["target"] and row["met"] is None)
    text = f"{len(judged) - len(missed)} of {len(judged)} measured targets are met."
    if missed:
        text += f" Missed: {'; '.join(missed)}."
    if open_ones:
        text += f" Not measured: {open_ones}."
    return text


def _rows(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield "| what | target | median | spread | met |"
    yield "|---|---|---|---|---|"
    for row in rows:
        target = f"{row['target']} {row['unit']}" if row["target"] else ""
        cells = (row["what"], measure_text(target), _median(row), _spread(row), ANSWERS[row["met"]])
        yield f"| {' | '.join(cells)} |"


def _median(row: Mapping[str, Any]) -> str:
    if row["median"] is None:
        return " ".join(str(row["note"]).replace("|", "/").split())
    return measure_text(f"{number(row['median'])} {row['unit']}")


def _spread(row: Mapping[str, Any]) -> str:
    """Return least and greatest; nothing where there was but one number."""
    if row["min"] == row["max"]:
        return ""
    return f"{number(row['min'])} to {number(row['max'])}"


def measure_text(text: str) -> str:
    """Leave out units that say nothing beside their numbers."""
    for unit in ("ratio", "exponent", "true or false"):
        text = text.removesuffix(f" {unit}")
    return text


def number(value: float | bool) -> str:
    """Write a number with as many digits as it was rounded to, a truth as a word."""
    return str(value).lower() if isinstance(value, bool) else f"{value:,.6g}"


def _processes(times: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if not times:
        return
    yield "## Where a month goes"
    yield ""
    yield f"The costliest process is **{times[0]['process']}**."
    yield ""
    yield COUNTER
    yield ""
    yield "| process | microseconds a month | share | spread of the share |"
    yield "|---|---|---|---|"
    for time in times:
        spread = f"{time['min']:.1%} to {time['max']:.1%}"
        yield f"| {time['process']} | {time['us_per_month']:.2f} | {time['share']:.1%} | {spread} |"
    yield ""


def _machine(table: Mapping[str, Any]) -> Iterator[str]:
    machine = table["machine"]
    yield f"- Measured on {table['date']}, version {table['version']}; rounds: {table['rounds']}."
    yield f"- Processor: {machine['processor']}, {machine['cores']} cores; {machine['system']}."
    versions = ", ".join(f"{name} {machine[name]}" for name in ("numba", "numpy"))
    yield f"- Python {machine['python']}, {versions}; C compiler: {machine['compiler'] or 'none'}."
    yield _yardstick(table["yardstick"])
    before, after = (_loads(table[when]) for when in ("load_before", "load_after"))
    yield f"- Load over 1, 5 and 15 minutes: {before} before, {after} after."


def _yardstick(seconds: Sequence[float]) -> str:
    middle, low, high = (f"{of(seconds):.3f}" for of in (statistics.median, min, max))
    return (
        f"- A loop of {ADDITIONS:,} additions in plain Python took {middle} s there ({low} to "
        f"{high} s between groups): hold it against that of another machine, or of another hour, "
        "before you compare seconds."
    )


def _loads(values: Sequence[float]) -> str:
    return ", ".join(f"{value:.2f}" for value in values)


def _meanings(groups: Sequence[Group]) -> Iterator[str]:
    for group in groups:
        for row in group.rows:
            yield f"- **{row.what}.** {row.how}"
