"""The codes that stand in state fields, and the kinds of event: whole numbers with names."""

from __future__ import annotations


class Coding:
    """Names with codes: each gets the next whole number, from 0."""

    def __init__(self) -> None:
        self.meanings: dict[str, str] = {}
        """What each name stands for, in the order of the codes."""

    def code(self, name: str, meaning: str = "") -> int:
        """Add a name, and return its code."""
        if name in self.meanings:
            raise ValueError(f"{name} has a code already")
        self.meanings[name] = meaning
        return len(self.meanings) - 1

    @property
    def names(self) -> tuple[str, ...]:
        """The names; a code is the place of its name."""
        return tuple(self.meanings)


NONE = -1
"""Stands where an index points to nothing."""

GOVERNMENT, SOCIETY = range(2)
"""Tracks of trust: between governments, and between societies."""

NGO_LEAD = 2
"""Stands in ``Programme.lead`` where no side's city leads; 0 and 1 are the sides."""

_instruments = Coding()
PROGRAMME = _instruments.code("programme", "a programme under the existing paper")
LOI = _instruments.code("loi", "a letter of intent")
MOU = _instruments.code("mou", "a memorandum of understanding")
INSTRUMENTS = _instruments.names
"""What a dossier asks for. As formality, 0 is an informal tie."""

FREE, PROPOSED, APPROVED, RUNNING = range(4)
"""Stages of a programme."""

CLOSED, OPEN = range(2)
"""Stages of a dossier."""

PENDING, CLEARED, REFUSED = range(3)
"""What one side has decided on a dossier."""

_endings = Coding()
BY_CLEARANCE = _endings.code("cleared")
BY_REFUSAL = _endings.code("refused")
BY_LAPSE = _endings.code("lapsed")
BY_WITHDRAWAL = _endings.code("withdrawn")
STILL_OPEN = _endings.code("open", "it has not ended yet")
ENDINGS = _endings.names
"""How the waiting of a file can end."""

IN_FORCE, LAPSED, REPLACED = range(3)
PAPER_ENDINGS = ("in_force", "lapsed", "replaced")
"""How a paper can end: not yet, with its legal term, or by the next paper; a code is a place."""

G2G, HYBRID, NGO_CARRIED = range(3)
"""Who carries a programme: a city, a city and an NGO, an NGO."""

BOTTOM_UP, TOP_DOWN, BY_NGO = range(3)
"""Origins of a programme: proposed by a city, by the centre, by an NGO."""

NGO_KINDS = ("civil_society", "business", "education", "foundation")
"""Kinds of organisation; a code is a place."""

ENGAGED_SLOTS = 6
"""Most NGOs that one tie can have engaged at a time."""

PROGRAMME_SLOTS = 8
"""Most programmes that one tie can have under way, from proposal to end."""

DOSSIER_SLOTS = PROGRAMME_SLOTS + 1
"""One dossier for each programme and one for a paper."""

MOST_RETURNS = 20
"""Most returns that a stage can allow before it refuses."""

MODE_WINDOW = 24
"""Months over which the mode of a tie is read off."""

DROPPED_ACTIVE, DROPPED_DORMANT, DROPPED_IN_OFFICE = range(3)
"""Occasions on which a city lets a tie go: its mayor has changed, and the tie was active or had
been silent for a year; or its mayor is the same."""

