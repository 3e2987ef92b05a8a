"""Parameters of initiation."""

from paradiplomacy.parameters.declare import Section, key, share
from paradiplomacy.parameters.kinds import Triple


def _coefficient(default: float, phrase: str, source: str) -> float:
    value: float = key(default, "log odds", phrase, source=source, low=-50.0, high=50.0)
    return value


class InitiationParameters(Section):
    """Opportunities arrive by an event-history logit; what is made of them is a choice."""

    intercept: float = _coefficient(
        -6.0, "intercept of the monthly log odds of a proposal", "assumption (pilot: -5.7)"
    )
    leader: float = _coefficient(
        2.5,
        "effect of a side's commitment; of the mayor's drive for a new tie",
        "assumption on E107 (pilot)",
    )
    capacity: float = _coefficient(
        1.2, "effect of institutional capacity", "assumption on E105 (pilot)"
    )
    need: float = _coefficient(1.0, "effect of need", "assumption on E03, E119 (pilot)")
    exposure: float = _coefficient(
        0.5, "effect of compatriots with active ties", "assumption on D10; Berry & Berry 1990"
    )
    trust: float = _coefficient(0.8, "effect of trust in the partner", "assumption on E97, D11")
    bilateral: float = key(
        0.5,
        "log odds",
        "effect of the bilateral level (psi_down; 0 switches it off)",
        source="assumption on E08: psi_down >= 0",
        low=0.0,
        high=50.0,
    )
    norm: float = _coefficient(
        0.6,
        "effect of holding the norm of city diplomacy, times internalisation",
        "assumption on E118",
    )
    new_partnership: float = _coefficient(
        -2.5, "effect of having no tie yet", "assumption (pilot: -3.5)"
    )
    access: float = _coefficient(
        1.0, "effect of access to partners on a search", "assumption on E105"
    )
    consideration: int = key(
        6, "cities", "partners a searching city considers", source="assumption", low=1, high=200
    )
    broker_reach: int = key(
        6,
        "cities",
        "further partners that a broker brings into view",
        source="assumption on E45",
        low=0,
        high=200,
    )
    outside: float = _coefficient(1.0, "utility of the choice 'nobody'", "assumption")
    size_gap: float = key(
        2.0,
        "utility",
        "loss per factor of ten between the two populations",
        source="assumption on D08c (median gap 0.44)",
        low=0.0,
        high=50.0,
    )
    distance: float = key(
        0.5,
        "utility",
        "loss over full cultural distance",
        source="assumption; D10, D12 find partners far away, of another culture",
        low=0.0,
        high=50.0,
    )
    popularity: float = key(
        0.4,
        "utility",
        "gain per doubling of the ties a partner has",
        source="assumption on D12: popularity +",
        low=0.0,
        high=50.0,
    )
    earlier_partnership: float = key(
        1.0,
        "utility",
        "gain from an earlier tie",
        source="assumption on D11: an earlier relation raises success",
        low=0.0,
        high=50.0,
    )
    wait_weight: float = key(
        0.05,
        "utility",
        "what each month of waiting for permission takes from a partner that a city looks up",
        source="assumption on E32, E47; from 0 to .1",
        low=0.0,
        high=50.0,
    )
    through_partners: float = share(
        0.2,
        "share of look-ups that fall on partners' partners abroad, where a city has any",
        source="form after Jackson & Rogers 2007; value assumption, from 0 to .4",
    )
    choice_intensity: float = key(
        4.4,
        "per unit of utility",
        "intensity of choice between sectors and scales",
        source="form McFadden 1974; value assumption: 90 % take the better of two a half apart",
        low=0.0,
        high=100.0,
    )
    worth: Triple = key(
        [0.4, 0.7, 1.0],
        "utility",
        "what a small, medium and large programme is worth if it succeeds",
        source="assumption",
    )
    trouble: Triple = key(
        [0.1, 0.25, 0.45],
        "utility",
        "what a small, medium and large programme costs in effort and risk",
        source="assumption",
    )
    faith: float = share(
        0.5,
        "chance of success that a city expects before it trusts a partner",
        source="assumption",
    )
    paper_wish: float = share(
        0.02,
        "monthly chance that a mayor of full drive asks for the next paper for its own sake",
        source="assumption on E41, E80: half of full drive asks once in eight years",
    )
    ngo_rate: float = share(
        0.06,
        "monthly chance that an engaged NGO starts a programme, at full fit to identity",
        source="assumption on E64, E126",
    )
    ngo_search: float = share(
        0.004,
        "monthly chance that an NGO with full links abroad looks for a new tie",
        source="assumption on E108, E126",
    )
    hybrid_share: float = share(
        0.3,
        "chance that a city's proposal takes an engaged NGO on board",
        source="assumption on E69",
    )
    priority_noise: float = key(
        0.2,
        "1",
        "standard deviation of a proposal's alignment round the national priority of its sector",
        source="assumption",
        low=0.0,
        high=1.0,
    )
    quality_mean: float = share(
        0.45, "mean hidden quality of a programme", source="assumption (pilot)"
    )
    quality_spread: float = key(
        0.15,
        "1",
        "standard deviation of hidden quality",
        source="assumption",
        low=0.0,
        high=1.0,
    )
    local_knowledge: float = share(
        0.2,
        "quality that a programme gains where it fits the city's own agenda fully",
        source="assumption on E57, E104",
    )
    top_down_contact: float = share(
        0.5,
        "part of a sector's contact intensity left where the centre proposes",
        source="assumption on E37: minimal socialisation",
    )
    need_rate: float = share(
        0.05, "monthly return of need to its level", source="assumption on E03"
    )
    need_relief: float = share(
        0.05, "part of need that a month with a delivery relieves", source="assumption on E86"
    )
    neutral_city_rate: float = share(
        0.04,
        "monthly chance that a side of a tie proposes, in the neutral variant",
        source="measured: mean of the default variant over bandung-seoul and baubau-seoul",
    )
    neutral_scale: Triple = key(
        [0.5, 0.38, 0.12],
        "1",
        "shares of small, medium and large ambitions in the neutral variant",
        source="measured: mean of the default variant over bandung-seoul and baubau-seoul",
    )
    neutral_ngo_rate: float = share(
        0.034,
        "monthly chance that an engaged NGO starts a programme, in the neutral variant",
        source="measured: mean of the default variant over bandung-seoul and baubau-seoul",
    )
