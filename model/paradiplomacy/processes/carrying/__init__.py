"""Carrying: cities let ties go and take them up again; NGOs enter, take over, and leave.

Rule in words. A city stops proposing in a tie where its commitment is gone, and takes it up again
where commitment has come back. An NGO enters a tie of its home city where local identity is salient
and nobody has delivered for a while; one that does not exist yet is founded for it. It leaves where
its money runs out or it keeps far fewer promises than it aspires to, and now and then for reasons
of its own; the less, the more it stands for an identity that matters and has the public behind it.
Where a city has let a tie go, an engaged NGO takes over the programmes it led. Before a paper's
legal term ends its renewal goes through the gate, as a programme does, where both cities still
carry the tie, whether or not anything was delivered under it (unless ``renewal_deliveries`` asks
for that); otherwise it lapses.

Equations. With I the salience of identity, u the unmet need, L the NGO's legitimacy, A and y its
aspiration and record::

    entry in a month:  e I u,   u = min(months of silence / 12, 1)
    exit in a month:   (x + d max(A - y, 0) + v [no money]) (1 - L I)

The rival ``yearly_logit`` lets each city and NGO choose once a year whether to carry::

    logistic(beta (value - outside +- switching cost))

In the rival ``disappointment`` cities leave what has become worse than they expect of it. With c a
side's commitment, A what it aspires to, y the share that was kept of what was due, g the gain by
which a delivery raises commitment and kappa the weight of bad evidence::

    in a month with milestones due:  c <- c (1 - g kappa max(A - y, 0))

Sources. Substitutive and complementary informal institutions: Helmke & Levitsky 2004 (Perspectives
on Politics 2:725-740), and networks: Keck & Sikkink 1998 (Activists beyond Borders), both in words.
Entry and exit: form assumed; that a society's trust in the partner draws organisations or holds
them was tried and moved no outcome by half a standard deviation. Choice in the rival: McFadden
1974. Exit where quality declines: Hirschman 1970 (Exit, Voice, and Loyalty), in words; its form is
assumed, by symmetry with the gain of commitment and with bad evidence in trust. Evidence: E62-E64,
E69, E73, E80, E82-E84, E98, E126, E131, E133.
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
        Variant(
            "disappointment",
            "as commitment, but commitment falls with what is missed of what was aspired to",
            "rival: exit, after Hirschman 1970; E84, E131",
        ),
    ),
)

COMMITMENT = MECHANISM.code("commitment")
NEUTRAL = MECHANISM.code("neutral")
OFF = MECHANISM.code("off")
YEARLY_LOGIT = MECHANISM.code("yearly_logit")
DISAPPOINTMENT = MECHANISM.code("disappointment")
