"""What the cells of a CSV file mean, decided for whole columns and for the file.

A column is of truth values, of numbers or of texts as a whole; the decimal mark is one for the
file. Nothing is decided by how likely it is: what can be read in two ways is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

from paradiplomacy_experiments.configuration.faults import Fault, shortened

Cell = int | float | bool | str | None
"""What a cell holds: a number, a truth value, a text, or None where it is empty."""

Mark = Literal[".", ","]
"""A decimal mark."""

TRUTH = (
    ("true", "false"),
    ("yes", "no"),
    ("wahr", "falsch"),
    ("ja", "nein"),
    ("vrai", "faux"),
    ("oui", "non"),
    ("verdadero", "falso"),
    ("sí", "no"),
    ("si", "no"),
    ("verdadeiro", "falso"),
    ("sim", "não"),
    ("vero", "falso"),
    ("sì", "no"),
    ("waar", "onwaar"),
    ("ja", "nee"),
    ("ja", "nej"),
    ("ja", "nei"),
    ("sand", "falsk"),
    ("sann", "falskt"),
    ("sant", "falskt"),
    ("prawda", "fałsz"),
    ("tak", "nie"),
    ("pravda", "nepravda"),
    ("ano", "ne"),
    ("doğru", "yanliş"),
    ("evet", "hayir"),
    ("истина", "ложь"),
    ("да", "нет"),
    ("benar", "salah"),
    ("ya", "tidak"),
    ("예", "아니오"),
    ("참", "거짓"),
    ("はい", "いいえ"),
    ("真", "偽"),
    ("是", "否"),
    ("真", "假"),
)
"""Words for true and false, as office programs and people write them in one language."""

MISSING = frozenset(("na", "n/a", "nan", "null", "none", "-", "–", "—"))
"""What stands, in a column of numbers or truth values, where there is none."""

LARGEST = 2**63
"""Numbers from here on are refused, as in a scenario."""

MARKS: tuple[Mark, Mark] = (".", ",")
MARK_NAMES: dict[Mark, str] = {".": "point", ",": "comma"}

_SPACES = " \u00a0\u2009\u202f"
_MINUS = "\u2212-"
_MONEY = r"(?:[$€£¥₩₽₹₺₫฿₱]|(?:EUR|USD|GBP|CHF|JPY|KRW|IDR|CNY|INR|Rp|Fr|kr|zł|US\$|A\$)\.?)"


def _number(mark: Mark) -> re.Pattern[str]:
    """Return what a number looks like that has ``mark`` before its decimals."""
    other = "," if mark == "." else r"\."
    point = re.escape(mark)
    by_three = rf"[1-9][0-9]{{0,2}}([{other}{_SPACES}'’])[0-9]{{3}}(?:\1[0-9]{{3}})*"
    by_two = rf"[1-9][0-9]?(?:{other}[0-9]{{2}})+{other}[0-9]{{3}}"  # 12,34,567 as in India
    whole = rf"(?:{by_three}|{by_two}|[0-9]*)"
    return re.compile(
        rf"[+{_MINUS}]?(?={point}?[0-9]){whole}(?:{point}[0-9]*)?(?:[eE][+{_MINUS}]?[0-9]{{1,3}})?"
    )


_NUMBER: dict[Mark, re.Pattern[str]] = {".": _number("."), ",": _number(",")}
_PLAIN = re.compile(r"-?[0-9]+(\.[0-9]{1,2}|\.[0-9]{4,})?")
_POINT: frozenset[Mark] = frozenset(MARKS[:1])
_EITHER: frozenset[Mark] = frozenset(MARKS)
_CODE = re.compile(rf"[+{_MINUS}]?0[0-9]+")
_GROUPED = re.compile(rf"[0-9][{_SPACES}'’][0-9]|[.,][0-9]+[.,]")
_LONGEST = 100
_ERROR = re.compile(r"#[\w/ÄÖÜ]+[!?]|#N/?[AV]")
_MONEY_BESIDE = re.compile(rf"{_MONEY}\s*(.+)|(.+?)\s*{_MONEY}", re.IGNORECASE)


class Number(NamedTuple):
    """A number as written, without its percent sign, and the decimal marks that it can have.

    A ``plain`` one has no marks but perhaps a decimal point, as nearly all in a large table.
    """

    text: str
    marks: frozenset[Mark]
    percent: bool = False
    plain: bool = False

    def value(self, mark: Mark) -> int | float:
        """Return the number that is meant with ``mark`` before the decimals."""
        if self.plain:
            return int(self.text) if self.marks is _EITHER else float(self.text)
        for grouping in f"{'.' if mark == ',' else ','}{_SPACES}'’":
            plain = self.text.replace(grouping, "") if grouping in self.text else self.text
            if plain != self.text:
                break
        plain = plain.replace(mark, ".").replace(_MINUS[0], "-")
        if self.percent:
            return float(Decimal(plain).scaleb(-2))
        return float(plain) if any(sign in plain for sign in ".eE") else int(plain)

    @property
    def is_ambiguous(self) -> bool:
        """Tell whether the decimal mark decides what the number is."""
        return not self.plain and len(self.marks) == 2 and self.value(".") != self.value(",")


def number(text: str) -> Number | None:
    """Return the number that a text writes, or None where it writes none."""
    if len(text) > _LONGEST:
        return None
    plain = _PLAIN.fullmatch(text)
    if plain is not None:
        return Number(text, _POINT if plain[1] else _EITHER, plain=True)
    percent = text.endswith("%")
    digits = text.rstrip("%").rstrip() if percent else text
    if percent and text.count("%") > 1:
        return None
    marks: frozenset[Mark] = frozenset(
        mark for mark, pattern in _NUMBER.items() if pattern.fullmatch(digits)
    )
    return Number(digits, marks, percent) if marks else None


@dataclass
class Column:
    """One column of a CSV file: its name, the cells as written, and the lines they stand in."""

    name: str
    cells: Sequence[str]
    lines: Sequence[int]
    numbers: dict[str, Number] = field(default_factory=dict)
    truth: dict[str, bool] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    def recognise(self, file: str) -> list[Fault]:
        """Decide what the column is of; return the faults of cells that none can use."""
        texts = dict.fromkeys(cell for cell in self.cells if cell)
        faults = [
            self.fault(file, line, "bad_format", f"{cell!r} is an error of a spreadsheet")
            for cell, line in zip(self.cells, self.lines, strict=True)
            if cell.startswith("#") and _ERROR.fullmatch(cell)
        ]
        held = [text for text in texts if text.casefold() not in MISSING]
        self._find_truth(held)
        if held and not self.truth:
            numbers = {text: found for text in held if (found := number(text)) is not None}
            money = {text for text in held if text not in numbers and _is_money(text)}
            if len(numbers) + len(money) == len(held):
                faults += self._find_numbers(numbers, money, file)
            elif numbers:
                other = next(text for text in held if text not in numbers)
                what = f"{self.place_of(other)} is no number"
                self.notices.append(f"column {self.name!r} is text: {what}")
        if self.truth or self.numbers:
            missing = [text for text in texts if text.casefold() in MISSING]
            if missing:
                self.notices.append(f"column {self.name!r}: {_quoted(missing[0])} read as empty")
        return faults

    def _find_truth(self, texts: Sequence[str]) -> None:
        words = {text: text.casefold().replace("\u0131", "i") for text in texts}
        for pair in TRUTH:
            if words and all(word in pair for word in words.values()):
                self.truth = {text: word == pair[0] for text, word in words.items()}
                meaning = ", ".join(
                    f"{text} is {str(value).lower()}" for text, value in self.truth.items()
                )
                self.notices.append(f"column {self.name!r} holds truth values: {meaning}")
                return

    def _find_numbers(self, numbers: dict[str, Number], money: set[str], file: str) -> list[Fault]:
        code = next((text for text in numbers if _CODE.fullmatch(text)), None)
        if code is not None:
            why = f"{self.place_of(code)} begins with 0, as codes do"
            self.notices.append(f"column {self.name!r} is text: {why}")
            return []
        faults = []
        percent = {text for text, found in numbers.items() if found.percent}
        mixed = bool(percent) and len(percent) < len(numbers)
        for cell, line in zip(self.cells, self.lines, strict=True):
            if cell in money:
                message = f"{_quoted(cell)} holds a currency: write the number alone"
                faults.append(self.fault(file, line, "bad_format", message))
            elif mixed and cell in percent:
                message = f"{_quoted(cell)} is per cent, other cells of the column are not"
                faults.append(self.fault(file, line, "ambiguous", message))
        if percent and not mixed:
            self.notices.append(f"column {self.name!r} is per cent: 50% is read as 0.5")
        marked = (text for text, found in numbers.items() if not found.plain)
        grouped = next((text for text in marked if _GROUPED.search(text)), None)
        if grouped is not None:
            plain = numbers[grouped].value(next(iter(numbers[grouped].marks)))
            self.notices.append(f"column {self.name!r}: {grouped!r} is read as {plain:.15g}")
        self.numbers = numbers
        return faults

    def values(self, mark: Mark, file: str) -> tuple[list[Cell], list[Fault]]:
        """Return what the cells hold, and the faults of numbers that are too large."""
        if self.truth:
            return [self.truth.get(cell) for cell in self.cells], []
        if not self.numbers:
            return [cell or None for cell in self.cells], []
        known: dict[str, Cell] = {text: _value(one, mark) for text, one in self.numbers.items()}
        faults = [
            self.fault(file, line, "out_of_bounds", f"{_quoted(cell)} is too large a number")
            for cell, line in zip(self.cells, self.lines, strict=True)
            if cell in known and known[cell] is None
        ]
        return [known.get(cell) for cell in self.cells], faults

    def place_of(self, text: str) -> str:
        """Quote a cell, with the line in which it first stands."""
        return f"{_quoted(text)} in line {self.line_of(text)}"

    def line_of(self, text: str) -> int:
        """Return the line of the first cell that holds ``text``."""
        return self.lines[self.cells.index(text)]

    def fault(self, file: str, line: int, kind: str, message: str) -> Fault:
        """Return a fault of a cell of this column."""
        return Fault(kind, self.name, message, file, line)


def decimal_mark(
    columns: Sequence[Column], file: str, said: Mark | None
) -> tuple[Mark, list[str], list[Fault]]:
    """Return the decimal mark of a file, what to tell of it, and the faults of what is not clear.

    ``said`` is the mark that the user gives. Without it the numbers that allow only one mark decide
    for all.
    """
    decided: dict[Mark, str] = {}
    doubtful = None
    for column in columns:
        for text, found in column.numbers.items():
            if len(found.marks) == 1:
                if not found.marks <= decided.keys():
                    decided[next(iter(found.marks))] = column.place_of(text)
            elif doubtful is None and found.is_ambiguous:
                doubtful = found, column.place_of(text)
    mark = said if said is not None else next(iter(decided), MARKS[0])
    told = []
    if doubtful is not None or (mark == "," and said is None):
        why = f"as in {decided[mark]}" if said is None and mark in decided else "as was said"
        told = [f"decimal {MARK_NAMES[mark]}, {why}"]
        if doubtful is not None:
            told[0] += f": {doubtful[1]} is read as {doubtful[0].value(mark):.15g}"
    if said is not None:
        wrong = f"has no decimal {MARK_NAMES[said]}"
        faults = _faults(
            columns, file, "bad_format", lambda n: wrong if said not in n.marks else ""
        )
    elif len(decided) == 2:
        faults = _both_marks(columns, decided, file)
    elif not decided and doubtful is not None:
        faults = _faults(columns, file, "ambiguous", _two_ways)
    else:
        faults = []
    return mark, told, faults


def _faults(
    columns: Sequence[Column], file: str, kind: str, wrong: Callable[[Number], str]
) -> list[Fault]:
    """Report each number of which ``wrong`` says anything."""
    faults = []
    for column in columns:
        messages = {text: wrong(found) for text, found in column.numbers.items()}
        faults += [
            column.fault(file, line, kind, f"{_quoted(cell)} {messages[cell]}")
            for cell, line in zip(column.cells, column.lines, strict=True)
            if messages.get(cell)
        ]
    return faults


def _both_marks(columns: Sequence[Column], decided: dict[Mark, str], file: str) -> list[Fault]:
    """Report each number that has the mark which fewer numbers have."""
    found = [number.marks for column in columns for number in column.numbers.values()]
    rarer, usual = sorted(MARKS, key=lambda mark: found.count(frozenset((mark,))))
    other = f"{decided[usual]} has a decimal {MARK_NAMES[usual]}"
    message = f"has a decimal {MARK_NAMES[rarer]}, but {other}: write both alike"
    return _faults(columns, file, "ambiguous", lambda n: message if n.marks == {rarer} else "")


def _two_ways(found: Number) -> str:
    if not found.is_ambiguous:
        return ""
    point, comma = found.value("."), found.value(",")
    return (
        f"is {point:.15g} with a decimal point, {comma:.15g} with a decimal comma, and no other"
        " number of the file shows which: say decimal = '.' or decimal = ',' (--decimal in a"
        " command), or write it without the mark"
    )


def _value(found: Number, mark: Mark) -> int | float | None:
    """Return a number, or None where it is too large for one."""
    value = found.value(mark) if mark in found.marks else 0
    return value if abs(value) < LARGEST else None


def _is_money(text: str) -> bool:
    beside = _MONEY_BESIDE.fullmatch(text)
    return beside is not None and number((beside[1] or beside[2]).strip()) is not None


def _quoted(text: str) -> str:
    return repr(shortened(text, 40))
