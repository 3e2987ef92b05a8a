"""Societies' trust is read by who joins.

Two worlds that differ in what societies think of each other at the start, and in nothing else, stay
the same in all but that where no reader looks, and part where one does.
"""

from __future__ import annotations

from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy.state.codes import SOCIETY
from tests.support.worlds import small

LIVELY = {
    "initiation__intercept": -3.0,
    "carrying__entry": 0.1,
    "carrying__exit": 0.03,
    "cities__aa__identity_salience": 0.6,
    "cities__cc__identity_salience": 0.6,
}
TRUST = {"trust", "good", "bad", "trust_mean", "trust_squares"}


def life(evidence, **readers):
    """Return what became of a world by what its societies had seen of each other before."""
    config = small(**LIVELY | {"participation__trust_weight": 0.0} | readers)
    model = WorldModel(config, seed=4)
    for partnership in model.world.partnerships[: model.world.clock.partnership_count]:
        for i in (2 * SOCIETY, 2 * SOCIETY + 1):
            partnership.good[i] = evidence
            partnership.trust[i] = evidence / (evidence + 2.0)
    model.run(72)
    return model.world


def facts(world):
    """Return all state of cities, organisations, programmes and ties but trust itself."""
    ties = [
        {name: getattr(tie, name) for name in tie.__slots__ if name not in TRUST}
        for tie in world.partnerships
    ]
    others = (world.cities, world.ngos, world.programmes, world.dossiers)
    return ties, [
        [{name: getattr(row, name) for name in row.__slots__} for row in rows] for rows in others
    ]


def test_where_nobody_reads_it_societies_trust_changes_nothing_else():
    cold, warm = life(0.0), life(40.0)
    assert cold.partnerships[0].trust[2 * SOCIETY] < warm.partnerships[0].trust[2 * SOCIETY]
    assert facts(cold) == facts(warm)


def test_people_join_more_easily_where_their_society_trusts():
    cold, warm = (life(evidence, participation__trust_weight=0.5) for evidence in (0.0, 40.0))
    active = [sum(city.participation for city in world.cities) for world in (cold, warm)]
    assert active[0] < active[1]
