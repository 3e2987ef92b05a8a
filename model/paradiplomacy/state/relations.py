"""The state of relations: ties, programmes, dossiers and papers (part of the world's state).

An *end* is one city's side of a tie, numbered ``2 * partnership + side``; a city's ends stand in a
linked list. Rows of ties that nobody has founded yet are blank.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from paradiplomacy.state.codes import (
    CLOSED,
    DOSSIER_SLOTS,
    ENGAGED_SLOTS,
    FREE,
    IN_FORCE,
    MODE_WINDOW,
    MOST_RETURNS,
    NONE,
    PENDING,
    PROGRAMME,
    PROGRAMME_SLOTS,
)
from paradiplomacy.state.fields import Entity, count, flag, identity, index, state, stock


@dataclass(slots=True, eq=False, repr=False)
class Partnership(Entity):
    """The relation of two cities: formality, activity and trust are three separate things."""

    table: ClassVar[str] = "partnerships"
    # first what most loops over ties look at: it lies on one cache line, as does what follows it
    key: int = identity()
    next: list[int] = index("next end of the same city, by side", size=2)
    cities: list[int] = index("the two cities", size=2)
    engaged: list[int] = index(
        "NGOs engaged in it", config="ngos.*.partnerships", size=ENGAGED_SLOTS
    )
    silent: int = count("months", "months since the last delivery")
    promised_now: int = count("milestones", "milestones due this month")
    slots: int = count(
        "slots", "programme slots in use: none behind them holds a programme", high=PROGRAMME_SLOTS
    )
    pending: int = count("dossiers", "open dossiers", high=DOSSIER_SLOTS)
    exists: int = flag("whether it has been founded")
    carried: list[int] = state(
        1, "0 or 1", "whether each side's city carries it", low=0, high=1, size=2
    )
    formality: int = state(
        0, "0, 1, 2", "informal, LoI, MoU", config="partnerships.*.agreement", low=0, high=2
    )
    renewing: int = flag("whether the renewal of the paper in force has been asked for")
    extends: int = flag(
        "whether the term of the paper in force is extended automatically",
        config="partnerships.*.agreement.automatic_extension",
    )
    # what each side thinks of the other; trust and evidence: index 2 * track + side
    commitment: list[float] = stock(
        "commitment of each side", config="partnerships.*.commitment", size=2
    )
    perception: list[float] = stock(
        "image of the partner among each side's public", config="partnerships.*.perception", size=2
    )
    trust: list[float] = stock("trust of each side in the other, by track and side", size=4)
    good: list[float] = state(
        0.0, "units of evidence", "evidence for, by track and side", low=0.0, size=4
    )
    bad: list[float] = state(
        0.0, "units of evidence", "evidence against, by track and side", low=0.0, size=4
    )
    # this month's flows, and last month's; due and kept: index 2 * track + side
    due: list[float] = state(
        0.0, "milestones", "milestones due as seen on each track from each side", low=0.0, size=4
    )
    kept: list[float] = state(
        0.0, "milestones", "milestones kept as seen on each track from each side", low=0.0, size=4
    )
    aspiration: list[float] = stock("share of promises each side expects to be kept", size=2)
    let_downs: list[int] = count("dossiers", "let-downs suffered by each side this month", size=2)
    delivered_last: list[int] = count(
        "milestones", "milestones delivered last month: by anyone, by a city", size=2
    )
    delivered_now: list[int] = count(
        "milestones", "milestones delivered this month, by carrier", size=3
    )
    in_term: int = count("milestones", "milestones delivered by anyone under the paper in force")
    moved_now: float = state(
        0.0, "milestones", "this month's deliveries, each by the people it reached", low=0.0
    )
    spoken_now: float = state(
        0.0, "milestones", "this month's deliveries, each by how it speaks to identity", low=0.0
    )
    taught_now: float = state(
        0.0, "milestones", "this month's deliveries, each by the know-how in it", low=0.0
    )
    # activity and the paper in force
    contact: float = stock("stock of personal contacts", config="partnerships.*.contact")
    coordination: float = stock(
        "coordination of the two cities", config="partnerships.*.coordination"
    )
    expires: int = state(0, "months", "month in which the paper's legal term ends")
    programmes_made: int = count("programmes", "ordinal of the next programme, or paper it needs")
    papers_made: int = count("papers", "ordinal of the next paper that no programme needs")
    cultural_distance: float = stock("cultural distance", config="partnerships.*.cultural_distance")
    founded: int = state(
        0,
        "months",
        "month in which it was founded, or will be",
        config="partnerships.*.founded",
        low=-12_000,
    )
    pledged: list[int] = state(
        0,
        "0 or 1",
        "whether the scenario states each side's commitment",
        config="partnerships.*.commitment",
        low=0,
        high=1,
        size=2,
    )
    signed: int = state(
        0, "months", "month in which the paper in force was signed", low=-12_000, output=True
    )
    paper: int = index("record of the paper in force", output=True)
    agreement_alignment: list[float] = stock(
        "alignment of the paper in force with each side's national priority", size=2, output=True
    )
    # output only
    age: int = count("months", "months recorded, since the founding or the start", output=True)
    promised: int = count("milestones", "milestones due so far", output=True)
    trust_mean: float = stock("mean of its trust over the months so far", output=True)
    trust_squares: float = state(
        0.0, "1", "squared deviations from it, summed", low=0.0, output=True
    )
    paid: list[float] = state(
        0.0,
        "programme-months",
        "money spent on its programmes so far: by each side's city, by NGOs",
        low=0.0,
        size=3,
        output=True,
    )
    lately: list[int] = count(
        "half milestones",
        "deliveries of the last 24 months, carried by cities and by NGOs",
        size=2,
        output=True,
    )
    carried_last: list[int] = state(
        1, "0 or 1", "whether each side carried it last month", low=0, high=1, size=2, output=True
    )
    let_go: list[int] = count(
        "cities", "times that a city let it go so far, by the occasion", size=3, output=True
    )
    active_now: list[int] = count(
        "0 or 1", "whether the running year has one", high=1, size=3, output=True
    )
    delivered: list[int] = count("milestones", "milestones delivered so far, by carrier", size=3)
    benefit: list[float] = state(
        0.0,
        "milestones",
        "deliveries so far, weighted by each side's agenda",
        low=0.0,
        size=2,
        output=True,
    )
    dormant_months: int = count(
        "months", "months of such spells, from the first silent one", output=True
    )
    ceremonies: int = count("ceremonies", "ceremonies in place of deliveries so far", output=True)
    active_years: list[int] = count(
        "years", "years with a delivery: any, by a city, by an NGO", size=3, output=True
    )
    dormant_spells: int = count("spells", "spells of twelve silent months so far", output=True)
    revivals: int = count("spells", "such spells that a delivery has ended", output=True)
    approved: int = count("dossiers", "dossiers approved so far", output=True)
    approval_months: int = count("months", "months from filing to approval, summed", output=True)
    cleared: list[int] = count(
        "files", "files that each side has cleared so far", size=2, output=True
    )
    clearance_months: list[int] = count(
        "months", "months from filing to that, summed", size=2, output=True
    )
    refused: int = count("dossiers", "dossiers refused so far", output=True)
    lapsed: int = count("dossiers", "dossiers lapsed so far", output=True)
    abandoned: int = count("programmes", "approved programmes that never found money", output=True)
    let_down_total: int = count("dossiers", "let-downs so far", output=True)
    recent_city: list[int] = count(
        "half milestones",
        "deliveries carried by cities, a ring; a shared one is half theirs",
        size=MODE_WINDOW,
        output=True,
    )
    recent_ngo: list[int] = count(
        "half milestones",
        "deliveries carried by NGOs, a ring; a shared one is half theirs",
        size=MODE_WINDOW,
        output=True,
    )


@dataclass(slots=True, eq=False, repr=False)
class Programme(Entity):
    """A programme of a tie, from proposal to end."""

    table: ClassVar[str] = "programmes"
    key: int = identity()
    partnership: int = index("its tie")
    ordinal: int = count("1", "its number within the tie")
    status: int = state(FREE, "code", "free slot, proposed, approved, running", low=0, high=3)
    sector: int = index("its sector")
    scale: int = state(0, "0, 1, 2", "small, medium, large", low=0, high=2)
    lead: int = state(0, "0, 1, 2", "side whose city leads it, or 2: the NGO", low=0, high=2)
    ngo: int = index("NGO on board")
    contact: float = stock("how far people meet people")
    origin: int = state(0, "code", "bottom-up, top-down, by an NGO", low=0, high=2, output=True)
    identity: float = stock("how far it speaks to local identity")
    alignment: list[float] = stock(
        "alignment with each side's national priority", size=2, output=True
    )
    knowledge: float = stock("know-how that travels with it")
    quality: float = stock("hidden fit of its type to the city")
    approved_at: int = state(0, "months", "month of approval")
    reported: int = state(NONE, "months", "month in which a milestone was last due", low=-12_000)
    due_now: int = count("milestones", "milestones due in that month")
    put_off: int = count("milestones", "milestones due that an incident has put off")
    kept_now: int = count("milestones", "milestones kept in that month")
    months_run: int = count("months", "months it has run")
    paid: list[float] = stock(
        "share of its part that each side, and the NGO, paid this month", size=3
    )


@dataclass(slots=True, eq=False, repr=False)
class Dossier(Entity):
    """A request for clearance: for a programme, or for a paper. Each side has a file of it."""

    table: ClassVar[str] = "dossiers"
    key: int = identity()
    status: int = state(CLOSED, "0 or 1", "closed or open", low=0, high=1)
    partnership: int = index("its tie")
    programme: int = index("its programme; none for a paper")
    instrument: int = state(PROGRAMME, "0, 1, 2", "what it is cleared as", low=0, high=2)
    agreement: int = state(0, "0, 1, 2", "paper it asks for: none, LoI, MoU", low=0, high=2)
    renews: int = flag("whether it renews the paper in force")
    promises: int = flag("whether a programme hangs on it, so that its loss lets down")
    proposer: int = index("side that filed it", high=1)
    sector: int = index("sector it speaks of")
    filed: int = state(0, "months", "month of filing")
    foreignness: float = stock("how foreign its content looks")
    identity: float = stock("how far it speaks to local identity")
    alignment: list[float] = stock("alignment with each side's national priority", size=2)
    local_fit: list[float] = stock("fit to each side's own agenda", size=2)
    quality: list[float] = stock("how well each side's file is prepared", size=2)
    decision: list[int] = state(
        PENDING, "code", "pending, cleared, refused, by side", low=0, high=2, size=2
    )
    fast: list[int] = state(0, "0 or 1", "whether fast-tracked, by side", low=0, high=1, size=2)
    stage: list[int] = index("place in each side's chain of stages", size=2)
    arrived: list[int] = state(
        0, "months", "month of arrival at that stage, by side", low=-12_000, size=2
    )
    returns: list[int] = count(
        "returns", "returns at the present stage, by side", high=MOST_RETURNS, size=2
    )
    wait: list[int] = count("months", "waiting left in the neutral variant, by side", size=2)
    next: list[int] = index("next file in the same queue, by side", size=2)
    ticket: list[int] = count("tickets", "ticket at the present desk, by side", size=2, long=True)
    order: list[float] = stock("draw that orders the arrivals of a month, by side", size=2)


@dataclass(slots=True, eq=False, repr=False)
class Paper(Entity):
    """The record of one paper of a tie: its legal life, and its active life. No rule reads it."""

    table: ClassVar[str] = "papers"
    partnership: int = index("its tie", output=True)
    instrument: int = state(0, "0, 1, 2", "letter or memorandum", low=0, high=2, output=True)
    signed: int = state(0, "months", "month in which it was signed", low=-12_000, output=True)
    renewals: int = count("renewals", "how often it has been renewed", output=True)
    renewed: int = state(NONE, "months", "month of the last renewal", low=NONE, output=True)
    ended: int = state(NONE, "months", "month in which it ended", low=NONE, output=True)
    ending: int = state(IN_FORCE, "code", "how it ended, if it did", low=0, high=2, output=True)
    delivered: int = count("milestones", "milestones delivered under it", output=True)
    active_until: int = state(
        NONE, "months", "month of the last delivery under it", low=NONE, output=True
    )
