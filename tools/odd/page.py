"""The model description, ``model/ODD.md``: what of it is made from the code.

Refresh it with ``make refresh WHAT=odd``.
"""

from __future__ import annotations

from pathlib import Path

from paradiplomacy.configuration.regimes import Regime
from paradiplomacy_analysis.patterns import PATTERNS
from paradiplomacy_experiments.configuration.evidence import cited, evidence
from paradiplomacy_experiments.configuration.listing import shipped_names
from paradiplomacy_experiments.configuration.scenario import load_scenario
from tools import inputs
from tools.odd.markdown import code, table
from tools.odd.sections import presets, sections
from tools.writing import THE_CODE, filled, write_changed

PAGE = Path(__file__).parents[2] / "model" / "ODD.md"


SKETCHED = {
    "world": ("synthetic.countries=3", "synthetic.cities=6", "synthetic.partnerships=4"),
}
"""Settings for a world of thousands of cities, none of which stands on the page."""


def made() -> dict[str, str]:
    """Return every section made from the code, and from the scenarios that ship."""
    scenarios = {
        name: load_scenario(name, SKETCHED.get(name, ())).config for name in shipped_names()
    }
    regimes: dict[str, Regime] = {}
    for config in scenarios.values():
        regimes |= config.regimes
    rows = [
        (
            code(name),
            config.scenario.title,
            config.scenario.question,
            config.scenario.start,
            str(config.scenario.months),
        )
        for name, config in scenarios.items()
    ]
    heads = ("scenario", "title", "question", "starts", "months")
    return sections() | {
        "regimes": presets(regimes),
        "scenarios": table(heads, rows),
        "patterns": patterns(),
        "exceptions": inputs.section(),
    }


def patterns() -> str:
    """Return a table of the declared patterns."""
    rows = []
    for name, pattern in PATTERNS.items():
        kind = f"{pattern.kind} ({pattern.note})" if pattern.note else pattern.kind
        claimed = "; ".join(part.text for part in pattern.parts)
        gate, rests_on = pattern.gate or "", ", ".join(pattern.evidence)
        rows.append((name, pattern.claim, kind, gate, pattern.test, claimed, rests_on))
    heads = ("id", "pattern", "kind", "one gate is of", "test", "what is claimed", "evidence")
    return table(heads, rows)


def rows_of(names: list[str]) -> str:
    """Return a table of evidence rows; one that does not exist is left out."""
    known = evidence()
    rows = [
        (row.id, row.statement, row.gives, row.time, row.reference)
        for row in map(known.get, names)
        if row is not None
    ]
    return table(("row", "what it says", "gives", "of which time", "where"), rows)


def refreshed(text: str, sections_made: dict[str, str]) -> str:
    """Return the page with these for its sections, and the evidence that it then cites."""
    text = filled(text, THE_CODE, lambda name: sections_made.get(name, ""))
    by_name = sections_made | {"evidence": rows_of(cited(text))}
    return filled(text, THE_CODE, lambda name: by_name.get(name, ""))


def refresh() -> list[str]:
    """Write the page anew; return its name if it changed."""
    return write_changed({PAGE: refreshed(PAGE.read_text("utf-8"), made())})
