"""Carrying: cities let ties go and take them up again; NGOs enter, take over, and leave.

Rule in words. A city stops proposing in a tie where its commitment is gone, and takes it up again
where commitment has come back. An NGO enters a tie of its home city where local identity is
salient and nobody has delivered for a while; one that does not exist yet is founded for it. It
leaves where its money runs out or it keeps far fewer promises than it aspires to, and now and then
for reasons of its own; the less, the more it stands for an identity that matters and has the
public behind it. Where a city has let a tie go, an engaged NGO takes over the programmes it led.
Before a paper's legal term ends it is renewed through the gate, as a programme is, if anything was
delivered under it; otherwise it lapses.

Equations. With I the salience of identity, u the unmet need, L the NGO's legitimacy, A and y its
aspiration and record::

    entry in a month:  e I u,   u = min(months of silence / 12, 1)
    exit in a month:   (x + d max(A - y, 0) + v [no money]) (1 - L I)

The rival ``yearly_logit`` lets each city and NGO choose once a year whether to carry::

    logistic(beta (value - outside +- switching cost))

Sources. Substitutive and complementary informal institutions: Helmke & Levitsky 2004 (Perspectives
on Politics 2:725-740), and networks: Keck & Sikkink 1998 (Activists beyond Borders), both in words.
Entry and exit: form assumed. Choice in the rival: McFadden 1974. Evidence: E62-E64, E69, E73,
E82-E84, E98, E126.
"""

from __future__ import annotations

from paradiplomacy.rules import Mechanism, Variant

MECHANISM = Mechanism(
    "carrying",
    "who carries a tie on",
    (
        Variant(
            "commitment",
            "cities carry while committed; NGOs enter where need is unmet and leave when they fail",
            "Helmke & Levitsky 2004; Keck & Sikkink 1998; E64, E69, E83",
        ),
        Variant("neutral", "cities carry always, NGOs neither come nor go", "ablation"),
        Variant("off", "all NGOs leave at once and none enters", "limit case"),
        Variant(
            "yearly_logit",
            "each city and NGO chooses once a year, with a switching cost",
            "rival: McFadden 1974; E69, E73",
        ),
    ),
)

COMMITMENT = MECHANISM.code("commitment")
NEUTRAL = MECHANISM.code("neutral")
OFF = MECHANISM.code("off")
YEARLY_LOGIT = MECHANISM.code("yearly_logit")
