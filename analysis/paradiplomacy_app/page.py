"""The page as it is before anything is known: its landmarks, headings, and places for the rest."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from htmltools import HTML, Tag, TagList, head_content, tags
from shiny import ui

from paradiplomacy_analysis.html_pages import LOOK, resource
from paradiplomacy_app.anykey import search_box
from paradiplomacy_app.pictures import BESIDE, HISTORY, OVERLAID
from paradiplomacy_app.tags import UNBOUND, id_of

if TYPE_CHECKING:
    from collections.abc import Mapping

STATIC = Path(__file__).with_name("static")
"""The folder of what the page loads besides what Shiny brings along."""

FIGURES: Mapping[str, str] = BESIDE | {name: heading for name, (heading, _) in OVERLAID.items()}
"""Figures of the page and their headings, in their order."""

FOLDS = {
    "levers": ("Levers of the studies", True),
    "regimes": ("Regime, stage by stage", False),
    "happenings": ("Events", False),
    "mechanisms": ("Mechanisms and their rivals", False),
}
"""Groups of controls: their headings, and whether they are open at first."""


@cache
def _look() -> str:
    """Return the look of all pages, which the reports have too."""
    return resource(LOOK) + (STATIC / "app.css").read_text(encoding="utf-8")


def page() -> TagList:
    """Return the page."""
    return TagList(
        head_content(
            tags.title("Paradiplomacy: what becomes of a tie"),
            tags.meta(name="viewport", content="width=device-width, initial-scale=1"),
            tags.link(rel="icon", href="data:,"),
            tags.style(HTML(_look())),
            tags.script(src="static/app.js"),
        ),
        # What takes its time is told by the status; outputs only show what is there.
        ui.busy_indicators.use(spinners=False, pulse=False),
        tags.a("To the results", href="#results", class_="skip"),
        tags.div(
            tags.header(
                tags.h1("What becomes of a tie"),
                tags.p(
                    "Change what a city, a state or an organisation does, and compare: the variant "
                    "beside the baseline, with the same luck in each run."
                ),
                tags.p(
                    "The connection to the program is lost: it has ended, or was restarted. Start "
                    "it again and reload this address.",
                    id="lost", class_="fault", role="alert", hidden="",
                ),
            ),
            tags.div(_controls(), _results(), class_="layout"),
            class_="page",
            lang="en",
        ),
    )  # fmt: skip


def _controls() -> Tag:
    folds = [
        tags.details(
            tags.summary(heading), ui.output_ui(name), id=id_of("group", name),
            open="" if is_open else None,
        )
        for name, (heading, is_open) in FOLDS.items()
    ]  # fmt: skip
    return tags.aside(
        ui.output_ui("case"),
        ui.output_ui("setting"),
        tags.h2("What is changed"),
        ui.output_ui("editing"),
        folds,
        tags.details(
            tags.summary("Any other key"), search_box(), ui.output_ui("found_keys"),
            id=id_of("group", "any"),
        ),
        class_="controls",
        aria_label="Controls",
    )  # fmt: skip


def _results() -> Tag:
    figures = [
        tags.section(
            tags.h2(heading), ui.output_ui(f"figure_{name}"), aria_label=heading, id=name
        )
        for name, heading in FIGURES.items()
    ]  # fmt: skip
    return tags.main(
        ui.output_ui("about"),
        tags.div(ui.output_ui("faults"), role="alert"),
        tags.div(ui.output_ui("status"), class_="status", role="status", aria_live="polite"),
        tags.section(tags.h2("What the variant changes"), ui.output_ui("answer"), id="differences"),
        figures[0],
        figures[1],
        tags.section(
            tags.h2("One run as a history"),
            ui.output_ui("which_run"),
            ui.output_ui("events"),
            tags.h3("Why they part"),
            ui.output_ui("why"),
            ui.output_ui(f"figure_{HISTORY}"),
            id=HISTORY,
        ),
        figures[2:],
        tags.section(
            tags.h2("What is model and what is evidence"), ui.output_ui("model_or_evidence"),
            id="evidence",
        ),
        tags.section(tags.h2("Take it with you"), ui.output_ui("take"), _save(), id="away"),
        id="results",
        tabindex="-1",
    )  # fmt: skip


def _save() -> Tag:
    """Return where both sides are saved as files; names are kept while one edits on."""
    what = {"scenario": ("The side that is edited, as a scenario", "my-scenario.toml"),
            "design": ("Both sides, as a design", "my-design.toml")}  # fmt: skip
    return tags.div(
        tags.h3("Save in the folder in which the page was started"),
        [
            tags.div(
                tags.label(label, for_=id_of("save", kind)),
                tags.input(UNBOUND, id=id_of("save", kind), name="name", type="text", value=name,
                           autocomplete="off"),
                tags.button(f"Save as a {kind}", type="button", data_do=f"save_{kind}",
                            id=id_of("save button", kind)),
                class_="form", data_form="",
            )
            for kind, (label, name) in what.items()
        ],
        tags.div(ui.output_ui("saved"), role="status", aria_live="polite"),
    )  # fmt: skip
