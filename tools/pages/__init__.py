"""The pages that say what is known of the model: ``model/VALIDITY.md``, ``model/ANSWER.md``.

``make validity`` runs everything that they report, into ``results/validity``, and writes every
table and figure in them anew; what is there already is not run again. With ``--pages`` it only
writes.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from paradiplomacy_analysis.figures import FIGURES, save
from paradiplomacy_analysis.figures.scorecard import ablation, over_draws, scorecard
from paradiplomacy_analysis.patterns.scorecard import shares
from tools.pages import answer, patterns, record
from tools.pages.runs import ROOT, card, results, run
from tools.writing import RESULTS, filled, write_changed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

PAGES = (ROOT / "model" / "VALIDITY.md", ROOT / "model" / "ANSWER.md", ROOT / "README.md")
PICTURES = ROOT / "model" / "validity"

SECTIONS: dict[str, Callable[[], str]] = {
    "scorecard": patterns.of_scorecard,
    "counts": patterns.of_counts,
    "parts": patterns.of_parts,
    "ablations": lambda: patterns.of_variants("ablation"),
    "survivors": patterns.of_survivors,
    "shares": patterns.of_shares,
    "unknowns": lambda: patterns.of_variants("unknowns"),
    "guesses": patterns.of_guesses,
    "seeds": patterns.of_seeds,
    "runs": patterns.of_runs,
    "matching": record.of_matching,
    "factors": record.of_factors,
    "prediction": record.of_prediction,
    "record": record.of_record,
    "conditions": answer.of_conditions,
    "levers": answer.of_levers,
    "reform": answer.of_reform,
    "regimes": answer.of_regimes,
}
"""What makes each section, by its name."""


def refreshed(text: str) -> str:
    """Return a page with all its sections made anew."""
    return filled(text, RESULTS, lambda name: SECTIONS[name]())


def pictures() -> Iterable[str]:
    """Draw the figures of the pages; yield their names."""
    PICTURES.mkdir(exist_ok=True)
    any_of = results("ablation/regimes")
    held = {
        label: shares(card(name))
        for label, name in (("prior", "over-prior"), ("what the record leaves", "over-calibrated"))
    }
    drawn = {
        "scorecard": (scorecard(card("ablation")), any_of),
        "ablation": (ablation(card("ablation")), any_of),
        "shares": (over_draws(held), any_of),
        "matching": (FIGURES["matching"].draw(results("prior")), results("prior")),
        "levers": (FIGURES["levers"].draw(results("levers")), results("levers")),
    }
    cases = results("cases")
    for case in sorted(cases.config["partnerships"]):
        drawn[f"record-{case}"] = (FIGURES["record"].draw(cases, case), cases)
    for name, (figure, source) in drawn.items():
        save(figure, PICTURES / f"{name}.png", source)
        yield name


def main() -> None:
    """Run what is missing, draw the figures, write the pages."""
    if "--pages" not in sys.argv[1:]:
        run()
    for name in pictures():
        print(f"{PICTURES.relative_to(ROOT)}/{name}.png", flush=True)
    for name in write_changed({page: refreshed(page.read_text("utf-8")) for page in PAGES}):
        print(name, flush=True)
