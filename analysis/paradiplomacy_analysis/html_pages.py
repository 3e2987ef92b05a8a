"""Pages of HTML: templates filled, with style and scripts inside, and nothing fetched from outside.

Names and texts come from users. They are escaped, and stripped of control characters; a
content-security policy lets a browser take the styles and scripts that are ours, by their hashes,
and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from paradiplomacy_analysis.figures.style import inert
from paradiplomacy_results.caveats import MODEL_OR_EVIDENCE, NOT_TOLD
from paradiplomacy_results.glossary import GLOSSARY, in_pieces

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from paradiplomacy_results.glossary import Piece

TEMPLATES = "templates"

LOOK = f"{TEMPLATES}/page.css"
"""How all pages look."""


class Words:
    """Texts in which the words of the glossary can be explained, and the words that were met."""

    def __init__(self) -> None:
        self._met: set[str] = set()

    def __call__(self, text: str) -> Iterator[Piece]:
        """Yield a text in pieces, those that are words of the glossary marked."""
        for piece in in_pieces(text):
            if piece.word:
                self._met.add(piece.word)
            yield piece

    @property
    def met(self) -> list[tuple[str, str]]:
        """Return the words that were met so far and what they mean, in order of the alphabet."""
        return [(word, meaning) for word, meaning in GLOSSARY.items() if word in self._met]


def rendered_page(
    name: str, styles: Sequence[str] = (), scripts: Sequence[str] = (), **parts: Any
) -> str:
    """Return the page of a template, with the common look, more ``styles``, and ``scripts``.

    The latter two are texts of ours. ``parts`` are what the template speaks of.
    """
    from markupsafe import Markup

    style = "\n".join([resource(LOOK), *styles])
    return str(
        _template(name).render(
            style=Markup(style),  # noqa: S704  (ours)
            style_hash=_digest(style),
            scripts=[Markup(script) for script in scripts],  # noqa: S704  (ours)
            script_hashes=[_digest(script) for script in scripts],
            model_or_evidence=MODEL_OR_EVIDENCE,
            not_told=NOT_TOLD,
            **parts,
        )
    )


def as_data(document: Any) -> Any:
    """Return plain data as JSON that ends no element of a page, whatever stands in it."""
    from markupsafe import Markup

    text = json.dumps(document, separators=(",", ":"), allow_nan=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704  (no sign is left that a browser reads as its own)


def resource(path: str) -> str:
    """Return the text of a file of this package."""
    return (resources.files("paradiplomacy_analysis") / path).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def require_templates() -> None:
    """Raise ``ModuleNotFoundError`` where what fills templates is missing: before work is done."""
    import jinja2  # noqa: F401


@cache
def _template(name: str) -> Any:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda path: resource(f"{TEMPLATES}/{path}")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_tame,
        keep_trailing_newline=True,
    )
    return environment.get_template(name)


def tame(text: object) -> str:
    """Return a text without control characters, among them those that turn the direction."""
    plain = str(text)
    return inert(plain, len(plain))


def _tame(value: Any) -> Any:
    """Tame plain texts; what is ours is left as it is."""
    return tame(value) if type(value) is str else value
