"""What the page shows of the runs: differences, figures, one history, evidence, what to take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from htmltools import HTML, Tag, TagList, tags

from paradiplomacy_analysis.html_pages import tame
from paradiplomacy_analysis.wording import cell
from paradiplomacy_app.choice import BASELINE, SIDES, VARIANT
from paradiplomacy_app.levers import concrete, levers
from paradiplomacy_app.saving import command_of
from paradiplomacy_app.tags import (
    UNBOUND,
    button,
    element,
    escaped,
    explained,
    folded,
    id_of,
    table,
)
from paradiplomacy_experiments.configuration.evidence import evidence
from paradiplomacy_experiments.configuration.toml_text import toml_value
from paradiplomacy_results.caveats import MODEL_OR_EVIDENCE, NOT_TOLD
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from paradiplomacy_app.choice import Choice
    from paradiplomacy_app.differences import Compared, Difference
    from paradiplomacy_app.following import Found, OneRun
    from paradiplomacy_app.happenings import Happening
    from paradiplomacy_app.pictures import Shown
    from paradiplomacy_app.worlds import Worlds

AROUND = 12
"""Months before the one that is shown whose events are listed beside it."""


def faults(lines: Sequence[str], what: str) -> Tag | None:
    """Return what is wrong, a line for each fault."""
    if not lines:
        return None
    return tags.div(
        tags.p(tags.b(what)), tags.ul([tags.li(tame(line)) for line in lines]), class_="fault"
    )


def answer(found: Found) -> TagList:
    """Return what the variant changes: in a sentence, by main outcomes, and in full."""
    compared = found.compared
    failed = [
        f"{side}: {runs.failed:,} of {many(runs.replicates, 'run')} failed"
        + (f": {runs.failures[0].error}" if runs.failures else "")
        for side, runs in zip(SIDES, found.sides, strict=True)
        if runs.failed
    ]
    return TagList(
        tags.p(explained(compared.headline, "headline"), class_="answer"),
        faults(failed, "Some runs failed; what follows leaves them out."),
        tags.ul([_main(row) for row in compared.main], class_="main-outcomes"),
        tags.p(
            "Means over runs: baseline → variant, their difference, and the 95 % interval of the "
            "mean difference within pairs of runs that share their luck.", class_="small",
        ),
        folded("All outcomes", "outcomes", _all(compared)),
        folded(
            "Doubts", "doubts", tags.ul([tags.li(tame(each)) for each in compared.doubts])
        ) if compared.doubts else None,
    )  # fmt: skip


def _main(row: Difference) -> Tag:
    way = ("up" if (row.difference or 0.0) > 0 else "down") if row.sure else "level"
    label, _, rest = str(row).partition(": ")
    return tags.li(
        tags.b(explained(label, f"main {row.name}")),
        tags.span(tame(rest), class_="size"),
        class_=way,
    )


def _all(compared: Compared) -> Tag:
    from paradiplomacy_app.differences import signed

    rows = [
        (
            row.label,
            cell(row.baseline),
            cell(row.variant),
            "undefined" if row.difference is None else signed(row.difference),
            row.interval,
            row.unit,
            row.formula,
        )
        for row in compared.rows
    ]
    columns = ("outcome", BASELINE, VARIANT, "difference", "95 % interval", "unit", "what it is")
    return table(columns, rows, f"All headline outcomes, of {many(compared.pairs, 'pair')} of runs")


def figure(shown: Shown, replicates: int | None = None) -> TagList:
    """Return a figure of both sides, with its words; the pictures tell what is to be seen.

    ``replicates`` is None for a figure of a single run.
    """
    of = "" if replicates is None else f" Of {many(replicates, 'run')}."
    if shown.why_not:
        return TagList(tags.p(tame(f"Nothing to draw: {shown.why_not}."), class_="small"))
    found = []
    for side, each in shown.pictures.items():
        label = f"{side}: " if side in SIDES else ""
        found.append(
            tags.figure(
                tags.h4(side.capitalize()) if side in SIDES else None,
                tags.img(src=each.source, alt=tame(f"{label}{each.alt}"), width=str(each.width),
                         height=str(each.height)),
                tags.figcaption(tame(f"{label}{each.caption}{of}")),
            )
        )  # fmt: skip
    return TagList(
        tags.div(found, class_="pair") if len(found) > 1 else found,
        folded(
            f"{shown.heading}: numbers", f"numbers {shown.name}",
            table(shown.numbers.columns, shown.numbers.rows, shown.numbers.caption),
        ) if shown.numbers is not None else None,
    )  # fmt: skip


def which_run(found: Found, choice: Choice, one: OneRun | None) -> TagList:
    """Return where one says which run, and which month of it."""
    about, at = id_of("run"), id_of("month")
    last = found.months - 1
    month = min(choice.month, last)
    steps = _steps(one, month) if one is not None else {}
    return TagList(
        tags.div(
            tags.label("Run", for_=about),
            tags.input(
                {"id": about, "data-do": "plain", "data-name": "run", "min": "0",
                 "max": str(found.replicates - 1), **UNBOUND},
                type="number", value=str(choice.run),
            ),
            tags.span(f"of {found.replicates}, from 0", class_="small"),
            class_="steps",
        ),
        tags.div(
            tags.label("Month", for_=at),
            tags.input(
                {"id": at, "data-do": "plain", "data-name": "month", "min": "0", "max": str(last),
                 "step": "1", "data-silent": "", **UNBOUND},
                type="range", value=str(month), aria_valuetext=found.date(month),
            ),
            tags.output(found.date(month), for_=at),
            [button(label, "plain", f"step {label}", name="month", value=str(to))
             for label, to in steps.items()],
            class_="steps",
        ),
    )  # fmt: skip


def _steps(one: OneRun, month: int) -> dict[str, int]:
    """Return where the buttons lead: to the event before, the next, and where the sides part."""
    months = sorted({each.month for log in one.parting.logs for each in log if each.of_tie})
    before = [each for each in months if each < month]
    after = [each for each in months if each > month]
    found = {}
    if before:
        found["Event before"] = before[-1]
    if after:
        found["Next event"] = after[0]
    if one.parting.month is not None:
        found["Where the two part"] = one.parting.month
    return found


def events(one: OneRun, month: int) -> TagList:
    """Return what happens in the month that is shown, and in those before it, on both sides."""
    month = min(month, one.found.months - 1)
    logs = zip(SIDES, one.parting.logs, strict=True)
    lists = [_log(one.found, side, log, month) for side, log in logs]
    return TagList(tags.div(lists, class_="pair"))


def _log(found: Found, side: str, log: Sequence[Happening], month: int) -> Tag:
    mine = [each for each in log if each.of_tie]
    near = [each for each in mine if month - AROUND <= each.month <= month]
    return tags.section(
        tags.h4(f"{side.capitalize()}, up to {found.date(month)}"),
        _listed(found, near, month) if near else tags.p("Nothing in a year.", class_="small"),
        folded(f"All {len(log):,} events of this run, {side}", f"log {side}",
               tags.div(_listed(found, log, month), class_="scroll", tabindex="0", role="region",
                        aria_label=f"All events, {side}")),
    )  # fmt: skip


def _listed(found: Found, log: Sequence[Happening], month: int) -> Tag:
    told = []
    for each in log:
        kind = "now" if each.month == month else "" if each.of_tie else "other"
        when = element("time", found.date(each.month))
        told.append(f'<li class="{kind}">{when} {escaped(each.words)}</li>')
    return tags.ol(HTML("\n".join(told)), class_="events")


def why(one: OneRun) -> TagList:
    """Return where the two runs of a replicate part, and by what."""
    found, parting, run = one.found, one.parting, one.run
    if parting.month is None and parting.state_month is None:
        text = f"In run {run} nothing differs: every event and every indicator is the same."
        return TagList(tags.p(text))
    parts = TagList()
    if parting.state_month is not None:
        when = found.date(parting.state_month)
        rows = [(state.label, state.baseline, state.variant) for state in parting.states]
        caption = f"Indicators over the world at the end of {when}, run {run}"
        parts.append(tags.p(f"The first numbers that differ do so at the end of {when}:"))
        parts.append(table(("indicator", BASELINE, VARIANT), rows, caption))
    if parting.month is None:
        parts.append(tags.p("The events of both are the same to the end."))
        return parts
    when = found.date(parting.month)
    told = f"Before {when} the same happens in both, event by event. Then they part:"
    only = [
        tags.li(
            tags.b(f"only in the {side}: "),
            tame("; ".join(each.words for each in mine)) if mine else "nothing",
        )
        for side, mine in zip(SIDES, parting.only, strict=True)
    ]
    parts.extend([tags.p(told), tags.ul(only)])
    return parts


def model_or_evidence(choice: Choice, worlds: Worlds) -> TagList:
    """Return what supports the values of the controls, and what the page does not tell."""
    world = worlds.baseline
    tie = worlds.tie(choice.tie)
    keys = [key for lever in levers().values() for key in lever.keys]
    changed = [key for side in SIDES for key, _ in choice.own(side).pairs]
    shown = dict.fromkeys(one for key in (*changed, *keys) for one in concrete(key, world, tie))
    rows, named = [], set()
    for key in shown:
        value = world.value(key)
        if value is None:
            continue
        origin = world.scenario.origin(key)
        named |= set(origin.evidence)
        rows.append(
            (key, toml_value(value), " ".join(origin.evidence) or "none",
             origin.assumption or "", origin.where())
        )  # fmt: skip
    cited = [f"{row}" for name, row in evidence().items() if name in named]
    columns = ("key", BASELINE, "evidence", "assumption", "from")
    return TagList(
        tags.p(explained(MODEL_OR_EVIDENCE, "evidence")),
        folded("Where the values of the controls come from", "provenance",
               table(columns, rows, "Values of the baseline, and what supports each"),
               tags.ul([tags.li(tame(each)) for each in cited])),
        tags.h3("What this page does not tell"),
        tags.dl([(tags.dt(tags.b(what)), tags.dd(explained(text, what)))
                 for what, text in NOT_TOLD.items()]),
    )  # fmt: skip


def take(choice: Choice, replicates: int) -> TagList:
    """Return the commands of both sides, and links to their numbers."""
    parts = TagList()
    for side in SIDES:
        text = command_of(choice, side, replicates)
        about = id_of("command", side)
        parts.append(tags.h4(f"Command of the {side}"))
        parts.append(tags.pre(tags.code(tame(text), id=about)))
        parts.append(
            tags.div(
                tags.button("Copy", type="button", data_copy=about, id=id_of("copy", side),
                            aria_label=f"Copy the command of the {side}"),
                tags.a(f"Numbers of the {side} (CSV)", href=data_address(choice, side, replicates),
                       download=f"{side}.csv", id=f"data-{side}"),
                class_="buttons",
            )
        )  # fmt: skip
    return parts


def data_address(choice: Choice, side: str, replicates: int) -> str:
    """Return the address of the numbers of a side: a row for each run, as in ``runs``."""
    query: Mapping[str, Any] = {"side": side, "replicates": replicates}
    return f"data.csv?{choice.query()}&{urlencode(query)}"
