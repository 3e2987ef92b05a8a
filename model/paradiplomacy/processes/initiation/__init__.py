"""Initiation: opportunities arrive, and are taken or not; partners are sought.

Rule in words. Each month each side of a tie may find an opportunity, by an event-history logit: the
more likely the more committed both cities (the lesser commitment binds) and the more capable this
one, the greater its need, the more active its compatriots, the more it trusts the partner and the
better the states get on. It is taken only if both cities carry the tie and have the staff: free now
for what may start now, large enough for what needs a paper first. A share of opportunities, set by
the regime, is shaped by the centre. The sector, and the scale, are chosen by multinomial logit
between what pays and what is appropriate. Large programmes need a paper (medium an LoI, large an
MoU): a city whose tie lacks it asks for the paper. What becomes of a proposal is in
:mod:`~paradiplomacy.processes.initiation.proposals`, how a city finds partners in
:mod:`~paradiplomacy.processes.initiation.partners`, how mayors ask for papers for their own sake in
:mod:`~paradiplomacy.processes.initiation.papers`, what NGOs start in
:mod:`~paradiplomacy.processes.initiation.informal`.

Equations. With c the CES of both sides' commitments, K capacity, N need, E the share of
compatriots with active ties, T
trust, B the bilateral level, h the norm held times internalisation::

    logit p = a + b_l c + b_k K + b_n N + b_e E + b_t T + psi_down B + b_h h
    u = (1 - omega) consequences + omega appropriateness,   P(k) = exp(beta u_k) / sum exp(beta u)
    sector: consequences = agenda weight x q; appropriateness = I i + (1 - I) priority
    scale:  consequences = worth x means (q + (1 - q) T) - trouble; appropriateness = 1 if permitted
    N <- N + r (N* - N), and N <- N (1 - v) after a month with a delivery

q the chance of success that a city expects before it trusts (``faith``), I salience of identity in
the city, i how far the sector speaks to it, means the share of a year's cost that the poorer of the
two can bear.

Sources. Event history by a monthly logit: Allison 1982 (Sociological Methodology 13:61-98); of what
governments take up, by need, means and neighbours: Berry & Berry 1990 (American Political Science
Review 84:395-415), by a probit. Choice: McFadden 1974 (Frontiers in Econometrics, 105-142); utility
with a part that is not one's own gain: Brock & Durlauf 2001 (Review of Economic Studies
68:235-260), where that part is what others do. Two logics: March & Olsen 1998 (International
Organization 52:943-969), in words. The weighted sum of the two and the course of need: form
assumed. Evidence: E03, E08, E42, E57, E76, E105-E107, E114, E116-E119, E128.
"""

from __future__ import annotations

from paradiplomacy.rules import Mechanism, Variant

MECHANISM = Mechanism(
    "initiation",
    "opportunities, proposals, search for partners",
    (
        Variant(
            "event_history",
            "opportunities by an event-history logit, contents by multinomial logit",
            "Allison 1982; Berry & Berry 1990; McFadden 1974; March & Olsen 1998",
        ),
        Variant(
            "neutral",
            "constant chances, sectors by agenda, default shares of scales, no new ties or papers",
            "ablation",
        ),
        Variant("off", "nobody proposes anything", "limit case"),
    ),
)

EVENT_HISTORY = MECHANISM.code("event_history")
NEUTRAL = MECHANISM.code("neutral")
OFF = MECHANISM.code("off")
