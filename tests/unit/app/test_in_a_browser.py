"""The page in a browser: every control does what it says, and the numbers are the command's."""

from __future__ import annotations

import io
import shlex
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from paradiplomacy_app import following
from paradiplomacy_app.page import FIGURES
from paradiplomacy_app.runs import Desk
from paradiplomacy_experiments import verbs
from paradiplomacy_results.reading import load
from tests.support.browser import (
    NARROW,
    PATIENCE,
    WIDE,
    browser,
    needs_browser,
    one_browser,
    opened,
    overflow,
    resized,
    until,
)
from tests.support.live_page import SHORT, answered, did, fold, row, settle
from tests.unit.app.conftest import ONE_STAGE, STAGES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.unit.app.conftest import Serving

pytestmark = [
    needs_browser,
    pytest.mark.compiled,
    pytest.mark.slow,
    pytest.mark.usefixtures("one_browser"),
]

__all__ = ["one_browser"]

RAISING = """
def revise_trust(world, c):
    return 1 / (c - c)
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Return a desk for all tests: what one has had computed, another need not."""
    made = Desk(tmp_path_factory.mktemp("desk"), threads=2)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin runs at once: each edit is followed before the next."""
    monkeypatch.setattr(following, "PAUSE", 0.0)


def numbers_of(page: Page, side: str) -> pd.DataFrame:
    """Return the runs behind a side, as the page gives them."""
    page.wait_for_selector(f"#data-{side}", timeout=PATIENCE)
    address = str(page.get_attribute(f"#data-{side}", "href"))
    text = page.evaluate("async address => await (await fetch(address)).text()", address)
    return pd.read_csv(io.StringIO(text))


def held_against_the_command(page: Page, folder: Path) -> None:
    """Hold the numbers of both sides against those of the commands that the page tells."""
    answered(page)
    commands = page.locator("#take pre").all_inner_texts()
    for side, text in zip(("baseline", "variant"), commands, strict=True):
        words = shlex.split(text)
        pairs = list(zip(words[3::2], words[4::2], strict=True))
        options = dict(pairs)
        done = verbs.run(
            words[2],
            [value for name, value in pairs if name == "--set"],
            months=int(options["--months"]),
            seed=int(options["--seed"]),
            replicates=ONE_STAGE[0],
            out=folder.parent / "theirs" / side,
            overwrite=True,
            progress=False,
        )
        theirs = pd.read_csv(io.StringIO(load(done.directory).runs.to_csv(index=False)))
        pd.testing.assert_frame_equal(numbers_of(page, side), theirs, check_exact=True)


@pytest.mark.usefixtures("undrawn")
def test_every_kind_of_control_does_what_the_command_does(serving: Serving, folder: Path) -> None:
    with serving() as address, opened(address + SHORT) as page:
        levers = fold(page, "Levers of the studies")
        office = fold(page, "An office")
        query = did(page, lambda: row(office, "Baubau").check())
        assert "set=cities.baubau.unit%3Dtrue" in query

        vertical = fold(page, "Vertical coordination")
        on = vertical.get_by_role("button", name="on", exact=True)
        assert "coordination_effort%3D0.8" in did(page, on.click)
        effort = row(fold(page, "Horizontal coordination"), "Baubau")
        effort.fill("0.9")
        assert "agency_effort" in did(page, lambda: effort.press("Tab"))
        money = row(fold(page, "Budget"), "Seoul")
        money.fill("33")
        assert "budget%3D33" in did(page, lambda: money.press("Tab"))
        assert levers.is_visible()

        regime = fold(page, "Regime, stage by stage")
        presets = regime.get_by_label("Starts from").first
        assert "regime" in did(page, lambda: presets.select_option("integrative"))
        stage = fold(page, "10. ")
        take_out = stage.get_by_role("button", name="Take it out")
        assert "required_share" in did(page, take_out.click)
        adding = fold(page, "Add a stage")
        adding.get_by_label("Name").fill("review")
        assert "stages.review" in did(page, lambda: adding.get_by_role("button").click())

        fold(page, "Events")
        for words, button in (
            ("Add an incident", "Add this incident"),
            ("Add a change of leader", "Let the mayor leave"),
            ("Add a reform", "Add this reform"),
        ):
            form = fold(page, words)
            form.get_by_label("Month", exact=True).fill("2010-03")
            query = did(page, form.get_by_role("button", name=button).click)
        assert query.count("events.") == 4
        held_against_the_command(page, folder)

        theories = fold(page, "Mechanisms and their rivals")
        trust = row(theories, "Trust")
        did(page, lambda: trust.select_option("beta_prior_half"))
        fold(page, "Any other key").get_by_label("Words of the key").fill("patience")
        patience = page.get_by_label("gate.patience", exact=True)
        patience.fill("12")
        assert "gate.patience%3D12" in did(page, lambda: patience.press("Enter"))

        did(page, page.get_by_role("button", name="Change the baseline").click)
        capacity = fold(page, "Budget")
        own = row(capacity, "Baubau")
        own.fill("20")
        assert "base=cities.baubau.budget%3D20" in did(page, lambda: own.press("Tab"))
        seed = page.get_by_label("Seed", exact=True)
        seed.fill("9")
        assert "seed=9" in did(page, lambda: seed.press("Tab"))
        held_against_the_command(page, folder)

        did(page, lambda: page.get_by_label("Case or scenario").select_option("bandung-seoul"))
        months = page.get_by_label("Months", exact=True)
        until(page, "() => document.querySelector('#about').innerText.includes('Bandung')")
        months.fill("12")
        did(page, lambda: months.press("Tab"))
        held_against_the_command(page, folder)


@pytest.mark.usefixtures("undrawn")
def test_the_address_is_the_page_on_reload_and_back_and_in_another_tab(serving: Serving) -> None:
    with serving() as address, browser() as context:
        page = context.new_page()
        page.goto(address + SHORT)
        settle(page)
        office = row(fold(page, "An office"), "Baubau")
        did(page, office.check)
        until(  # until then its buttons are about to be written anew
            page,
            """() => document.querySelector("#events > [data-of-turn]")?.dataset.ofTurn === "2"
                && document.querySelector("#status p").dataset.turn === "2" """,
        )
        page.get_by_role("button", name="Next event").click()
        until(page, "() => location.search.includes('month=')")
        settle(page)
        told = page.locator("#answer").inner_text()
        mailed = page.url

        page.reload()
        settle(page)
        assert page.locator("#answer").inner_text() == told
        assert row(fold(page, "An office"), "Baubau").is_checked()

        other = context.new_page()
        other.goto(mailed)
        settle(other)
        assert other.locator("#answer").inner_text() == told
        did(other, row(fold(other, "An office"), "Baubau").uncheck)
        answered(other)
        assert "changes nothing" in other.locator("#answer").inner_text()
        assert page.locator("#answer").inner_text() == told

        page.go_back()
        until(page, "() => !location.search.includes('unit')")
        until(page, "() => document.querySelector('#answer').innerText.includes('changes nothing')")
        page.go_forward()
        until(
            page,
            "told => document.querySelector('#answer').innerText === told", arg=told
        )  # fmt: skip


@pytest.mark.usefixtures("undrawn")
def test_what_stays_as_it_is_is_not_sent_again(serving: Serving) -> None:
    with serving(stages=STAGES) as address, opened(address + SHORT) as page:
        settle(page)
        page.locator("#figure_history > [data-of-turn]").wait_for(timeout=PATIENCE)
        page.evaluate(
            """() => { window.sent = [];
                $(document).on("shiny:value", event => window.sent.push(event.name)); }"""
        )
        page.get_by_role("button", name="Next event").click()
        until(page, "() => window.sent.length > 1")
        assert set(page.evaluate("() => window.sent")) == {"which_run", "events"}
        page.evaluate("() => { window.sent = []; }")
        did(page, row(fold(page, "An office"), "Baubau").check)
        settle(page)
        sent = page.evaluate("() => window.sent")
        for name in FIGURES:
            assert 1 <= sent.count(f"figure_{name}") <= len(STAGES), name
        for name in ("levers", "events", "why"):
            assert sent.count(name) == 1, name


@pytest.mark.usefixtures("undrawn")
def test_what_is_wrong_is_told_where_it_stands_and_the_page_lives_on(
    serving: Serving, folder: Path
) -> None:
    (folder / "broken.toml").write_text(
        'extends = ["baubau-seoul"]\n[cities.baubau]\ncapacity = 7\nbudgte = 3\n'
    )
    (folder / "raising.py").write_text(RAISING)
    with serving() as address, opened(address + SHORT + "&colour=red&seed=-1") as page:
        faults = page.locator("#faults")
        until(page, "() => document.querySelector('#faults').innerText.includes('colour')")
        assert "colour" in faults.inner_text()
        assert "seed" in faults.inner_text()
        choose = page.get_by_label("Case or scenario")
        did(page, lambda: choose.select_option("broken.toml"))
        until(page, "() => document.querySelector('#faults').innerText.includes('broken')")
        assert "broken.toml:3: cities.baubau.capacity" in faults.inner_text()
        assert "broken.toml:4: cities.baubau.budgte" in faults.inner_text()
        settle(page)
        assert page.locator("#answer").inner_text().strip() == ""
        did(page, lambda: choose.select_option("baubau-seoul"))
        answered(page)
        months = page.get_by_label("Months", exact=True)
        months.fill("12")
        did(page, lambda: months.press("Tab"))
        trust = row(fold(page, "Mechanisms and their rivals"), "Trust")
        did(page, lambda: trust.select_option("raising.py"))
        until(page, "() => document.querySelector('#results').innerText.includes('raising.py')")
        did(page, lambda: row(fold(page, "Mechanisms"), "Trust").select_option("beta_prior_half"))
        answered(page)
        assert "pairs" in page.locator("#answer").inner_text()


@pytest.mark.usefixtures("undrawn")
def test_files_are_saved_in_the_folder_and_never_written_over(
    serving: Serving, folder: Path
) -> None:
    with serving() as address, opened(address + SHORT + "&set=cities.baubau.unit%3Dtrue") as page:
        answered(page)
        for kind in ("scenario", "design"):
            name = page.locator("#away").get_by_label(kind)
            name.fill(f"mine-{kind}.toml")
            save = page.get_by_role("button", name=f"Save as a {kind}")
            save.click()
            page.get_by_text(f"Saved: mine-{kind}.toml").wait_for()
            save.click()
            page.get_by_text("is there already").wait_for()
            name.fill("../outside.toml")
            save.click()
            page.get_by_text("a name has letters").wait_for()
    assert sorted(path.name for path in folder.iterdir()) == [
        "mine-design.toml",
        "mine-scenario.toml",
    ]


def test_the_page_is_used_with_keys_alone_and_read_aloud(serving: Serving) -> None:
    with serving() as address, opened(address + SHORT, NARROW) as page:
        settle(page)
        assert overflow(page) == 0
        assert page.locator("html").get_attribute("lang") == "en"
        for landmark in ("main", "aside", "header"):
            assert page.locator(landmark).count() == 1
        assert page.locator("h1").count() == 1
        assert page.locator("[role=status][aria-live=polite]").count() == 2
        for details in page.locator("details").all():
            details.evaluate("element => { element.open = true; }")
        unnamed = page.evaluate(
            """() => [...document.querySelectorAll("input:not([type=hidden]), select")]
                .filter(each => !each.labels.length).map(each => each.outerHTML)"""
        )
        assert unnamed == []
        twice = page.evaluate(
            """() => { const ids = [...document.querySelectorAll("[id]")].map(each => each.id);
                return ids.filter((id, at) => ids.indexOf(id) !== at); }"""
        )
        assert twice == []
        for picture in page.locator("img").all():
            assert len(str(picture.get_attribute("alt"))) > 60
        assert overflow(page) == 0
        resized(page, WIDE)
        assert overflow(page) == 0

        office = row(fold(page, "An office"), "Baubau")
        office.focus()
        did(page, lambda: page.keyboard.press("Space"))
        answered(page)
        assert page.evaluate("() => document.activeElement.getAttribute('data-key')") == (
            "cities.baubau.unit"
        )
        about = page.locator(".hint > button").first
        about.focus()
        tip = about.locator("xpath=following-sibling::*[@role='tooltip']")
        assert tip.is_visible()
        page.keyboard.press("Escape")
        settle(page)  # It does not come back with what is drawn meanwhile.
        assert tip.is_hidden()


@pytest.mark.usefixtures("coarse")
def test_hostile_names_are_text_and_nothing_else(serving: Serving, folder: Path) -> None:
    name = "</script><img src=x onerror=window.hurt=1><b>"
    (folder / "hostile.toml").write_text(
        'extends = ["baubau-seoul"]\n[scenario]\nmonths = 24\n'
        f"title = '{name}'\nquestion = '=cmd() [/foo] $\\frac{{{name}'\n"
        f"[cities.baubau]\nname = '{name}'\n[partnerships.baubau-seoul]\nname = '{name}'\n"
    )
    with serving("hostile.toml") as address, opened(address) as page:
        settle(page)
        assert name in page.locator("#about").inner_text()
        assert page.evaluate("() => window.hurt === undefined")
        assert page.locator("b img").count() == 0


def test_without_the_token_nothing_is_answered(serving: Serving) -> None:
    with serving() as address, browser() as context:
        bare = address.partition("?")[0]
        for path in ("", "data.csv?side=baseline&replicates=3", "static/app.js", "websocket/"):
            assert context.request.get(bare + path).status == 403
        assert context.request.get(address).ok
        assert context.request.get(bare).ok
        assert context.request.get(bare, headers={"Host": "evil.example"}).status == 403
        wrong = context.request.get(bare + "data.csv?side=both&replicates=7&colour=red")
        assert wrong.status == 400
        for word in ("side", "replicates", "colour"):
            assert word in wrong.text()
        for path in ("static/../serving.py", "static/%2e%2e/serving.py", "static//etc/passwd"):
            assert context.request.get(bare + path).status == 404
