"""Nobody is let in without the token, under another name, or from another page."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from paradiplomacy_app.guard import LOOPBACK, Guard
from paradiplomacy_app.serving import NotServedError, policy_of, served

OURS = {"host": "127.0.0.1:8123"}


def asked(
    path: str = "/", headers: dict[str, str] | None = None, kind: str = "http", **more: Any
) -> tuple[list[dict[str, Any]], bool]:
    """Return what is answered, and whether the application behind the guard was asked."""
    reached: list[str] = []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope["path"])
        await send({"type": "http.response.start", "status": 200, "headers": []})

    guard = Guard(inner, 8123, token="right", **more)
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    where, _, query = path.partition("?")
    lines = (OURS if headers is None else headers).items()
    scope = {
        "type": kind, "path": where, "query_string": query.encode(),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in lines],
    }  # fmt: skip
    asyncio.run(guard(scope, None, send))
    return sent, bool(reached)


def with_cookie(token: str, **headers: str) -> dict[str, str]:
    return {**OURS, "cookie": f"other=1; paradiplomacy-8123={token}", **headers}


def test_the_token_in_the_address_becomes_a_cookie_and_the_rest_of_the_address_stays() -> None:
    sent, reached = asked("/?token=right&set=a.b%3D%3Cscript%3E&seed=2")
    headers = dict(sent[0]["headers"])
    assert (sent[0]["status"], reached) == (303, False)
    assert headers[b"location"] == b"/?set=a.b%3D%3Cscript%3E&seed=2"
    assert headers[b"set-cookie"].startswith(b"paradiplomacy-8123=right; Path=/; HttpOnly")
    assert asked("//evil.example/?token=right")[0][0]["headers"][-2] == (b"location", b"/")


@pytest.mark.parametrize(
    "headers",
    [
        OURS,
        with_cookie("wrong"),
        with_cookie(""),
        with_cookie("rightx"),
        with_cookie("r\xefght"),
        {**OURS, "cookie": "paradiplomacy-8124=right"},
        {**OURS, "cookie": "\x01=;;;=="},
        with_cookie("right", host="evil.example:8123"),
        with_cookie("right", host="127.0.0.1.evil.example"),
        with_cookie("right", host="[::1"),
        with_cookie("right", host=""),
        with_cookie("right", origin="http://evil.example"),
        with_cookie("right", origin="null"),
        with_cookie("right", origin="http://127.0.0.1:9999"),
    ],
)
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_no_request_and_no_connection_gets_through(headers: dict[str, str], kind: str) -> None:
    sent, reached = asked("/", headers, kind)
    assert not reached
    if kind == "http":
        assert sent[0]["status"] == 403
    else:
        assert sent == [{"type": "websocket.close", "code": 1008}]


@pytest.mark.parametrize("host", ["127.0.0.1:8123", "localhost:8123", "[::1]:8123"])
def test_who_has_the_cookie_gets_through_under_each_name_of_this_machine(host: str) -> None:
    sent, reached = asked("/", with_cookie("right", host=host, origin=f"http://{host}"))
    assert reached
    headers = dict(sent[0]["headers"])
    assert headers[b"content-security-policy"] == b"default-src 'self'"
    assert headers[b"referrer-policy"] == b"no-referrer"
    assert asked("/", with_cookie("right", host=host), "websocket")[1]


def test_another_address_is_let_in_where_its_user_asks_for_it() -> None:
    headers = with_cookie("right", host="192.168.1.7:8123")
    assert not asked("/", headers)[1]
    assert asked("/", headers, hosts=LOOPBACK | {"192.168.1.7"})[1]


def test_every_server_has_a_token_of_its_own_and_scripts_of_the_page_alone_run() -> None:
    tokens = {Guard(None, 1).token for _ in range(20)}  # type: ignore[arg-type]
    assert len(tokens) == 20
    assert min(map(len, tokens)) >= 32
    policy = policy_of("<script src='x'></script><script>let a = 1;</script>")
    assert "script-src 'self' 'sha256-" in policy
    assert "unsafe" not in policy.partition("script-src")[2].partition(";")[0]


def test_a_port_that_is_taken_and_an_address_that_is_none_are_told() -> None:
    with served(tell=lambda _: None) as (page, _):
        port = int(page.address.rpartition(":")[2].partition("/")[0])
        with pytest.raises(NotServedError, match=f"127.0.0.1, port {port}: Address already in use"):
            served(port=port).__enter__()
    for host in ("no such host", "192.0.2.1", "a" * 300):
        with pytest.raises(NotServedError, match="cannot listen at"):
            served(host=host).__enter__()
