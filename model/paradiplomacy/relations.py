"""The state of relations: ties, their ends, programmes and dossiers (part of the world's state)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from paradiplomacy.codes import CLOSED, FREE, MODE_WINDOW, PENDING, PROGRAMME
from paradiplomacy.fields import Entity, count, identity, index, state, stock


@dataclass(slots=True, eq=False)
class Link(Entity):
    """One city's end of a tie."""

    table: ClassVar[str] = "links"
    partnership: int = index("the tie", "leadership initiation gate delivery trust")
    side: int = index("the city's side of it", "leadership initiation gate delivery trust")


@dataclass(slots=True, eq=False)
class Engagement(Entity):
    """An NGO's place in a tie."""

    table: ClassVar[str] = "engagements"
    key: int = identity("initiation")
    ngo: int = index("the NGO", "initiation")
    partnership: int = index("the tie", "initiation delivery")
    active: int = state(
        0, "0 or 1", "whether it is engaged", "initiation", config="ngos.*.ties", low=0, high=1
    )
    next: int = index("next engagement in the same tie", "initiation")


@dataclass(slots=True, eq=False)
class Partnership(Entity):
    """The relation of two cities: formality, activity and trust are three separate things."""

    table: ClassVar[str] = "partnerships"
    key: int = identity("initiation")
    cities: list[int] = index("the two cities", "initiation gate delivery", size=2)
    distance: float = stock(
        "cultural distance", "delivery", config="partnerships.*.cultural_distance"
    )
    contact: float = stock(
        "stock of personal contacts", "delivery indicators", config="partnerships.*.contact"
    )
    first_engagement: int = index("first NGO engagement in this tie", "initiation")
    # formality
    formality: int = state(
        0,
        "0, 1, 2",
        "informal, LoI, MoU",
        "initiation gate indicators",
        config="partnerships.*.paper",
        low=0,
        high=2,
    )
    signed: int = state(
        0, "months", "month in which the paper in force was signed", "indicators", output=True
    )
    expires: int = state(0, "months", "month in which the paper's legal term ends", "gate")
    # activity
    programmes_made: int = count(
        "programmes", "ordinal of the next programme or paper", "initiation"
    )
    commitment: list[float] = stock(
        "commitment of each side", "leadership delivery indicators", size=2
    )
    promised_now: int = count("milestones", "milestones due this month", "trust recording")
    delivered_now: list[int] = count(
        "milestones", "milestones delivered this month, by carrier", "trust recording", size=3
    )
    delivered_last: int = count(
        "milestones", "milestones delivered last month by anyone", "leadership"
    )
    due: list[float] = state(
        0.0, "milestones", "milestones due as each track sees them", "trust", low=0.0, size=2
    )
    kept: list[float] = state(
        0.0, "milestones", "milestones kept as each track sees them", "trust", low=0.0, size=2
    )
    let_downs: list[int] = count(
        "dossiers", "let-downs suffered by each side this month", "trust", size=2
    )
    # trust: index 2 * track + side
    good: list[float] = state(
        0.0, "units of evidence", "evidence for, by track and side", "trust", low=0.0, size=4
    )
    bad: list[float] = state(
        0.0, "units of evidence", "evidence against, by track and side", "trust", low=0.0, size=4
    )
    trust: list[float] = stock(
        "trust of each side in the other, by track and side", "trust", size=4
    )
    aspiration: list[float] = stock(
        "share of promises each side expects to be kept", "trust", size=2
    )
    # output only
    age: int = count("months", "months since the start", "recording indicators", output=True)
    promised: int = count("milestones", "milestones due so far", "indicators", output=True)
    delivered: list[int] = count(
        "milestones", "milestones delivered so far, by carrier", "indicators", size=3, output=True
    )
    ceremonies: int = count(
        "ceremonies", "ceremonies in place of deliveries so far", "indicators", output=True
    )
    active_years: list[int] = count(
        "years",
        "years with a delivery: any, by a city, by an NGO",
        "indicators",
        size=3,
        output=True,
    )
    active_now: list[int] = count(
        "0 or 1", "whether the running year has one", "recording", size=3, output=True
    )
    silent: int = count(
        "months", "months since the last delivery", "recording indicators", output=True
    )
    dormant_spells: int = count(
        "spells", "spells of twelve silent months so far", "indicators", output=True
    )
    recent_city: list[float] = state(
        0.0,
        "milestones",
        "deliveries carried by cities, a ring",
        "indicators",
        low=0.0,
        size=MODE_WINDOW,
        output=True,
    )
    recent_ngo: list[float] = state(
        0.0,
        "milestones",
        "deliveries carried by NGOs, a ring",
        "indicators",
        low=0.0,
        size=MODE_WINDOW,
        output=True,
    )
    approved: int = count("dossiers", "dossiers approved so far", "indicators", output=True)
    approval_months: int = count(
        "months", "months from filing to approval, summed", "indicators", output=True
    )
    refused: int = count("dossiers", "dossiers refused so far", "indicators", output=True)
    lapsed: int = count("dossiers", "dossiers lapsed so far", "indicators", output=True)
    abandoned: int = count(
        "programmes", "approved programmes that never found money", "indicators", output=True
    )
    let_down_total: int = count("dossiers", "let-downs so far", "indicators", output=True)
    cost: float = state(
        0.0,
        "programme-months",
        "money spent on its programmes so far",
        "indicators",
        low=0.0,
        output=True,
    )


