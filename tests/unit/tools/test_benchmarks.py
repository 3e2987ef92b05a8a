"""The benchmarks: rows and targets, exponents, the page of results."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from benchmarks import bench, large_analyses, rows, twin
from benchmarks.header import header
from benchmarks.linearity import exponent
from benchmarks.report import measure_text, report
from benchmarks.rows import Group, LeftOutError, Measured, Row, measured, result
from paradiplomacy.state.fields import specs
from paradiplomacy.state.world import ENTITIES

DECLARED = [row for group in bench.GROUPS.values() for row in group.rows]

FAST = Row("speed", "runs/s", ">= 50", "Counted.")
SMALL = Row("size", "MB", "< 2", "Weighed.")
TOLD = Row("truth", "true or false", "true", "Asked.")
PLAIN = Row("length", "s", "", "Timed.")
SHARES = [
    {"process": "gate", "us_per_month": 3.0, "share": 0.75, "min": 0.7, "max": 0.8},
    {"process": "trust", "us_per_month": 1.0, "share": 0.25, "min": 0.2, "max": 0.3},
]


def group(values, processes=()):
    """Return a group that measures all four rows as told."""
    return Group("made", (FAST, SMALL, TOLD, PLAIN), lambda _: Measured(values, processes))


VALUES = {"speed": [40.0, 60.0, 50.0], "size": [2.0], "truth": [True], "length": [12_345.6]}


@pytest.mark.parametrize("power", [0.5, 1.0, 2.0])
def test_an_exponent_is_the_power_with_which_time_grows(power):
    sizes = (10, 20, 40, 80)
    assert exponent(sizes, [3.0 * size**power for size in sizes]) == pytest.approx(power)


@pytest.mark.parametrize(
    ("target", "value", "met"),
    [
        ("<= 2", 2.0, True), ("< 2", 2.0, False), (">= 1.7", 1.69, False), ("> 0", 1.0, True),
        ("true", True, True), ("true", False, False), ("true", 1.0, False),
        ("", 5.0, None), ("<= 2", None, None),
    ],
)  # fmt: skip
def test_a_target_is_met_or_not_or_there_is_nothing_to_say(target, value, met):
    assert Row("row", "s", target, "").met(value) is met


def test_a_row_has_the_median_over_rounds_and_their_spread():
    found = result("made", FAST, [40.0, 60.0, 50.00004])
    assert (found.median, found.min, found.max, found.met) == (50.0, 40.0, 60.0, True)


def test_of_truths_all_must_hold():
    found = result("made", TOLD, [True, False])
    assert (found.median, found.min, found.max, found.met) == (False, False, True, False)


def test_what_cannot_be_measured_says_why(capsys):
    def refuse(rounds):
        raise LeftOutError("there is no scale")

    found, _ = measured(Group("made", (SMALL,), refuse), 1)
    assert [(row.median, row.met, row.note) for row in found] == [
        (None, None, "left out: there is no scale")
    ]
    assert "no scale" in capsys.readouterr().err


@pytest.mark.parametrize(
    "target", [row.target for group in bench.GROUPS.values() for row in group.rows]
)
def test_every_declared_target_is_understood(target):
    comparison, _, bound = target.partition(" ")
    assert target in {"", "true"} or (comparison in rows.COMPARISONS and float(bound))


def test_rows_and_groups_have_names_of_their_own():
    names = [row.what for row in DECLARED]
    assert len(set(names)) == len(names)
    assert not [name for name in names if "|" in name]


@pytest.mark.slow
@pytest.mark.parametrize("name", large_analyses.MADE)
def test_large_results_are_of_designs_that_can_be_run(name):
    make, _ = large_analyses.MADE[name]
    size = make(1_200).size
    assert size.points * size.replicates == 1_200


def test_the_page_tells_what_the_document_holds(capsys):
    made = group(VALUES, SHARES)
    page = report(bench.measure([made], 3), [made])
    assert "| speed | >= 50 runs/s | 50 runs/s | 40 to 60 | yes |" in page
    assert "| size | < 2 MB | 2 MB |  | **no** |" in page
    assert "| truth | true | true |  | yes |" in page
    assert "| length |  | 12,346 s |  |  |" in page
    assert "2 of 3 measured targets are met. Missed: size." in page
    assert "The costliest process is **gate**." in page
    assert "| gate | 3.00 | 75.0% | 70.0% to 80.0% |" in page
    assert "- **size.** Weighed." in page
    assert "`make bench`" in page
    assert capsys.readouterr().err


def test_the_page_tells_how_fast_the_machine_was_meanwhile(monkeypatch):
    seconds = iter([0.1, 0.4, 0.2])
    monkeypatch.setattr(bench, "yardstick", lambda: next(seconds))
    groups = [group(VALUES), Group("others", (), lambda rounds: Measured({}))]
    page = report(bench.measure(groups, 1), groups)
    assert "took 0.200 s there (0.100 to 0.400 s between groups)" in page


def test_the_page_says_what_was_left_out():
    def refuse(rounds):
        raise LeftOutError("there is no\nscale | here")

    made = Group("made", (SMALL,), refuse)
    page = report(bench.measure([made], 1), [made])
    assert "| size | < 2 MB | left out: there is no scale / here |  |  |" in page
    assert "Not measured: 1." in page


@pytest.mark.skipif(twin.compiler() is None, reason="there is no C compiler (cc)")
def test_a_twin_that_cannot_be_compiled_is_left_out_with_the_first_error(monkeypatch, tmp_path):
    source = tmp_path / "delivery.c"
    source.write_text("int one = two;\nint three = four;\n", "utf-8")
    monkeypatch.setattr(twin, "SOURCE", source)
    with pytest.raises(LeftOutError, match=r"^the C compiler fails: delivery\.c:1:.*error.*two"):
        twin.Twin()


@pytest.fixture
def small_bench(monkeypatch, tmp_path):
    """Let the command measure made-up rows, and write its page elsewhere."""
    monkeypatch.setattr(bench, "RESULTS", tmp_path / "RESULTS.md")
    monkeypatch.setitem(bench.GROUPS, "engines", group(VALUES))
    for name in list(bench.GROUPS)[1:]:
        monkeypatch.delitem(bench.GROUPS, name)
    return tmp_path


def test_the_command_prints_one_document_and_writes_the_page(small_bench):
    file = small_bench / "table.json"
    done = CliRunner().invoke(bench.main, ["--rounds", "1", "--json", str(file)])
    assert done.exit_code == 0
    assert done.stdout == file.read_text("utf-8")
    assert "| speed |" in (small_bench / "RESULTS.md").read_text("utf-8")


def test_one_group_alone_leaves_the_page_as_it_is(small_bench):
    done = CliRunner().invoke(bench.main, ["--only", "engines"])
    assert done.exit_code == 0
    assert not (small_bench / "RESULTS.md").exists()


def test_a_group_that_is_none_is_a_wrong_option():
    done = CliRunner().invoke(bench.main, ["--only", "weather"])
    assert done.exit_code == 2
    assert "weather" in done.stderr


def test_the_page_that_ships_has_every_row_and_no_other():
    page = bench.RESULTS.read_text("utf-8")
    table, _, rest = page.partition("## ")
    names = [row.what for row in DECLARED]
    assert re.findall(r"^\| (?!what|---)(.+?) \|", table, re.MULTILINE) == names
    for row in DECLARED:
        assert f"- **{row.what}.** {row.how}" in rest


def test_the_page_that_ships_holds_rows_against_the_targets_that_are_declared():
    """A target that moved makes the verdicts of the page stale: run ``make bench``."""
    page = bench.RESULTS.read_text("utf-8")
    shown = dict(re.findall(r"^\| (.+?) \| (.*?) \|", page.partition("## ")[0], re.MULTILINE))
    declared = {
        row.what: measure_text(f"{row.target} {row.unit}") for row in DECLARED if row.target
    }
    assert {what: shown[what] for what in declared} == declared
    assert [row.what for row in DECLARED if not row.target and shown[row.what]] == []


def test_the_header_has_every_field():
    """C sees the world as it is declared, whatever is added to it."""
    text = header()
    assert text.count("typedef struct {") == len(ENTITIES) + 2
    for entity in ENTITIES:
        for name in specs(entity):
            assert f"offsetof({entity.__name__}, {name}" in text
