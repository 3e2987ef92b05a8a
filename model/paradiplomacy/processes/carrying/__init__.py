"""Carrying: cities let ties go and take them up again; NGOs enter, take over, and leave.

Rule in words. A city stops proposing in a tie where its commitment is gone, and takes it up again
where commitment has come back. An NGO enters a tie of its home city where local identity is salient
and nobody has delivered for a while, the more readily the more its home society trusts the partner;
one that does not exist yet is founded for it. It leaves where its money runs out or it keeps far
fewer promises than it aspires to, and now and then for reasons of its own; the less, the more it
stands for an identity that matters and has the public behind it, and the more its home society
trusts a partner of it. Where a city has let a tie go, an engaged NGO takes over the programmes it
led. Before a paper's legal term ends its renewal goes through the gate, as a programme does, where
both cities still carry the tie, whether or not anything was delivered under it (unless
``renewal_deliveries`` asks for that); otherwise it lapses.

Equations. With I the salience of identity, u the unmet need, T the trust of the NGO's home society
in the partner, L its legitimacy, A and y its aspiration and record::

    entry in a month:  e I u (1 + w_e (T - 1/2)),   u = min(months of silence / 12, 1)
    exit in a month:   (x + d max(A - y, 0) + v [no money]) (1 - L I) (1 - w_x (max T - 1/2))

The maximum is over the ties that it carries. The rival ``yearly_logit`` lets each city and NGO
choose once a year whether to carry; there trust counts in the value of entry::

    logistic(beta (value - outside +- switching cost))

In the rival ``disappointment`` cities leave what has become worse than they expect of it. With c a
side's commitment, A what it aspires to, y the share that was kept of what was due, g the gain by
which a delivery raises commitment and kappa the weight of bad evidence::

    in a month with milestones due:  c <- c (1 - g kappa max(A - y, 0))

Sources. Substitutive and complementary informal institutions: Helmke & Levitsky 2004 (Perspectives
on Politics 2:725-740), and networks: Keck & Sikkink 1998 (Activists beyond Borders), both in words.
Entry and exit: form assumed. Who trusts is more committed and leaves a relation less: Morgan & Hunt
1994 (Journal of Marketing 58:20-38), of firms. Organisations live on those who support them, and
who trusts gives more: Chapman et al. 2021 (Nonprofit and Voluntary Sector Quarterly, 69 effects, r
= .22); against it, trust among people does not raise the foundings of organisations, ties across
groups do: Saxton & Benson 2005 (Social Science Quarterly 86:16-35). None speaks of a partner
abroad: both forms assumed. Choice in the rival: McFadden 1974. Exit where quality declines:
Hirschman 1970 (Exit, Voice, and Loyalty), in words; its form is assumed, by symmetry with the gain
of commitment and with bad evidence in trust. Evidence: E36, E62-E64, E69, E71, E73, E80, E82-E84,
E98, E126, E131, E133.
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