_events = Coding()
# context
EVENT_BEGAN = _events.code("event_began", "an event from outside begins")
EVENT_ENDED = _events.code("event_ended", "an event from outside is over")
REGIME_REFORMED = _events.code("regime_reformed", "a reform puts another charter into force")
# leadership
MAYOR_ELECTED = _events.code("mayor_elected", "a new mayor takes office after an election")
MAYOR_RE_ELECTED = _events.code("mayor_re_elected", "a mayor is confirmed in an election")
MAYOR_LEFT_EARLY = _events.code("mayor_left_early", "a mayor leaves before the term ends")
# budgeting
BUDGET_RAISED = _events.code("budget_raised", "the international share of a budget rises")
BUDGET_CUT = _events.code("budget_cut", "the international share of a budget falls")
# initiation
PROGRAMME_PROPOSED = _events.code("programme_proposed", "a programme is proposed")
PROPOSED_TOP_DOWN = _events.code("proposed_top_down", "the centre shapes an opportunity of a city")
PAPER_WISHED = _events.code("paper_wished", "a mayor asks for a paper for its own sake")
PROPOSAL_DROPPED = _events.code("proposal_dropped", "an opportunity finds no staff, or no place")
PARTNERSHIP_FOUNDED = _events.code("partnership_founded", "two cities found a tie")
PARTNERSHIP_REVIVED = _events.code(
    "partnership_revived", "a search finds a tie that had fallen silent"
)
SEARCH_IN_VAIN = _events.code("search_in_vain", "a search finds no partner that consents")
# gate
DOSSIER_FILED = _events.code("dossier_filed", "a dossier is filed for clearance")
FAST_TRACKED = _events.code("fast_tracked", "one side's file is granted fast track")
DOSSIER_RETURNED = _events.code("dossier_returned", "one side's file is sent back for completion")
DOSSIER_APPROVED = _events.code("dossier_approved", "both sides have cleared a dossier")
DOSSIER_REFUSED = _events.code("dossier_refused", "a side refuses a dossier")
DOSSIER_LAPSED = _events.code("dossier_lapsed", "a dossier has waited past patience")
LET_DOWN = _events.code("let_down", "a side that had cleared a dossier sees it lost")
LOI_SIGNED = _events.code("loi_signed", "a letter of intent is signed")
MOU_SIGNED = _events.code("mou_signed", "a memorandum is signed")
# coordination
COORDINATION_BUILT = _events.code("coordination_built", "a stock of coordination passes one half")
COORDINATION_LOST = _events.code("coordination_lost", "one falls below one half")
# delivery
PROGRAMME_STARTED = _events.code("programme_started", "a programme starts")
PROGRAMME_ABANDONED = _events.code("programme_abandoned", "an approved programme never starts")
PROGRAMME_COMPLETED = _events.code("programme_completed", "a programme ends as planned")
MILESTONE_DELIVERED = _events.code("milestone_delivered", "a milestone is delivered")
MILESTONE_MISSED = _events.code("milestone_missed", "a milestone is missed")
MILESTONE_SUSPENDED = _events.code("milestone_suspended", "an incident puts a milestone off")
CEREMONY = _events.code("ceremony", "only a ceremony takes place of a milestone")
# participation
PUBLIC_MOBILISED = _events.code("public_mobilised", "participation passes one half")
PUBLIC_WITHDRAWN = _events.code("public_withdrawn", "it falls below one half")
# trust
TRUST_WON = _events.code("trust_won", "trust between governments passes one half")
TRUST_LOST = _events.code("trust_lost", "it falls below one half")
# bilateral
RELATIONS_WARMED = _events.code("relations_warmed", "a bilateral level passes one half")
RELATIONS_COOLED = _events.code("relations_cooled", "it falls below one half")
# norms
NORM_ADOPTED = _events.code("norm_adopted", "a city adopts the norm of city diplomacy")
NORM_ABANDONED = _events.code("norm_abandoned", "a city abandons the norm")
IDENTITY_RECOGNISED = _events.code(
    "identity_recognised", "recognition of local identity passes one half"
)
IDENTITY_SLIGHTED = _events.code("identity_slighted", "it falls below one half")
# learning
PROGRAMME_EVALUATED = _events.code("programme_evaluated", "a city evaluates a programme")
PROGRAMME_REPAIRED = _events.code("programme_repaired", "an evaluated programme is repaired")
CAPACITY_GAINED = _events.code("capacity_gained", "capacity passes one half")
CAPACITY_LOST = _events.code("capacity_lost", "it falls below one half")
# carrying
PARTNERSHIP_LET_GO = _events.code("partnership_let_go", "a city lets a tie go")
PARTNERSHIP_RESUMED = _events.code("partnership_resumed", "a city takes a tie up again")
NGO_ENTERED = _events.code("ngo_entered", "an organisation takes a tie up")
NGO_LEFT = _events.code("ngo_left", "an organisation gives up")
PROGRAMME_TAKEN_OVER = _events.code(
    "programme_taken_over", "an organisation takes over what a city led"
)
PROGRAMME_BROKEN_OFF = _events.code("programme_broken_off", "a running programme is broken off")
RENEWAL_FILED = _events.code("renewal_filed", "the renewal of a paper is asked for")
AGREEMENT_RENEWED = _events.code("agreement_renewed", "a paper is renewed")
AGREEMENT_LAPSED = _events.code("agreement_lapsed", "a paper's legal term ends")
EVENT_KINDS = _events.names
"""What the event log and the tallies count, by process."""

EVENT_MEANINGS = _events.meanings
"""What happens, by kind of event."""
