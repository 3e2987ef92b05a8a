"""Numbers that the prose of pages states are those of what is counted, whatever is added to it."""

from __future__ import annotations

import re
from functools import cache

import pytest

from paradiplomacy_analysis.matching.implausibility import RATE
from paradiplomacy_analysis.patterns import PATTERNS
from paradiplomacy_analysis.record.method import INSIDE
from paradiplomacy_experiments.configuration.evidence import evidence
from paradiplomacy_experiments.configuration.scenario import load_scenario
from paradiplomacy_experiments.design.loading import load_design
from tests.support.pages import ROOT, Page
from tests.support.record_of_cases import MATCHED, TARGETS

VALIDITY, ANSWER = (Page(ROOT / "model" / f"{name}.md") for name in ("VALIDITY", "ANSWER"))
README = Page(ROOT / "README.md")
CONDITIONS, RECORD = (
    Page(ROOT / "analysis" / "howto" / f"{name}.md")
    for name in ("find-the-conditions", "hold-it-against-the-record")
)

WORDS = (
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty"),
)
TENS = {20: "twenty", 30: "thirty", 40: "forty", 50: "fifty", 60: "sixty"}


def in_words(number: int) -> str:
    """Write a number below 70, or a number of whole thousands, in words."""
    if number >= 1000:
        return f"{in_words(number // 1000)} thousand"
    if number < len(WORDS):
        return WORDS[number]
    tens, ones = TENS[number // 10 * 10], number % 10
    return f"{tens}-{WORDS[ones]}" if ones else tens


discovery = cache(lambda: load_design("discovery"))

STATED = [
    (
        VALIDITY,
        "Evidence is the text of two studies ({} rows",
        lambda: str(sum(row[0] == "E" for row in evidence())),
    ),
    (VALIDITY, "{} targets, orders and dated facts of", lambda: in_words(len(TARGETS))),
    (VALIDITY, "orders and dated facts of {} cases", lambda: in_words(len(MATCHED))),
    (VALIDITY, "nineteen of {} draws survive", lambda: in_words(round(1 / (1 - RATE)))),
    (VALIDITY, "It lies inside where at least {} of runs show it", lambda: f"{INSIDE:.1%}"),
    (RECORD, "{} targets, orders and dated facts of", lambda: in_words(len(TARGETS))),
    (RECORD, "A fact lies inside where at least {} of runs show it", lambda: f"{INSIDE:.1%}"),
    (RECORD, "all {} are scored", lambda: in_words(len(PATTERNS))),
    (ANSWER, "{} worlds of a small city", lambda: in_words(len(discovery().points))),
    (ANSWER, "spread over {} conditions", lambda: in_words(len(discovery().points.factors))),
    (CONDITIONS, "over {} conditions", lambda: in_words(len(discovery().points.factors))),
    (README, "among {} worlds of a small city", lambda: in_words(len(discovery().points))),
    (README, "runs {} ties between", lambda: in_words(load_scenario(SIX).entities()[TIES])),
    (README, "{} runs, about", lambda: f"{load_design('autonomy-capacity').size.runs:,}"),
]
BENCHMARKS = Page(ROOT / "benchmarks" / "RESULTS.md")
SIX, TIES = "indonesia-korea", "partnerships"


@pytest.mark.parametrize(
    ("page", "words", "counted"), STATED, ids=[f"{p.path.stem}: {w}" for p, w, _ in STATED]
)
def test_a_number_in_prose_is_what_is_counted(page, words, counted):
    stated = words.format(counted().replace("%", " %"))
    text = " ".join(page.text.split())
    assert stated in text or f"{stated[0].upper()}{stated[1:]}" in text, stated


def minutes(row: str) -> float:
    """Return what a row of the page of benchmarks takes."""
    found = re.search(
        rf"^\| {re.escape(row)} \|[^|]*\| ([\d,.]+) s \|", BENCHMARKS.text, re.MULTILINE
    )
    assert found
    return float(found[1].replace(",", "")) / 60.0


@pytest.mark.parametrize("page", [README, RECORD], ids=["README", "howto"])
def test_all_patterns_take_about_a_minute(page):
    assert "about a minute" in " ".join(page.text.split())
    assert round(minutes("patterns")) == 1


def test_ablations_take_as_long_as_is_said():
    about = in_words(5 * round(minutes("patterns --ablate") / 5.0))
    assert f"(some {about} minutes for all patterns)" in " ".join(README.text.split())


def test_the_suite_has_as_many_tests_as_is_said(request):
    """Only where the whole suite is collected, as ``make test`` does."""
    config = request.config
    chosen = config.option.keyword or config.option.markexpr or config.option.deselect
    if chosen or [str(each) for each in config.args] != config.getini("testpaths"):
        pytest.skip("a part of the suite is collected")
    thousands = round(request.session.testscollected, -3)
    assert f"About {in_words(thousands)} tests (`make test`)" in VALIDITY.prose
