"""The page to explore results with, in a browser: what is chosen and shown is what results hold."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from paradiplomacy_analysis.exploring.page import page_of
from paradiplomacy_analysis.methods import applied
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.resampling import intervals
from paradiplomacy_analysis.wording import number
from paradiplomacy_results.glossary import GLOSSARY
from paradiplomacy_results.intervals import of_means
from tests.support.browser import (
    NARROW,
    WIDE,
    needs_browser,
    one_browser,
    opened,
    overflow,
    resized,
)
from tests.support.explored import (
    CARRIED,
    OUTCOMES,
    made_once,
    of_a_design,
    of_a_sample,
    of_ties,
)
from tests.unit.analysis.test_explore import hostile, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from playwright.sync_api import Page

    from paradiplomacy_analysis import Results

pytestmark = [pytest.mark.slow, needs_browser, pytest.mark.usefixtures("one_browser")]

__all__ = ["made_once", "one_browser"]

A4 = 718
"""Width of a printed page between its margins, in pixels."""

CLOSE = {"rel": 1e-9, "abs": 1e-12, "nan_ok": True}


@pytest.fixture(scope="module")
def pages(
    made_once: Callable[[Any], Results], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Any], tuple[Results, Path]]:
    """Return what gives results and their page, which is written once."""
    folder = tmp_path_factory.mktemp("pages")

    def write(of: Any) -> tuple[Results, Path]:
        results = made_once(of)
        path = folder / f"{of.__name__}.html"
        if not path.exists():
            path.write_text(text_of(results, OUTCOMES), encoding="utf-8")
        return results, path

    return write


def shown(page: Page, outcome: str) -> dict[str, tuple[float, float, float]]:
    """Return what the table of ends says of an outcome: estimate and bounds by head."""
    cells = page.locator(f'tr[data-outcome="{outcome}"] td[data-head]')
    return {
        str(cell.get_attribute("data-head")): tuple(  # type: ignore[misc]
            float(str(cell.get_attribute(f"data-{key}"))) for key in ("value", "low", "high")
        )
        for cell in cells.all()
    }


def choose(page: Page, group: str, place: int, option: int) -> None:
    """Choose an option of a switch, -1 for any, -2 for the same."""
    radio = page.locator(f'input[name="{group}-{place}"][value="{option}"]')
    if radio.count():
        radio.check()
    else:
        page.select_option(f'select[name="{group}-{place}"]', str(option))


def numbers_in(page: Page, figure: str) -> pd.DataFrame:
    """Return the table of numbers of a figure."""
    heads = page.locator(f"#{figure}-numbers thead th").all_text_contents()
    rows = [
        [float(str(cell.get_attribute("data-value"))) for cell in row.locator("td").all()]
        for row in page.locator(f"#{figure}-numbers tbody tr").all()
    ]
    return pd.DataFrame(rows, columns=heads[1:])


def estimate(values: np.ndarray[Any, Any], low: float, high: float) -> Sequence[float]:
    """Return the mean over replicates, the rows, of the means over points, and its interval."""
    by_replicate = pd.DataFrame(values).mean(axis=1).to_numpy()[:, None]
    bounds = intervals(by_replicate, low, high)
    return (float(np.nanmean(by_replicate)) if not np.isnan(by_replicate).all() else math.nan,
            float(bounds[0][0]), float(bounds[1][0]))  # fmt: skip


@pytest.mark.parametrize("of", [of_a_design, of_ties, of_a_sample, hostile])
def test_a_page_opens_at_every_width_without_a_request_an_error_or_an_overflow(
    of: Any, pages: Any
) -> None:
    _, path = pages(of)
    with opened(path, NARROW) as page:
        assert page.locator("#told").text_content()
        assert overflow(page) <= 0
        resized(page, WIDE)
        assert overflow(page) <= 0


@pytest.mark.parametrize("of", [of_a_design, of_ties])
def test_printed_on_a_page_it_is_as_wide_as_the_page_and_has_no_controls(
    of: Any, pages: Any
) -> None:
    _, path = pages(of)
    with opened(path, A4) as page:
        page.emulate_media(media="print")
        for control in ("#choices", "#year", "#tip", ".numbers"):
            assert page.locator(control).first.is_hidden()
        assert page.locator("#ends-plot").is_visible()
        assert overflow(page) <= 0


def test_what_is_chosen_is_held_against_the_results_by_the_estimates_of_the_package(
    pages: Any,
) -> None:
    results, path = pages(of_a_design)
    sample = sample_of(results, OUTCOMES)
    table = applied("contrasts", sample).tables["contrasts"]
    points = sample.points()
    with opened(path) as page:
        for place, factor in enumerate(points.columns):
            levels = sorted(points[factor].unique())
            for other in range(2):
                choose(page, "shown", other, -1)
                choose(page, "base", other, -2)
            choose(page, "base", place, 0)
            for option, level in list(enumerate(levels))[1:]:
                choose(page, "shown", place, option)
                for name in OUTCOMES:
                    told = shown(page, name)
                    wide = sample.results.runs.pivot_table(
                        index="replicate", columns="point", values=name, dropna=False
                    ).to_numpy()
                    here, there = (
                        wide[:, (points[factor] == each).to_numpy()] for each in (level, levels[0])
                    )
                    if np.isnan(here).all():
                        assert told == {}, name
                        continue
                    bounds = sample.bounds(name)
                    assert told["shown"] == pytest.approx(estimate(here, *bounds), **CLOSE), name
                    assert told["compared"] == pytest.approx(estimate(there, *bounds), **CLOSE)
                    row = table[
                        (table["outcome"] == name)
                        & (table["factor"] == factor)
                        & (table["level"] == f"{level:g}")
                    ].iloc[0]
                    expected = (row["difference"], row["low"], row["high"])
                    assert told["difference"] == pytest.approx(expected, **CLOSE), name


def test_every_number_is_written_as_sentences_write_it(pages: Any) -> None:
    _, path = pages(of_a_design)
    with opened(path) as page:
        page.locator("#years details summary").click()
        cells = page.locator("td[data-value]").evaluate_all(
            "all => all.map(e => [e.dataset.value, (e.querySelector('b') ?? e).textContent])"
        )
        assert len(cells) > 50
        whole = re.compile(r"[\d,]+")
        for value, text in cells:
            if text and not (whole.fullmatch(text) and float(value).is_integer()):
                assert text.removeprefix("+") == number(float(value)), value


def test_years_are_the_quantiles_of_the_runs_that_are_chosen(pages: Any) -> None:
    results, path = pages(of_a_design)
    points = sample_of(results).points()
    with opened(path) as page:
        choose(page, "shown", 0, 2)
        choose(page, "base", 0, 0)
        page.locator('[data-pick="4"]').click()
        table = numbers_in(page, "years")
        for year, month in enumerate((11, 23, 35)):
            at = results.series[results.series["month"] == month].set_index("run")["continuity"]
            for words, level in (("shown", 0.99), ("compared with", 0.9)):
                chosen = points.index[points["forgetting"] == level]
                runs = results.runs.loc[results.runs["point"].isin(chosen), "run"]
                expected = np.quantile(at[runs], [0.05, 0.25, 0.5, 0.75, 0.95])
                heads = [f"{words}: {each}" for each in ("5 %", "25 %", "median", "75 %", "95 %")]
                assert table.loc[year, heads].to_list() == pytest.approx(expected.tolist(), **CLOSE)
                assert table.loc[year, f"{words}: runs"] == len(runs)
        page.locator("#year").fill("1")
        assert page.locator("#year-label").text_content() == page.evaluate(
            "JSON.parse(document.getElementById('data').textContent).yearly.labels[1]"
        )
        now = page.locator("#year-now tbody tr").first.locator("td").nth(3)
        assert float(str(now.get_attribute("data-value"))) == table.loc[1, "shown: median"]


def test_carriers_are_the_shares_of_runs_by_mode_and_ties_share_their_luck(pages: Any) -> None:
    results, path = pages(of_ties)
    ties = sorted(results.config["partnerships"])
    with opened(path) as page:
        choose(page, "shown", 0, len(ties))
        choose(page, "base", 0, 1)
        table = numbers_in(page, "carried")
        for words, tie in (("shown", ties[-1]), ("compared with", ties[0])):
            rows = results.histories[results.histories["partnership"] == tie]
            heads = ("governments", "governments and NGOs", "NGOs", "nobody")
            for year in range(3):
                modes = rows.loc[rows["month"] == 12 * year + 11, "mode"].astype(str)
                told = table.loc[year, [f"{words}: {head}" for head in heads]].to_numpy(float)
                names = [name.removesuffix("_share") for name in CARRIED] + ["none"]
                expected = [(modes == name).mean() if len(modes) else math.nan for name in names]
                assert told.tolist() == pytest.approx(expected, **CLOSE)
        wide = results.partnerships.pivot_table(
            index="run", columns="partnership", values="trust", observed=False
        )
        gap = (wide[ties[-1]] - wide[ties[0]]).to_numpy()[:, None]
        expected = (gap.mean(), *(float(each[0]) for each in intervals(gap)))
        assert shown(page, "trust")["difference"] == pytest.approx(expected, **CLOSE)
        assert "7 pairs of runs that share their luck" in str(page.locator("#told").text_content())
        page.locator("#year").fill("0")
        events = results.events[results.events["run"] == 0]
        for place, tie in enumerate(["", *ties]):
            choose(page, "shown", 0, place)
            mine = (
                events
                if not tie
                else events[
                    (events["partnership"] == tie)
                    | events["city"].isin(results.config["partnerships"][tie]["cities"])
                    & events["partnership"].isna()
                    | events["city"].isna() & events["partnership"].isna()
                ]
            )
            assert page.locator("#happenings tbody tr").count() == len(mine)


def test_points_that_differ_in_more_are_compared_apart_and_boxes_can_be_chosen(pages: Any) -> None:
    results, path = pages(of_a_sample)
    page_data = page_of(results, OUTCOMES)
    assert page_data.boxes
    inside = page_data.boxes[0].switch.codes == 1
    trust = results.runs.sort_values("point")["trust"].to_numpy()
    with opened(path) as page:
        told = shown(page, "trust")
        test = stats.ttest_ind(trust[inside], trust[~inside], equal_var=False)
        bounds = test.confidence_interval(0.95)
        expected = (trust[inside].mean() - trust[~inside].mean(), bounds.low, bounds.high)
        assert told["difference"] == pytest.approx(expected, **CLOSE)
        share = (trust[inside] >= 10).astype(float)
        squares = float(((share - share.mean()) ** 2).sum())
        low, high = of_means([share.mean()], [squares], [len(share)], 0.0, 1.0)
        expected = (share.mean(), float(low[0]), float(high[0]))
        assert shown(page, "success")["shown"] == pytest.approx(expected, **CLOSE)
        assert "independent samples" in str(page.locator("#told").text_content())
        for place in range(len(page_data.switches)):
            choose(page, "shown", place, 0 if place == 0 else -1)
            choose(page, "base", place, 1 if place == 0 else -2)
        thirds = [trust[page_data.switches[0].codes == code] for code in (0, 1)]
        bounds = stats.ttest_ind(*thirds, equal_var=False).confidence_interval(0.95)
        expected = (thirds[0].mean() - thirds[1].mean(), bounds.low, bounds.high)
        assert shown(page, "trust")["difference"] == pytest.approx(expected, **CLOSE)
        page.locator("#reset").click()
        page.locator(".show-box").first.click()
        assert shown(page, "trust") == told


def test_the_address_keeps_what_is_chosen_through_a_reload_and_back(pages: Any) -> None:
    _, path = pages(of_a_design)
    with opened(path) as page:
        first = page.locator("#told").text_content()
        choose(page, "shown", 0, 1)
        second = page.locator("#told").text_content()
        page.select_option("#outcome", "4")
        page.locator("#year").fill("0")
        page.select_option("#across", "patience")
        third = [page.locator(each).text_content() for each in ("#told", "#year-label")]
        assert first != second != third[0]
        page.reload()
        assert [page.locator(each).text_content() for each in ("#told", "#year-label")] == third
        assert page.input_value("#across") == "patience"
        for _ in range(3):
            page.go_back()
        assert page.locator("#told").text_content() == second
        assert page.locator('input[name="shown-0"][value="1"]').is_checked()
        page.go_back()
        assert page.locator("#told").text_content() == first
        page.goto(f"{path.as_uri()}#see?outcome=nothing&shown.forgetting=99&year=x&__proto__=1")
        page.reload()
        assert page.locator("#told").text_content() == first


def test_links_within_the_page_leave_the_choice_in_the_address(pages: Any) -> None:
    _, path = pages(of_a_design)
    with opened(path) as page:
        choose(page, "shown", 0, 1)
        chosen = page.url
        page.locator("nav a").last.click()
        assert page.url == chosen
        assert page.evaluate("document.activeElement.id") == "words"


def test_keys_reach_every_control_and_words_are_explained_on_focus_and_hover(pages: Any) -> None:
    _, path = pages(of_a_design)
    with opened(path, NARROW) as page:
        reached, words = set(), 0
        for _ in range(120):
            page.keyboard.press("Tab")
            focus = page.evaluate(
                "() => { const f = document.activeElement; const s = getComputedStyle(f);"
                "return [f.name || f.id, f.className, s.outlineStyle, f.textContent] }"
            )
            if focus[1] == "word":
                words += 1
                tip = page.locator("#tip")
                assert tip.text_content() in GLOSSARY.values()
                box = tip.bounding_box()
                assert box is not None
                assert box["x"] >= 0
                assert box["x"] + box["width"] <= NARROW
                page.keyboard.press("Escape")
                assert tip.is_hidden()
            reached.add(focus[0])
            if focus[0] == "across":
                break
        expected = {"outcome", "shown-0", "base-0", "shown-1", "base-1", "year", "across"}
        assert expected | {"swap", "reset"} <= reached
        assert words > 5
        resized(page, WIDE)
        page.locator("#ends .word").first.hover()
        assert page.locator("#tip").is_visible()


@pytest.mark.parametrize("of", [of_a_design, of_ties, of_a_sample])
def test_what_a_screen_reader_needs_is_there_once_figures_are_drawn(of: Any, pages: Any) -> None:
    _, path = pages(of)
    with opened(path, NARROW) as page:
        found = page.evaluate(
            """() => ({
              twice: [...document.querySelectorAll('[id]')].map(e => e.id)
                .filter((id, k, all) => all.indexOf(id) !== k),
              unnamed: [...document.querySelectorAll('input, select, button, figure')].filter(e =>
                !(e.labels?.length || e.getAttribute('aria-label') || e.textContent.trim()
                  || e.getAttribute('aria-labelledby'))).map(e => e.outerHTML),
              silent: [...document.querySelectorAll('.plot > svg')]
                .filter(e => !e.getAttribute('aria-label')).length,
              untold: [...document.querySelectorAll('figure:not([id^=box], #happenings)')]
                .filter(e => !e.querySelector('table, .numbers')).map(e => e.id),
              live: document.querySelector('[role=status]').getAttribute('aria-live'),
              levels: [...document.querySelectorAll('h1,h2,h3')].map(e => Number(e.tagName[1])),
            })"""
        )
        assert found["twice"] == found["unnamed"] == found["untold"] == []
        assert found["silent"] == 0
        assert found["live"] == "polite"
        steps = np.diff(found["levels"])
        assert steps.max() <= 1


def test_letters_stand_out_from_what_is_behind_them(pages: Any) -> None:
    _, path = pages(of_a_design)
    with opened(path) as page:
        ratios = page.evaluate(
            """() => {
              const light = c => { const [r, g, b] = c.match(/[\\d.]+/g).map(Number)
                .map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
                return .2126 * r + .7152 * g + .0722 * b; };
              const behind = e => { for (; e; e = e.parentElement) {
                const c = getComputedStyle(e).backgroundColor;
                if (!/, 0\\)$|transparent/.test(c)) return c; } return 'rgb(255, 255, 255)'; };
              return [...document.querySelectorAll('main *')].filter(e =>
                [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())
                && !e.closest('svg')).map(e => {
                  const [a, b] = [light(getComputedStyle(e).color), light(behind(e))];
                  const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
                  return [ratio, e.outerHTML.slice(0, 80)];
                });
            }"""
        )
        assert len(ratios) > 100
        assert [each for each in ratios if each[0] < 4.5] == []
