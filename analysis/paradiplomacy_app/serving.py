"""Serve the page on this machine, until it is stopped."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import re
import signal
import socket
import threading
import webbrowser
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from paradiplomacy_app.choice import SIDES, read_query
from paradiplomacy_app.folder import WorkingFolder
from paradiplomacy_app.guard import LOOPBACK, TOKEN, Guard
from paradiplomacy_app.runs import STAGES, Asked, Desk
from paradiplomacy_app.worlds import load_worlds
from paradiplomacy_experiments.configuration.faults import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from paradiplomacy_app.session import Setting

HOST = "127.0.0.1"
"""The address of this machine to itself: nobody else can open the page."""

PORTS = (1024, 65535)

SCENARIO = "baubau-seoul"


class NotServedError(Exception):
    """Why the page cannot be served."""


@dataclass(frozen=True)
class Served:
    """A page that is served: its address, token and all, and what stops it."""

    address: str
    stop: Callable[[], None]


def serve(
    scenario: str = SCENARIO,
    *,
    port: int | None = None,
    host: str = HOST,
    browser: bool = True,
    stages: Sequence[int] = STAGES,
    tell: Callable[[str], None] = print,
) -> None:
    """Serve the page until Ctrl-C, and open it in a browser.

    Args:
        scenario: Name of a scenario that ships, or of a .toml file in the current folder.
        port: Port to listen at; by default one that is free.
        host: Address to listen at; by default that of this machine to itself.
        browser: Open the page in a browser, if there is one.
        stages: Replicates after which is shown what came of them.
        tell: Is called with lines for whoever started it.

    Raises:
        ConfigError: There is no such scenario.
        NotServedError: The port is taken, or the address is not one of this machine.
    """
    WorkingFolder(Path()).check(scenario)
    with (
        served(scenario, port=port, host=host, stages=stages, tell=tell) as (page, server),
        _ending(page.stop),
    ):
        tell(f"the page is at {page.address}")
        tell("Ctrl-C ends it")
        if browser and not _opened(page.address):
            tell("no browser opens here: copy the address into one")
        server.run()


@contextlib.contextmanager
def _ending(stop: Callable[[], None]) -> Iterator[None]:
    """Let Ctrl-C, and what else ends a program, end the page in good order."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, lambda *_: stop()) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _opened(address: str) -> bool:
    """Open a browser; tell whether there is one."""
    try:
        return webbrowser.get() is not None and webbrowser.open(address)
    except webbrowser.Error:
        return False


@contextlib.contextmanager
def served(
    scenario: str = SCENARIO,
    *,
    port: int | None = None,
    host: str = HOST,
    stages: Sequence[int] = STAGES,
    desk: Desk | None = None,
    tell: Callable[[str], None] = print,
) -> Iterator[tuple[Served, Any]]:
    """Give the page with a server for it, that is to be run; it is closed at the end."""
    listening = _listening(host, port)
    number = listening.getsockname()[1]
    own = desk or Desk()
    try:
        guard = _guarded(scenario, own, stages, host, number)
        server = _Server(guard, listening)
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{number}/?{urlencode({TOKEN: guard.token})}"
        if host not in LOOPBACK:
            tell("anybody who can reach this machine and has the token can use the page")
        yield Served(address, server.stop), server
    finally:
        listening.close()
        if desk is None:
            own.close()


def _listening(host: str, port: int | None) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port or 0))
        listening.listen(128)
    except (OSError, UnicodeError) as error:
        listening.close()
        what = getattr(error, "strerror", None) or str(error)
        where = f"{host}, port {port}" if port else host
        raise NotServedError(
            f"cannot listen at {where}: {what}; another --port may be free"
        ) from error
    return listening


def _guarded(scenario: str, desk: Desk, stages: Sequence[int], host: str, port: int) -> Guard:
    """Return the application: the page and its numbers, behind the guard."""
    from shiny import App

    from paradiplomacy_app.page import STATIC, page
    from paradiplomacy_app.session import Setting, serve_session

    setting = Setting(scenario, WorkingFolder(Path.cwd()), desk, tuple(stages))
    app = App(page(), partial(serve_session, setting), static_assets={"/static": STATIC})
    hosts = LOOPBACK if host in LOOPBACK else LOOPBACK | {host, *_names_of(host)}
    return Guard(_with_numbers(app, setting), port, hosts, policy_of(str(app.ui["html"])))


def _names_of(host: str) -> set[str]:
    """Return under which names the page may be asked for where it listens at every address."""
    if host not in ("0.0.0.0", "::"):  # noqa: S104 - asked for by its user
        return set()
    name = socket.gethostname()
    found = {name.lower()}
    with contextlib.suppress(OSError):
        found |= {str(info[4][0]) for info in socket.getaddrinfo(name, None)}
    return found


def policy_of(html: str) -> str:
    """Return what the page may load: what comes from here, and the scripts that stand in it."""
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(each.encode()).digest()).decode()}'"
        for each in scripts
    )
    return (
        f"default-src 'none'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )


def _with_numbers(app: Any, setting: Setting) -> Any:
    """Return the application with the address of the numbers before the page."""

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"] == "/data.csv":
            from starlette.responses import Response

            status, text = await numbers(scope["query_string"].decode("latin-1"), setting)
            kind = "text/csv" if status == 200 else "text/plain"
            await Response(text, status, media_type=kind)(scope, receive, send)
            return
        await app(scope, receive, send)

    return answer


async def numbers(query: str, setting: Setting) -> tuple[int, str]:
    """Return the runs of a side as CSV, with status 200; or 400 and what is wrong with the query.

    The rows are those of the table ``runs``, numbers written so that they are read back to the bit.
    """
    pairs = parse_qsl(query, keep_blank_values=True)
    own = {name: value for name, value in pairs if name in ("side", "replicates")}
    rest = urlencode([pair for pair in pairs if pair[0] not in own])
    choice, faults = read_query(rest, setting.scenario)
    lines = [str(fault) for fault in faults]
    if own.get("side") not in SIDES:
        lines.append(f"side: must be one of {', '.join(SIDES)}")
    stages = {str(stage): stage for stage in setting.stages}
    if own.get("replicates") not in stages:
        lines.append(f"replicates: must be one of {', '.join(stages)}")
    if lines:
        return 400, "\n".join(lines)
    try:
        worlds = await asyncio.to_thread(load_worlds, choice, setting.folder)
        asked = Asked(worlds[own["side"]].scenario, choice.seed)
        future = setting.desk.ask(asked, stages[own["replicates"]], threading.Event())
        runs = await asyncio.wrap_future(future)
    except ConfigError as error:
        return 400, str(error)
    return 200, await asyncio.to_thread(runs.results.runs.to_csv, index=False)


class _Server:
    """A server of one application on a socket that listens already."""

    def __init__(self, application: Any, listening: socket.socket) -> None:
        import uvicorn

        config = uvicorn.Config(
            application, log_level="critical", access_log=False, lifespan="on",
            ws="websockets-sansio", timeout_graceful_shutdown=2,
        )  # fmt: skip
        self._listening = listening
        self._server = uvicorn.Server(config)

    def run(self) -> None:
        """Serve until it is stopped."""
        self._server.run(sockets=[self._listening])

    def stop(self) -> None:
        """Let it end."""
        self._server.should_exit = True
