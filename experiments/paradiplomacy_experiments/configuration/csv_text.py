"""The text of a CSV file, in whichever encoding an office program wrote it.

UTF-8, UTF-16 and UTF-32 are recognised without doubt. What is none of them is taken for Latin-1
(Windows-1252, which has the same letters) where it reads like words of Latin letters, and refused
where it does not: other alphabets have the same bytes.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from paradiplomacy_experiments.configuration.faults import ConfigError, Fault, shortened
from paradiplomacy_experiments.configuration.layers import Origin
from paradiplomacy_experiments.configuration.reading import bytes_of, real

MAX_BYTES = 20_000_000
"""Largest CSV file that is read."""

# The mark of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8 with a byte-order mark"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_MOSTLY = 0.9
_SOME = 0.2
_WORD = re.compile(r"[^\W\d_]+")
_SIGNS = "€§°²³µ·ªº«»¡¿×\u2018’“”„\u201a–—…•©®™½¼¾±£"
_LATIN = re.compile(rf"[\x00-\x7f\u00a0À-ÖØ-öø-ÿŒœŠšŽžŸ{_SIGNS}]*")
_NO_SIGN_IN_A_WORD = re.compile(r"[A-Za-zÀ-ÿ][§µ¡¿×•©®™½¼¾±£€„\u201a…][A-Za-zÀ-ÿ]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LINE_END = re.compile(r"\r\n|\r|\n")
_AS_UTF8 = "save it as CSV UTF-8"


def csv_text(folder: Path, name: str, origin: Origin) -> tuple[str, str]:
    """Return the text of the file ``name`` in ``folder``, and the encoding in words.

    Raises :class:`ConfigError`, at ``origin``, for what is not the plain name of a regular file in
    that folder; and with the line of the CSV file for what is no text.
    """
    if Path(name).name != name or real(folder / name).parent != real(folder):
        message = f"{name!r} is not the plain name of a file in the folder of what names it"
        raise ConfigError([Fault("path_refused", "", message, origin.file_name, origin.line)])
    data = bytes_of(folder / name, name, MAX_BYTES)
    if data.startswith(_SPREADSHEETS):
        message = f"is a spreadsheet itself, not a table as text: {_AS_UTF8}"
        raise ConfigError([Fault("encoding", "", message, name)])
    text, encoding = _decoded(data, name)
    control = _CONTROL.search(text)
    if control is not None:
        message = f"holds the character {ord(control[0])}, which no text has: {_AS_UTF8}"
        raise ConfigError([Fault("encoding", "", message, name, line_at(text, control.start()))])
    return text, encoding


def line_at(text: str, position: int) -> int:
    """Return the number of the line that a position in a text lies in, with any line ends."""
    return sum(1 for _ in _LINE_END.finditer(text, 0, position)) + 1


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    for mark, codec, words in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], codec, words, name), words
    sides = _without_mark(data)
    if sides is not None:
        return _strict(data, sides, "UTF-16", name), "UTF-16"
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        return _latin(data, error.start, name)


def _without_mark(data: bytes) -> str | None:
    """Return the kind of UTF-16 that puts zero bytes on one side of characters, or None."""
    zeros = data.count(0)
    if zeros <= _SOME * len(data) or len(data) % 2:
        return None
    late = data[1::2].count(0)
    if late >= _MOSTLY * zeros:
        return "utf-16-le"
    return "utf-16-be" if zeros - late >= _MOSTLY * zeros else None


def _strict(data: bytes, codec: str, words: str, name: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(codec, "replace")
        line = line_at(before, len(before))
        message = f"is no {words} text from here on: {_AS_UTF8}"
        raise ConfigError([Fault("encoding", "", message, name, line)]) from None


def _latin(data: bytes, first: int, name: str) -> tuple[str, str]:
    """Return text and name of an encoding of one byte a letter; refuse what is not Latin."""
    text = data.decode("cp1252", "replace")  # one character for each byte: positions are the same
    line = line_at(text, first)
    strange = _strange(text)
    if strange is not None:
        message = f"is neither UTF-8 nor Latin-1 ({strange!r}): {_AS_UTF8}"
        raise ConfigError([Fault("encoding", "", message, name, line)])
    start, end = first, first + 1
    while start and text[start - 1].isalpha():
        start -= 1
    while end < len(text) and text[end].isalpha():
        end += 1
    example = shortened(text[start:end], 30)
    wrong = f"where {example!r} in line {line} is wrong, {_AS_UTF8}"
    return text, f"Latin-1 (Windows-1252): {wrong}"


def _strange(text: str) -> str | None:
    """Return the first piece that no text of Latin letters has, or None."""
    fitting = _LATIN.match(text)
    end = fitting.end() if fitting else 0
    if end < len(text):
        return text[max(0, end - 10) : end + 1].splitlines()[-1]
    inside = _NO_SIGN_IN_A_WORD.search(text)
    if inside is not None:
        return inside[0]
    words = (word[0] for word in _WORD.finditer(text))
    return next((w for w in words if len(w) > 2 and not any(c.isascii() for c in w)), None)
