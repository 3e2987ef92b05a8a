"""Every command: where it is, what it does in a line, examples of it, and the page about it.

Help texts, ``experiments/COMMAND.md`` and the tests of examples are made from this table. It
imports nothing, so that help stays quick.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).parents[2]
"""The folder of the project, where the package is installed from it."""

PAGE = "experiments/COMMAND.md"
"""The page about what all commands have in common."""


class Entry(NamedTuple):
    """A command: its place as ``module:attribute`` in this package, its line, its page.

    ``page`` is a path in the project. ``examples`` are lines as one types them; in their order over
    all commands each finds the results that it needs.
    """

    place: str
    line: str
    page: str
    examples: tuple[str, ...]


COMMANDS = {
    "scenarios": Entry(
        "commands.configuration:scenarios",
        "List the scenarios that ship.",
        "README.md",
        ("paradiplomacy scenarios", "paradiplomacy scenarios --json"),
    ),
    "show": Entry(
        "commands.configuration:show",
        "Print a scenario as the model sees it.",
        "experiments/TUTORIAL.md",
        (
            "paradiplomacy show baubau-seoul --origin",
            "paradiplomacy show baubau-seoul --set gate.patience=24 --json",
        ),
    ),
    "check": Entry(
        "commands.configuration:check",
        "Check files and tell everything that is wrong.",
        "experiments/TUTORIAL.md",
        ("paradiplomacy check baubau-seoul autonomy-capacity",),
    ),
    "schema": Entry(
        "commands.configuration:schema",
        "Print the JSON Schema of a scenario or design file.",
        "README.md",
        ("paradiplomacy schema", "paradiplomacy schema --design"),
    ),
    "explain": Entry(
        "commands.configuration:explain",
        "Explain a key: type, bounds, default, source.",
        "experiments/TUTORIAL.md",
        (
            "paradiplomacy explain gate.patience",
            "paradiplomacy explain cities.baubau.capacity --scenario baubau-seoul",
            "paradiplomacy explain health",
        ),
    ),
    "import-ties": Entry(
        "commands.import_ties:import_ties",
        "Make a scenario from a table of ties.",
        "experiments/YOUR_TABLES.md",
        (
            "paradiplomacy import-ties ties.csv --out ties.toml",
            "paradiplomacy import-ties ties.csv --cities cities.csv --out with-cities.toml",
        ),
    ),
    "run": Entry(
        "commands.run:run",
        "Run a scenario and print what came of it.",
        "experiments/TUTORIAL.md",
        (
            "paradiplomacy run baubau-seoul --replicates 100",
            "paradiplomacy run baubau-seoul --set cities.baubau.unit=true --out results/with-unit",
            "paradiplomacy run bandung-seoul --json",
            "paradiplomacy run bandung-seoul --tables cities,ngos,papers --out results/tables",
        ),
    ),
    "designs": Entry(
        "commands.configuration:designs",
        "List the designs that ship.",
        "experiments/DESIGNS.md",
        ("paradiplomacy designs", "paradiplomacy designs --json"),
    ),
    "sweep": Entry(
        "commands.sweep:sweep",
        "Run all points of a design.",
        "experiments/DESIGNS.md",
        (
            "paradiplomacy sweep autonomy-capacity --dry-run",
            "paradiplomacy sweep autonomy-capacity",
            "paradiplomacy sweep autonomy-capacity --set design.replicates=20 --out results/few",
            "paradiplomacy sweep budget --set design.replicates=10 --out results/more",
            "paradiplomacy sweep budget --set design.replicates=15 --extend --out results/more",
            "paradiplomacy sweep reform-year --set design.replicates=10 --part 1/2",
            "paradiplomacy sweep reform-year --set design.replicates=10 --part 2/2",
        ),
    ),
    "merge": Entry(
        "commands.merge:merge",
        "Put the parts of a design together.",
        "experiments/GROWING.md",
        ("paradiplomacy merge results/reform-year-part-1-of-2 results/reform-year-part-2-of-2",),
    ),
    "status": Entry(
        "commands.directories:status",
        "Tell how far experiments are.",
        "experiments/DESIGNS.md",
        ("paradiplomacy status results/baubau-seoul results/autonomy-capacity",),
    ),
    "verify": Entry(
        "commands.directories:verify",
        "Verify that results are what was written.",
        "experiments/DESIGNS.md",
        ("paradiplomacy verify results/autonomy-capacity",),
    ),
    "reproduce": Entry(
        "commands.directories:reproduce",
        "Run results again and compare every bit.",
        "experiments/DESIGNS.md",
        (
            "paradiplomacy reproduce results/baubau-seoul",
            "paradiplomacy reproduce results/baubau-seoul --runs 5",
        ),
    ),
    "replay": Entry(
        "commands.replay:replay",
        "Step through one run of results, and see what happens.",
        "experiments/PYTHON.md",
        (
            "paradiplomacy replay results/baubau-seoul --run 3",
            "paradiplomacy replay results/baubau-seoul --run 3 --from 2012-01 --to 2013-12",
        ),
    ),
    "analyse": Entry(
        "commands.analyse:analyse",
        "Say what results tell, and why to doubt it.",
        "analysis/howto/find-the-conditions.md",
        (
            "paradiplomacy analyse results/autonomy-capacity",
            "paradiplomacy analyse results/autonomy-capacity --method contrasts --outcome trust",
            "paradiplomacy analyse results/autonomy-capacity results/few --label many --label few",
        ),
    ),
    "plot": Entry(
        "commands.plot:plot",
        "Draw figures of results.",
        "analysis/howto/your-own-figure.md",
        (
            "paradiplomacy plot results/autonomy-capacity",
            "paradiplomacy plot results/baubau-seoul --figure carriers --format svg",
            "paradiplomacy plot results/baubau-seoul results/with-unit --figure trajectories",
        ),
    ),
    "report": Entry(
        "commands.report:report",
        "Write a report of results in one HTML file.",
        "README.md",
        (
            "paradiplomacy report results/autonomy-capacity",
            "paradiplomacy report results/baubau-seoul",
        ),
    ),
    "explore": Entry(
        "commands.explore:explore",
        "Write a page to look at results for yourself.",
        "analysis/howto/explore.md",
        (
            "paradiplomacy explore results/autonomy-capacity",
            "paradiplomacy explore results/baubau-seoul --out baubau.html",
        ),
    ),
    "app": Entry(
        "commands.app:app",
        "Open a live page to try things out.",
        "experiments/APP.md",
        ("paradiplomacy app", "paradiplomacy app bandung-seoul --no-browser"),
    ),
    "export": Entry(
        "commands.export:export",
        "Write results for spreadsheets, R, Stata, NetLogo.",
        PAGE,
        (
            "paradiplomacy export results/autonomy-capacity --to csv --table runs",
            "paradiplomacy export results/baubau-seoul --to stata --outcome trust",
        ),
    ),
    "drivers": Entry(
        "commands.drivers:drivers",
        "Ask what each driver does to trust and continuity.",
        "experiments/DESIGNS.md",
        ("paradiplomacy drivers baubau-seoul --draws 16",),
    ),
    "matching": Entry(
        "commands.matching:matching",
        "Rule out of the prior what the record contradicts.",
        "analysis/howto/hold-it-against-the-record.md",
        ("paradiplomacy matching --draws 256",),
    ),
    "search": Entry(
        "commands.search:search",
        "Seek the policies that do most of what you want.",
        "analysis/howto/search-for-policies.md",
        (
            (
                "paradiplomacy search levers --set 'search.maximise=[\"trust\"]' "
                "--set 'search.minimise=[\"cost\"]' --set search.population=8 "
                "--set search.generations=2 --set search.judged=20 --set design.replicates=5"
            ),
        ),
    ),
    "patterns": Entry(
        "commands.patterns:patterns",
        "Score the model against its patterns.",
        "analysis/howto/hold-it-against-the-record.md",
        ("paradiplomacy patterns --pattern F17 --pattern N2",),
    ),
    "diff": Entry(
        "commands.directories:diff",
        "Compare two result directories.",
        "experiments/DESIGNS.md",
        (
            "paradiplomacy diff results/baubau-seoul results/with-unit",
            "paradiplomacy diff results/baubau-seoul results/with-unit --figure results/unit.png",
        ),
    ),
    "help": Entry(
        "commands.help:help_of",
        "Tell what a command does, its options, and examples.",
        PAGE,
        ("paradiplomacy help run",),
    ),
}
"""Every command by name, in the order of the help."""


def where(page: str) -> str:
    """Return where a page is: its path on this machine where it is there, else in the project."""
    path = PROJECT / page
    return str(path) if path.is_file() else f"{page} in the project"


def epilogue(examples: tuple[str, ...], page: str) -> str:
    """Return what stands at the end of a help text, for click: its lines are not wrapped."""
    lines = ["\b", "Examples:", *(f"  {line}" for line in examples), "", "\b"]
    return "\n".join([*lines, f"More: {where(page)}"])
