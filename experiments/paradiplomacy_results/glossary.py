"""The words that pages, figures and forms use: one plain sentence for each.

Whoever shows a word to a reader takes its meaning from here; the table of words in
``model/ODD.md`` is made from it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

GLOSSARY: dict[str, str] = {
    "agreement": "a paper in force between two cities: a letter of intent or a memorandum of "
    "understanding",
    "approval": "the moment at which both sides have cleared a dossier",
    "autonomy": "how much the state leaves its cities: few clearance stages, or many",
    "budget": "what a city has for foreign programmes in a year, in programme-months",
    "capacity": "what a city's administration is able to do, between 0 and 1",
    "case": "a real pair of cities whose world a scenario describes",
    "ceremony": "what takes place when a milestone is due and a delivery has no hope: hands are "
    "shaken, nothing is delivered",
    "commitment": "how far a city's leaders stand behind a tie, between 0 and 1",
    "continuity": "the share of a tie's years so far in which anything was delivered",
    "coordination": "how well those who have to act together do so: a city and its centre, the "
    "agencies of a city, the two cities",
    "design": "what an experiment varies, over which values, and how often it runs each",
    "desk": "the server of a clearance stage, with one queue",
    "dormant": "said of a tie in which nobody has delivered anything for 12 months",
    "dossier": "a request for clearance; each side of the tie holds one copy, its file",
    "draw": "one set of values for what nobody knows, taken at random from what is held possible",
    "evaluation window": "the months that count: what a world starts with does not count as what "
    "it does",
    "evidence": "a statement in a source that gives a value, a code or an event",
    "factor": "something that a design varies: a condition, a lever, a parameter",
    "g2g": "government to government: programmes led by a city",
    "gate": "the clearance that a dossier must pass on both sides before a programme or a paper "
    "may begin",
    "image": "what the public of one city thinks of the other, between 0 and 1; deliveries that "
    "reach people build it, and it fades",
    "indicator": "a number that is measured of each run, with a unit and a formula",
    "internalised": "a norm that has become second nature, so that one acts on it without weighing "
    "gains",
    "interval": "where the mean over endlessly many runs would lie, with 95 % confidence; it says "
    "how well the runs pin the mean down, not how far single runs differ",
    "lever": "something policy can set: a unit, a broker, dissemination, monitoring, fast track, "
    "matching money",
    "logit": "a rule that turns a score into a probability between 0 and 1, or scores of several "
    "options into chances",
    "LoI": "letter of intent, a paper that says: we want to cooperate",
    "median": "the value that half of the runs lie above, and half below",
    "milestone": "one promised delivery of a programme: a course held, a delegation received",
    "mode": "who delivered in the last 24 months: governments, NGOs, both, or nobody",
    "MoU": "memorandum of understanding, a paper that says: we agree to cooperate, in these fields",
    "neutral variant": "a process replaced by its own average: its dynamics are gone, its mean "
    "effect stays",
    "NGO": "here any organisation outside government: civil society, business, school or "
    "university, community foundation",
    "norm": "the conviction that a city ought to have foreign relations of its own; it spreads "
    "from city to city",
    "norm cascade": "the phase in which a norm spreads fast, because those who see others follow "
    "it follow too",
    "participation": "the share of a city's public that takes part in its foreign ties",
    "patience": "the age at which a dossier that still waits is lost",
    "point": "one choice of values for all that a design varies",
    "programme": "a piece of cooperation within a tie, with promised milestones",
    "programme-month": "the unit of money: what one small programme costs in a month",
    "promise": "a milestone that a programme has undertaken to deliver; trust comes from promises "
    "kept, and from nothing else",
    "regime": "a list of clearance stages that the dossiers of a country must pass, and nothing "
    "else",
    "replicate": "one run of a scenario; replicates differ in their luck only",
    "rival": "another published rule for the same process, against which the default can be "
    "compared",
    "run": "one possible history of a world, from its first month to its last",
    "sector": "a field of cooperation, such as culture, education or technology",
    "shared luck": "two runs that differ in one condition draw the same random numbers up to where "
    "the condition acts; so their difference is due to it (common random numbers)",
    "staff": "the unit of working time: what one large programme needs (programme-equivalents)",
    "stage": "one desk after the other that a dossier has to pass on its side; each may clear it, "
    "send it back or refuse it",
    "stock": "a state that fills and drains between 0 and 1",
    "tie": "two cities in different countries that cooperate, with papers or without; in data a "
    "partnership",
    "track": "trust is kept on two tracks: between governments and between societies",
    "trust": "what each side believes of the other, between 0 and 1: that it will keep what it "
    "promises",
    "unit": "a dedicated office of a city for its foreign relations",
}
"""Each word by itself, in the order of the alphabet, and what it means."""

_ALSO = {
    "partnership": "tie",
    "file": "dossier",
    "common random numbers": "shared luck",
    "same luck": "shared luck",
    "letter of intent": "LoI",
    "memorandum": "MoU",
}
"""Other words for the same."""


@dataclass(frozen=True)
class Piece:
    """A piece of a text; ``word`` is the word of the glossary that it is, "" for what is none."""

    text: str
    word: str = ""


def meaning_of(text: str) -> str:
    """Return what a word, in any case or number, means; "" where the glossary lacks it."""
    return GLOSSARY.get(_known(text), "")


def in_pieces(text: str) -> Iterator[Piece]:
    """Yield a text piece by piece, so that each word's first mention can be explained in place."""
    told: set[str] = set()
    done = 0
    for found in _pattern().finditer(text):
        word = _known(found[0])
        if word in told:
            continue
        told.add(word)
        if found.start() > done:
            yield Piece(text[done : found.start()])
        yield Piece(found[0], word)
        done = found.end()
    if done < len(text):
        yield Piece(text[done:])


def _known(text: str) -> str:
    return _forms().get(text.lower(), "")


@cache
def _forms() -> dict[str, str]:
    """Return the word of the glossary for each form that it has in a text, in small letters."""
    forms: dict[str, str] = {}
    for form, word in [*_ALSO.items(), *((word, word) for word in GLOSSARY)]:
        small = form.lower()
        plural = f"{small[:-1]}ies" if small.endswith("y") else f"{small}s"
        forms |= {small: word, plural: word}
    forms |= {"memoranda": "MoU", "letters of intent": "LoI"}
    return forms


@cache
def _pattern() -> re.Pattern[str]:
    """Return what finds each word, the longest first: a norm cascade is no norm."""
    longest = sorted(_forms(), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])", re.IGNORECASE)
