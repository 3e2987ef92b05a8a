"""Pages made from results: every section is known, filled, used, and what would be made today."""

from __future__ import annotations

import re
import tomllib
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

import tools.pages
from paradiplomacy_analysis.patterns import PATTERNS
from paradiplomacy_experiments.design.loading import Design
from tools import screens
from tools.pages import PAGES, made, running, stamps
from tools.pages.before import DRIVERS, FIRST, MEASURED, beside, parts_of
from tools.pages.made import PICTURES, SECTIONS, Made, chosen, stale
from tools.pages.patterns import GUESSES
from tools.pages.running import Job, jobs_of
from tools.pages.sets import SETS, RunSet
from tools.pages.stamps import Stamp, stamp_of_runs
from tools.writing import RESULTS, sections_of

PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
SCORED = re.compile(r"^\| (?P<id>[FN]\d+) \| .*? \| \*\*(?P<verdict>[\w ]+)\*\* \|", re.MULTILINE)


@pytest.mark.slow
@PAGE
def test_nothing_on_a_page_is_stale(page):
    """What was made from other designs, another model or other measures is not believed."""
    found = stale(page)
    assert not found, "\n".join([*map(str, found), "all at once: make validity"])


@PAGE
def test_every_section_of_a_page_is_known_and_filled(page):
    text = page.read_text("utf-8")
    found = dict(sections_of(text, RESULTS))
    assert found
    assert set(found) <= set(SECTIONS)
    assert [name for name, body in found.items() if len(body) <= 20] == []


def test_every_section_and_picture_is_on_a_page():
    texts = [page.read_text("utf-8") for page in PAGES]
    used = {name for text in texts for name, _ in sections_of(text, RESULTS)}
    assert used == set(SECTIONS)
    assert [n for n, each in PICTURES.items() if not any(each.file.name in t for t in texts)] == []


@PAGE
def test_pictures_of_a_page_are_made_and_exist(page):
    known = {each.file for each in PICTURES.values()} | set(screens.PICTURES)
    for path in re.findall(r'(?:!\[[^\]]*\]\(|<img [^>]*src=")([^)"]+)', page.read_text("utf-8")):
        file = (page.parent / path).resolve()
        assert file.is_file(), path
        assert file in known, path


def test_every_set_is_used_and_known():
    every = [*SECTIONS.values(), *PICTURES.values()]
    used = {name for each in every for name in each.sets}
    assert used | {SETS[name].depends for name in used} == set(SETS) | {""}


def test_every_pattern_that_does_not_pass_has_a_guess():
    text = next(page for page in PAGES if page.name == "VALIDITY.md").read_text("utf-8")
    verdicts = dict(SCORED.findall(text))
    assert list(verdicts) == list(PATTERNS)
    bad = {name for name, verdict in verdicts.items() if verdict != "pass"}
    assert set(tomllib.loads(GUESSES.read_text("utf-8"))) == bad


# Stamps: what each part hangs on.


@pytest.mark.slow
def test_stamps_of_designs_differ_and_are_the_same_every_time():
    every = SETS["default"]
    found = [stamp_of_runs(every, name) for name in every.designs]
    assert len({each.design for each in found}) == len(found)
    assert found == [stamp_of_runs(every, name) for name in every.designs]


@pytest.mark.parametrize(
    "other",
    [
        RunSet("levers", ("levers",), settings=("design.seed=2",)),
        RunSet("ablation", ("levers",)),
        RunSet("levers", ("budget",)),
    ],
    ids=["another seed", "under other variants", "another design"],
)
def test_a_stamp_tells_runs_apart(other):
    here = stamp_of_runs(SETS["levers"], "levers")
    assert here.design != stamp_of_runs(other, other.designs[0]).design


def test_a_stamp_of_the_model_hangs_on_the_indicators_that_are_kept():
    one, other = ({"keep": {"indicators": [name]}} for name in ("trust", "cost"))
    assert stamps._kept(one) != stamps._kept(other)
    assert stamps._kept({}) not in (stamps._kept(one), stamps._kept(other))


def test_a_change_of_a_stamp_is_told_by_its_part():
    one = Stamp("a", "b", "c")
    assert one.changed(Stamp("a", "x", "c")) == ("model",)
    assert one.changed(Stamp("x", "b", "y")) == ("design", "measure")
    assert one.changed(one) == ()


# What is stale, and what is done about it.


@pytest.fixture
def page(tmp_path, monkeypatch):
    """Plant a page with one section, made from the set ``levers``; return its path."""
    path = tmp_path / "PAGE.md"
    path.write_text("Head.\n\n<!-- made from results: sum -->\n\n<!-- end -->\n", "utf-8")
    monkeypatch.setattr(made, "LOCK", tmp_path / "made.toml")
    monkeypatch.setattr(tools.pages, "PAGES", (path,))
    for kind in (SECTIONS, PICTURES):
        for name in list(kind):
            monkeypatch.delitem(kind, name)
    monkeypatch.setitem(SECTIONS, "sum", Made("sum", total, ("levers",)))
    monkeypatch.setattr(tools.pages, "run", lambda names: iter([(Job("levers", "levers"), 8, 2.0)]))
    return path


def total():
    """Return the body of a section."""
    return "The sum is 4."