@dataclass(slots=True, eq=False)
class Programme(Entity):
    """A programme of a tie, from proposal to end."""

    table: ClassVar[str] = "programmes"
    key: int = identity("delivery")
    partnership: int = index("its tie", "delivery journal")
    ordinal: int = count("1", "its number within the tie", "initiation journal")
    status: int = state(
        FREE, "code", "free slot, proposed, approved, running", "initiation delivery", low=0, high=3
    )
    sector: int = index("its sector", "journal", output=True)
    scale: int = state(0, "0, 1, 2", "small, medium, large", "delivery", low=0, high=2)
    lead: int = state(
        0, "0, 1, 2", "side whose city leads it, or 2: the NGO", "delivery", low=0, high=2
    )
    ngo: int = index("NGO on board", "initiation delivery journal")
    contact: float = stock("how far people meet people", "delivery")
    quality: float = stock("hidden fit of its type to the city", "delivery")
    approved_at: int = state(0, "months", "month of approval", "delivery")
    months_run: int = count("months", "months it has run", "delivery")
    paid: list[float] = stock(
        "share of its part that each side, and the NGO, paid this month", "delivery", size=3
    )


@dataclass(slots=True, eq=False)
class Dossier(Entity):
    """A request for clearance: for a programme, or for a paper. Each side has a file of it."""

    table: ClassVar[str] = "dossiers"
    key: int = identity("gate")
    status: int = state(
        CLOSED, "0 or 1", "closed or open", "initiation gate delivery", low=0, high=1
    )
    partnership: int = index("its tie", "gate")
    programme: int = index("its programme; none for a paper", "gate")
    instrument: int = state(PROGRAMME, "0, 1, 2", "programme, LoI or MoU", "gate", low=0, high=2)
    proposer: int = index("side that filed it", "gate delivery")
    sector: int = index("sector it speaks of", "gate")
    filed: int = state(0, "months", "month of filing", "gate")
    foreignness: float = stock("how foreign its content looks", "gate")
    alignment: list[float] = stock("alignment with each side's national priority", "gate", size=2)
    local_fit: list[float] = stock("fit to each side's own agenda", "gate", size=2)
    quality: list[float] = stock("how well each side's file is prepared", "gate", size=2)
    decision: list[int] = state(
        PENDING, "code", "pending, cleared, refused, by side", "gate", low=0, high=2, size=2
    )
    fast: list[int] = state(
        0, "0 or 1", "whether fast-tracked, by side", "gate", low=0, high=1, size=2
    )
    stage: list[int] = index("place in each side's chain of stages", "gate", size=2)
    returns: list[int] = count("returns", "returns at the present stage, by side", "gate", size=2)
    wait: list[int] = count(
        "months", "waiting left in the neutral variant, by side", "gate", size=2
    )
    next: list[int] = index("next file in the same queue, by side", "gate", size=2)
    ticket: list[int] = count("tickets", "ticket at the present desk, by side", "gate", size=2)
    order: list[float] = stock("draw that orders the arrivals of a month, by side", "gate", size=2)
