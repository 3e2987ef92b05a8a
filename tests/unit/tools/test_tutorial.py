"""What the tutorial tells a reader to type works in that order, and shows what the text says."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import mesa
import pytest

from paradiplomacy.configuration.regimes import resolve
from paradiplomacy_analysis import load
from paradiplomacy_analysis.figures import drawings
from paradiplomacy_analysis.statistics.waiting import cumulative_incidence
from paradiplomacy_cli import exit_codes
from paradiplomacy_experiments.configuration.composition import SHIPPED
from paradiplomacy_experiments.configuration.scenario import load_scenario
from tests.support.pages import ROOT, Outcome, Page, run_script, run_snippet, type_in

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

PAGE = Page(ROOT / "experiments" / "TUTORIAL.md")
WAY_IN = ["source .venv/bin/activate", "mkdir ../my-ties", "cd ../my-ties"]
MISTAKEN = "paradiplomacy check my-mistake.toml"
FIGURES = re.findall(r"`(results/([\w-]+)/figures/[\w-]+\.png)`", PAGE.text)
TABLE = re.findall(r"^\| `(\w+)` \| (\d+\.\d+) \|", PAGE.text, re.MULTILINE)
COMPARED = re.findall(r"^\| (`[a-z-]+`) \| (`[a-z`, -]+`) \|", PAGE.text, re.MULTILINE)


@dataclass
class Reader:
    """Sits in a folder and does what the page says; keeps what came of each line."""

    folder: Path
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    def read(self) -> None:
        """Do all that the page says after the way in, from top to bottom, and draw nothing."""
        for piece in PAGE.pieces:
            if piece.name:
                (self.folder / piece.name).write_text(piece.text, "utf-8")
            elif piece.kind == "python":
                self.outcomes[piece.text] = run_snippet(piece.text)
            elif piece.text.startswith("python "):
                self.outcomes[piece.text] = run_script(piece.text)
            elif piece.text.startswith("paradiplomacy "):
                options = ["--no-figures"] if piece.text.split()[1] == "run" else []
                self.outcomes[piece.text] = type_in(piece.text, *options)

    def runs(self, name: str) -> pd.DataFrame:
        return load(self.folder / "results" / name).runs.set_index("run")

    def mean(self, name: str, indicator: str) -> float:
        return float(self.runs(name)[indicator].mean())

    def change(self, name: str, other: str, indicator: str) -> tuple[float, float]:
        """Return the mean difference run by run, and twice its standard error."""
        difference = (self.runs(other)[indicator] - self.runs(name)[indicator]).dropna()
        return float(difference.mean()), 2.0 * float(difference.sem())

    def printed(self, beginning: str) -> str:
        """Return what the one line that begins so printed."""
        (outcome,) = (kept for line, kept in self.outcomes.items() if line.startswith(beginning))
        return outcome.stdout

    def numbers(self, beginning: str, row: str) -> list[float]:
        """Return the numbers in one row of what a line printed."""
        (found,) = re.findall(rf"^{row}\b(.*)$", self.printed(beginning), re.MULTILINE)
        return [float(number) for number in re.findall(r"[-+]?\d+\.\d+", found)]


def test_the_page_holds_what_these_tests_look_for() -> None:
    assert len(PAGE.commands()) >= 15
    assert len(PAGE.files) >= 8
    assert len(PAGE.snippets) == 1
    assert len(TABLE) >= 5
    assert len(COMPARED) >= 6
    assert {name for _, name in FIGURES} == {"baubau-seoul", "my-tie"}


def test_nothing_to_type_is_left_out() -> None:
    typed = [piece.text for piece in PAGE.pieces if piece.kind == "command"]
    others = [line for line in typed if line.split()[0] not in {"paradiplomacy", "python"}]
    assert others == WAY_IN
    assert typed[: len(WAY_IN)] == WAY_IN
    unnamed = {piece.kind for piece in PAGE.pieces if not piece.name}
    assert unnamed == {"command", "inline", "python", "text"}


def test_every_run_states_its_seed_and_its_number() -> None:
    runs = [line for line in PAGE.commands() if line.split()[1] == "run"]
    assert all(re.search(r"--replicates \d+ --seed \d+", line) for line in runs)


def test_every_file_is_used() -> None:
    typed = "\n".join(piece.text for piece in PAGE.pieces if piece.kind == "command")
    assert [name for name in PAGE.files if name not in typed] == []


def test_the_way_in_leads_to_an_empty_folder_beside_the_project(tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / ".venv" / "bin").mkdir(parents=True)
    (project / ".venv" / "bin" / "activate").touch()
    script = "\n".join(["set -e", *WAY_IN, "pwd"])
    told = subprocess.run(
        ["bash", "-c", script], cwd=project, capture_output=True, text=True, check=False
    )
    assert (told.stdout.strip(), told.stderr) == (str(tmp_path / "my-ties"), "")


def test_what_it_links_to_exists() -> None:
    assert PAGE.links
    assert [path for path in PAGE.links if not path.is_file()] == []


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"`make ([a-z-]+)`", PAGE.text):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_stylised_scenarios_are_compared_as_their_files_say() -> None:
    for cell, others in COMPARED:
        head = (SHIPPED / f"{cell.strip('`')}.toml").read_text("utf-8").split("\n\n")[:3]
        comparison = "\n".join(line for line in "\n".join(head).splitlines() if line[:1] == "#")
        for other in re.findall(r"`[a-z-]+`", others):
            assert other in comparison, (cell, other)


def test_counts_in_the_text_are_those_of_the_model() -> None:
    baubau = load_scenario("baubau-seoul").config
    stages = {
        name: len(resolve(country.regime, baubau.regimes).stages)
        for name, country in baubau.countries.items()
    }
    for words, count, told in (
        ("one gate of eight stages", stages["indonesia"], 8),
        ("six other stages remain", stages["indonesia"] - 2, 6),
        ("Korea's one council", stages["korea"], 1),
        ("one keeps a small programme running", baubau.programme.cost[0], 1),
        ("Baubau has 12", baubau.cities["baubau"].budget, 12),
    ):
        assert words in PAGE.prose
        assert count == told, words


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """Return a reader who has done all of it, with every run."""
    reader = Reader(tmp_path_factory.mktemp("my-ties"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(reader.folder)
        # Half of the time of a model of Mesa, and nothing of the page looks at what it collects.
        patch.setattr(mesa.DataCollector, "collect", lambda *_: None)
        reader.read()
    return reader


def in_full(test: Any) -> Any:
    """Mark a test that needs all runs of the page."""
    return pytest.mark.compiled(pytest.mark.slow(test))


@in_full
def test_all_of_it_works_as_printed(done: Reader) -> None:
    for line, outcome in done.outcomes.items():
        expected = exit_codes.CONFIG if line == MISTAKEN else exit_codes.OK
        assert outcome.exit_code == expected, (line, outcome.stderr)
        assert outcome.stdout or line == MISTAKEN, line
    # The one block of output is what the mistakes are told with, to the letter.
    told = [done.outcomes[MISTAKEN].stderr]
    assert told == [piece.text for piece in PAGE.pieces if piece.kind == "text"]


@in_full
@pytest.mark.parametrize(("path", "name"), FIGURES)
def test_a_figure_that_it_names_is_one_that_a_run_draws(path: str, name: str, done: Reader) -> None:
    drawn = drawings(load(done.folder / "results" / name), analysed=False)
    assert any(path == f"results/{name}/figures/{stem}.png" for stem, _ in drawn)


@in_full
@pytest.mark.parametrize(("indicator", "about"), TABLE)
def test_the_table_of_the_case_is_about_right(indicator: str, about: str, done: Reader) -> None:
    assert done.mean("baubau-seoul", indicator) == pytest.approx(float(about), abs=0.05)
    assert indicator in done.printed("paradiplomacy run baubau-seoul --replicates")


def by_year(reader: Reader, indicator: str) -> pd.Series[float]:
    """Return the mean over runs of the case at the end of each year."""
    series = load(reader.folder / "results" / "baubau-seoul").series
    means = series[series["month"] % 12 == 11].groupby("month")[indicator].mean()
    return means.set_axis(range(1, len(means) + 1))


def led_by_governments(reader: Reader) -> pd.Series[float]:
    """Return the share of runs of the case in which governments delivered lately, by year."""
    histories = load(reader.folder / "results" / "baubau-seoul").histories
    part = histories["mode"].isin(["g2g", "hybrid"])
    return part.groupby(histories["month"] // 12 + 1).mean()


def governments_fall_out(reader: Reader) -> bool:
    trust = by_year(reader, "trust_government")
    lead = led_by_governments(reader)
    return (
        2 <= trust.idxmax() <= 5
        and trust.iloc[-1] < 0.75 * trust.max()
        and (lead.iloc[-3:].mean() < 0.75 * lead.iloc[1:4].mean())
    )


def societies_stay(reader: Reader) -> bool:
    trust = by_year(reader, "trust_society")
    return bool(trust.iloc[-1] > 0.85 * trust.max())


def money_hardly_helps(reader: Reader) -> bool:
    change, error = reader.change("baubau-seoul", "money", "continuity_g2g")
    return change - error > 0.0 and change < 0.05


def apart_is_wider(reader: Reader) -> bool:
    *_, shared, apart = reader.numbers("python compare.py baubau-seoul money", "continuity_g2g")
    return 4.0 < apart / shared < 7.0


def mayors_change_alike(reader: Reader) -> bool:
    changed = [reader.runs(name)["mayors_changed"] for name in ("baubau-seoul", "unit", "money")]
    return all(other.equals(changed[0]) for other in changed)


def within_a_year(reader: Reader, name: str) -> pd.Series[float]:
    """Return what has become of a memorandum in Indonesia after a year, as shares of all."""
    shares = cumulative_incidence(load(reader.folder / "results" / name).waits)
    chosen = shares.query("country == 'indonesia' and instrument == 'mou' and months == 12")
    found: pd.Series[float] = chosen[["cleared", "refused", "withdrawn", "waiting"]].iloc[0]
    (row,) = re.findall(rf"^{name} .*$", reader.printed("python waits.py"), re.MULTILINE)
    assert f"{100 * found['cleared']:.0f} (" in row
    return found


def no_more_is_refused(reader: Reader) -> bool:
    found = [
        within_a_year(reader, name) for name in ("my-tie", "my-desks", "my-blend", "my-reform")
    ]
    refused = [each["refused"] / (1.0 - each["waiting"]) for each in found]
    return max(refused) < refused[0] + 0.05


def misalignment_stays(reader: Reader) -> bool:
    names = ("my-desks", "my-blend", "my-reform")
    changes = [reader.numbers("python waits.py", name)[0] for name in names]
    return all(abs(change) < 0.05 for change in changes)


def reform_helps_a_little(reader: Reader) -> bool:
    trust, _ = reader.change("my-tie", "my-reform", "trust_government")
    lost = [reader.mean(name, "lost_opportunities") for name in ("my-tie", "my-reform")]
    return 0.0 < trust < 0.1 and 0.2 < lost[1] / lost[0] < 1.0 / 3.0


def shy_start_fewer(reader: Reader) -> bool:
    usual, shy = reader.numbers("python election_shy.py", "usual")
    change, error = reader.numbers("python election_shy.py", "difference")
    return change + error < 0.0 and 0.13 < (usual - shy) / usual < 0.27


def rival_trusts_less(reader: Reader) -> bool:
    trust, _ = reader.change("my-tie", "exponential", "trust_government")
    years, _ = reader.change("my-tie", "exponential", "continuity_g2g")
    delivered = [reader.mean(name, "delivered_g2g") for name in ("my-tie", "exponential")]
    return trust < -0.1 and abs(years) < 0.1 and 0.73 < delivered[1] / delivered[0] < 0.87


def impressions_jump(reader: Reader) -> bool:
    before, after, *_ = reader.numbers(
        "python compare.py my-tie last-impression", "trust_volatility"
    )
    printed = reader.printed("paradiplomacy run my-tie.toml --set mechanisms.trust=last")
    row = re.search(r"^trust_inside +(\d\.\d+) .* low\b", printed, re.MULTILINE)
    return after > 2.0 * before and row is not None and float(row[1]) < 0.5


def two_gates_are_slower(reader: Reader) -> bool:
    delivered = [reader.mean(name, "delivered_g2g") for name in ("my-tie", "two-gates")]
    longer, error = reader.change("my-tie", "two-gates", "approval_months")
    return longer - error > 0.0 and 0.6 < delivered[1] / delivered[0] < 0.75


CLAIMS: list[tuple[str, Any]] = [
    ("rises for four years and then falls for some ten", governments_fall_out),
    ("trust between societies stays", societies_stay),
    (
        "in one year out of four",
        lambda reader: 0.2 < reader.mean("baubau-seoul", "continuity_g2g") < 0.3,
    ),
    (
        "in well over half of the years",
        lambda reader: 0.55 < reader.mean("baubau-seoul", "continuity_ngo") < 0.75,
    ),
    (
        "in two years out of three rather than one out of four",
        lambda reader: 0.58 < reader.mean("unit", "continuity_g2g") < 0.75,
    ),
    ("a little more often, by less than 0.05 of all years", money_hardly_helps),
    ("the interval would be about five times as wide", apart_is_wider),
    ("Mayors change equally often in all three", mayors_change_alike),
    (
        "About three runs in four end with a memorandum",
        lambda reader: 0.65 < reader.mean("my-tie", "mou_share") < 0.85,
    ),
    (
        "in about two years out of three",
        lambda reader: 0.57 < reader.mean("my-tie", "continuity_g2g") < 0.77,
    ),
    (
        "fewer than one memorandum in ten",
        lambda reader: 0.02 < within_a_year(reader, "my-tie")["cleared"] < 0.1,
    ),
    (
        "About four in ten have come to nothing",
        lambda reader: (
            0.33 < within_a_year(reader, "my-tie")[["refused", "withdrawn"]].sum() < 0.47
        ),
    ),
    ("Half still wait", lambda reader: 0.43 < within_a_year(reader, "my-tie")["waiting"] < 0.6),
    ("Of what was answered no more is refused", no_more_is_refused),
    (
        "Two faster desks help little",
        lambda reader: (
            0.0
            < within_a_year(reader, "my-desks")["cleared"]
            - within_a_year(reader, "my-tie")["cleared"]
            < 0.1
        ),
    ),
    (
        "about two in ten are through",
        lambda reader: 0.13 < within_a_year(reader, "my-blend")["cleared"] < 0.26,
    ),
    (
        "with the late reform about four",
        lambda reader: 0.3 < within_a_year(reader, "my-reform")["cleared"] < 0.47,
    ),
    ("less than a third as many opportunities are lost", reform_helps_a_little),
    ("Misalignment stays within 0.05 of what it was", misalignment_stays),
    ("About a fifth fewer programmes start", shy_start_fewer),
    ("deliver in almost as many years, but about a fifth less", rival_trusts_less),
    ("more than twice as much in the course of a run", impressions_jump),
    ("deliver about a third less than in step 3", two_gates_are_slower),
]
"""Words of the text, and how to tell from what the reader saw whether they are true."""


@in_full
@pytest.mark.parametrize(("words", "holds"), CLAIMS)
def test_the_text_says_what_the_runs_show(words: str, holds: Any, done: Reader) -> None:
    assert holds(done), words


def test_claims_are_in_the_text_and_no_number_stands_beside_them() -> None:
    assert [words for words, _ in CLAIMS if words not in PAGE.prose] == []
    prose = "\n".join(line for line in PAGE.prose.splitlines() if not line.startswith("|"))
    decimals = re.findall(r"\d+\.\d+", prose)
    claimed = re.findall(r"\d+\.\d+", "\n".join(words for words, _ in CLAIMS))
    assert sorted(decimals) == sorted(claimed)
