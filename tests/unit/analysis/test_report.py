"""The report: one file that holds all it shows, runs nothing, and says what was found."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from paradiplomacy_analysis import load
from paradiplomacy_analysis import report as reports
from paradiplomacy_analysis.report import html
from paradiplomacy_analysis.verbs import report
from paradiplomacy_experiments.execution.runner import run_design
from tests.support.designs import HEAD, made
from tests.support.drawn import COARSE
from tests.support.fake_engine import FakeEngine, use
from tests.support.planted import DESIGNS, LEVELS, planted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from paradiplomacy_analysis import Results

BROWSER = next((path for name in ("chromium", "chromium-browser", "google-chrome")
                if (path := shutil.which(name))), None)  # fmt: skip

TITLE = '<script>alert(1)</script> "><img src=x onerror=alert(2)> \u202e {{ 7 * 7 }} $\\frac{'

FEW = '\n[keep]\nindicators = ["trust", "cost"]\n'
"""What results hold: enough for every section of a report."""

ADDRESSES = ("src", "href", "srcset", "action", "data", "poster", "background", "xlink:href")


class Page(HTMLParser):
    """Collect the elements of a page and what stands between them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module", autouse=True)
def coarse() -> Iterator[None]:
    """Have few dots per inch: no test counts them."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(reports, "DPI", COARSE)
        yield


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    with pytest.MonkeyPatch.context() as monkeypatch:
        return planted(tmp_path_factory.mktemp("levels"), monkeypatch, LEVELS + FEW)


@pytest.fixture(scope="module")
def text(results: Results) -> str:
    return html(results)


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Return results of a design whose title, question and levels were chosen to break out."""
    named = json.dumps(TITLE)
    head = HEAD.replace('"A design"', named).replace('"What comes of it?"', named)
    head = head.replace('"scenario.months"', f'"cities.seoul.name" = {named}\n"scenario.months"')
    text = f"""
[factors.a]
key = "trust.forgetting"
levels = {{ {named} = 0.9, "=cmd()" = 0.95 }}
{FEW}
"""
    folder = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as monkeypatch:
        use(FakeEngine(), monkeypatch)
        run_design(made(folder, text, head=head), out=folder / "out")
    return load(folder / "out")


@pytest.fixture(scope="module")
def hostile_text(hostile: Results) -> str:
    return html(hostile)


def test_everything_is_in_it(page: Page, results: Results) -> None:
    assert "What comes of it?" in page.text
    for heading in ("What the results say", "Figures", "Outcomes", "Tables", "Design"):
        assert heading in page.text
    assert "Trust is" in page.text
    assert "only 4 replicates" in page.text
    for value in (results.manifest.config_sha256, results.manifest.contents):
        assert value in page.text
    assert f"paradiplomacy reproduce {results.directory}" in page.text


def test_every_figure_has_words_for_those_who_do_not_see_it(page: Page) -> None:
    images = page.all("img")
    assert len(images) == len(page.all("figcaption")) == 4
    assert all(len(image["alt"]) > 20 for image in images)
    assert all(image["width"].isdigit() and image["height"].isdigit() for image in images)


def test_it_is_in_order_for_a_screen_reader(page: Page) -> None:
    assert page.all("html")[0]["lang"] == "en"
    assert len(page.all("h1")) == len(page.all("main")) == len(page.all("title")) == 1
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(cell.get("scope") in ("col", "row") for cell in page.all("th"))
    targets = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    assert {link["href"].removeprefix("#") for link in page.all("a")} <= targets


@pytest.mark.slow
@pytest.mark.parametrize("of", ["text", "hostile_text"])
def test_nothing_comes_from_outside_and_nothing_runs(
    of: str, request: pytest.FixtureRequest
) -> None:
    text = request.getfixturevalue(of)
    parsed = Page(text)
    for tag, attributes in parsed.elements:
        assert tag not in {"script", "iframe", "object", "embed", "form", "base", "svg", "math"}
        for name, value in attributes.items():
            assert not name.startswith("on")
            assert name != "style"
            if name in ADDRESSES:
                assert value.startswith(("data:image/png;base64,", "#")) or value == "data:,"
    style = re.search("<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    assert "url(" not in style[1]
    assert "@import" not in style[1]
    policy = next(
        meta["content"]
        for meta in parsed.all("meta")
        if meta.get("http-equiv") == "Content-Security-Policy"
    )
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'")


def test_hostile_names_are_shown_and_inert(hostile_text: str) -> None:
    parsed = Page(hostile_text)
    assert "<script>alert(1)</script>" in parsed.text
    assert "{{ 7 * 7 }}" in parsed.text
    assert "=cmd()" in parsed.text
    assert "\u202e" not in hostile_text


@pytest.mark.slow
def test_the_same_results_give_the_same_bytes(results: Results, text: str) -> None:
    assert report(results).read_bytes() == text.encode()


@pytest.mark.slow
def test_boxes_are_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    results = planted(tmp_path, monkeypatch, DESIGNS["lhs"].replace("= 240", "= 120") + FEW)
    monkeypatch.setattr(reports, "_pictures", lambda *arguments: iter(()))
    text = html(results)
    assert "forgetting is at least" in Page(text).text


def opened(page: Path, folder: Path) -> tuple[str, list[str], set[str]]:
    """Open a page in a browser; return what it holds then, what it complains of, who asked.

    Whatever a page of a file asks for has the initiator "null"; what the browser asks for itself,
    such as its own updates, has none.
    """
    log = folder / "net.json"
    command = [
        str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--disable-background-networking", "--no-first-run",
        f"--user-data-dir={folder / 'profile'}", f"--log-net-log={log}",
        "--enable-logging=stderr", "--dump-dom", page.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    complaints = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    asked = re.findall('"initiator":"([^"]*)"', log.read_text("utf-8"))
    return done.stdout, complaints, set(asked) - {"not an origin"}


needs_browser = pytest.mark.skipif(BROWSER is None, reason="no browser is installed")


@pytest.mark.slow
@needs_browser
@pytest.mark.parametrize("of", ["text", "hostile_text"])
def test_a_browser_shows_it_without_an_error_or_a_request(
    of: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    page.write_text(request.getfixturevalue(of), "utf-8")
    dom, complaints, asked = opened(page, tmp_path)
    assert "What the results say" in dom
    assert complaints == []
    assert asked == set()


@pytest.mark.slow
@needs_browser
def test_errors_and_requests_of_another_page_are_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '<img src="http://127.0.0.1:9/x.png"><script>console.error("no")</script>', "utf-8"
    )
    _, complaints, asked = opened(page, tmp_path)
    assert len(complaints) == 1
    assert asked == {"null"}