def test_what_is_stale_is_made_and_stays(page, capsys):
    assert str(stale(page)[0]) == (
        'section sum is stale (it was never made): make validity WHAT="sum"'
    )
    tools.pages.main([])
    told = capsys.readouterr().out
    assert "section sum is stale" in told
    assert "levers: 8 runs, 2 s of a processor" in told
    assert "The sum is 4.\n" in page.read_text("utf-8")
    assert stale(page) == []
    tools.pages.main([])
    assert capsys.readouterr().out == "nothing is stale\n"


@pytest.mark.parametrize("part", ["design", "model", "measure"])
def test_it_is_said_what_changed(part, page, capsys):
    tools.pages.main(["sum"])
    lock = made.read_lock()
    day = lock["sections"]["sum"]["made"]
    lock["sections"]["sum"][part] = "00000000"
    made.write_lock(lock)
    assert stale(page)[0].why == f"changed since {day}: {part}"


def test_a_section_that_was_changed_by_hand_is_stale(page, capsys):
    tools.pages.main(["sum"])
    page.write_text(page.read_text("utf-8").replace("4", "5"), "utf-8")
    assert stale(page)[0].why == "it was changed by hand"


def test_a_name_of_nothing_is_refused(page):
    with pytest.raises(LookupError, match="nothing is called weather; there are sum"):
        chosen(["weather"])
    with pytest.raises(SystemExit, match="nothing is called weather"):
        tools.pages.main(["weather"])


# Runs.


def test_jobs_are_of_what_is_named_and_of_what_that_rests_on():
    assert {job.set_name for job in jobs_of(["draws"])} == {"matching", "draws"}
    assert {job.set_name for job in jobs_of(["ablation"])} == {"ablation"}
    assert [job.name for job in jobs_of(["levers"])] == ["levers"]
    assert Job("default", "money").name == "default/money"


@pytest.mark.slow
def test_every_set_is_of_designs_that_load():
    for each in SETS.values():
        if not each.scored:
            assert isinstance(each.design(each.designs[0]), Design)
    one = SETS["unknowns"].design("silence")
    assert len(one.points) == len(SETS["unknowns"].variants()) * len(
        SETS["default"].design("silence").points
    )


@pytest.mark.slow
def test_runs_are_made_again_where_their_stamp_changed(tmp_path, monkeypatch):
    monkeypatch.setattr("tools.pages.sets.FOLDER", tmp_path)
    monkeypatch.setattr(running, "STAMPS", tmp_path / "stamps")
    job = Job("default", "money")
    assert job.missing == (True, True)
    folder = SETS["default"].folder("money")
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}", "utf-8")
    job.done()
    assert job.missing == (False, True)
    SETS["default"].scores("money").write_text("", "utf-8")
    assert job.missing == (False, False)
    monkeypatch.setattr(stamps, "_rules", lambda: "others")
    assert job.missing == (True, True)


def test_what_is_read_from_results_waits_for_them(monkeypatch):
    begun = []

    def work(job):
        begun.append(job.set_name)
        return 1, 0.0

    monkeypatch.setattr(running, "work", work)
    monkeypatch.setattr(running, "prepare", lambda: None)
    monkeypatch.setattr(running.Job, "missing", property(lambda job: (True, False)))
    monkeypatch.setattr(
        running, "ProcessPoolExecutor", lambda processes, mp_context: ThreadPoolExecutor(1)
    )
    done = [job for job, _, _ in running.run(["draws", "levers"])]
    assert set(done) == set(jobs_of(["draws", "levers"]))
    assert begun[:2] == ["matching", "levers"]
    assert set(begun[2:]) == {"draws"}
    monkeypatch.setattr(running.Job, "missing", property(lambda job: (False, False)))
    assert list(running.run(["levers"])) == []


# The scorecard before and after.


def scorecard(*rows):
    """Return a scorecard of some parts: pattern, statistic, threshold, effect, verdict."""
    return pd.DataFrame([
        {
            "id": name, "statistic": what, "of": None, "condition": "at_least",
            "threshold": threshold, "effect": effect, "ci_low": effect, "ci_high": effect,
            "verdict": verdict,
        }
        for name, what, threshold, effect, verdict in rows
    ])  # fmt: skip


def test_parts_are_matched_by_pattern_and_statistic():
    first = parts_of(scorecard(("F01", "ratio", 1, 2, "pass"), ("F02", "delta", 1, 0, "fail")))
    then = parts_of(scorecard(("F01", "ratio", 1, 3, "fail"), ("F02", "shift", 1, 2, "pass")))
    now = parts_of(scorecard(("F01", "ratio", 1, 4, "pass"), ("F02", "shift", 1, 2, "pass")))
    assert beside([first, then, now]).splitlines()[2:] == [
        "| F01 | ratio | at least 1 | 2 | 3 | 4 | pass → fail → pass |",
        "| F02 | shift | at least 1 | – | 2 | 2 | – → pass |",
        "| F02 | delta | at least 1 | 0 | – | – | fail → – |",
    ]


def test_what_was_found_before_has_all_its_parts():
    assert len(parts_of(pd.read_csv(FIRST))) == 58
    assert len(parts_of(pd.read_csv(MEASURED))) == 144
    assert len(pd.read_csv(DRIVERS)) == 72
