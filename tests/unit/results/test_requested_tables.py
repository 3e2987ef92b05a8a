"""Tables on request: cities and NGOs year by year, and the life of every paper."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from paradiplomacy.engines import mesa_engine
from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy.initialisation.names import names
from paradiplomacy.processes.delivery.resources import staff_of
from paradiplomacy.state.actors import NGO, City
from paradiplomacy.state.fields import specs
from paradiplomacy_results.layout import Layout, requested_of
from paradiplomacy_results.requested import REQUESTED
from paradiplomacy_results.requested.cities import CITIES
from paradiplomacy_results.requested.ngos import NGOS
from paradiplomacy_results.requested.papers import PAPERS
from paradiplomacy_results.tables import batch_tables, kept_of
from tests.support.worlds import BUSY_SEED, busy, date_after, small

if TYPE_CHECKING:
    from paradiplomacy.configuration.world_config import WorldConfig

MONTHS, REPLICATES = 80, [5, 0]
RUNS = np.array([70, 71])
"""Numbers of the runs, which are not those of the replicates."""

ENDS = [7, 19, 31, 43, 55, 67, 79]
"""The ends of years, counted back from the last month."""

Rows = dict[str, list[dict[str, Any]]]


def world(**changes: Any) -> WorldConfig:
    """Return the busy world, with a tie to come that has its paper already, and one that never is.

    The terms of papers are so short that some lapse.
    """

    def to_come(month: int, cities: list[str]) -> dict[str, Any]:
        agreement = {"kind": "loi", "expires": date_after("2009-01", 40)}
        founded = date_after("2009-01", month)
        tie = {"name": "X", "cities": cities, "cultural_distance": 0.5}
        return {**tie, "founded": founded, "agreement": agreement}

    ties = {"later": to_come(30, ["aa", "dd"]), "never": to_come(MONTHS + 5, ["ee", "bb"])}
    added = {f"partnerships__{name}": tie for name, tie in ties.items()}
    terms = {"gate__loi_term": 14, "gate__mou_term": 30}
    return busy(scenario__months=MONTHS, **added, **terms, **changes)


def layout(*tables: str) -> Layout:
    return Layout(tables=("runs", *tables), requested=requested_of(tables))


def run(config: WorldConfig, *tables: str, replicates: list[int]) -> Any:
    kept = kept_of(layout(*tables))
    return mesa_engine.run_batch(
        config, seed=BUSY_SEED, replicates=replicates, events=True, kept=kept
    )


@pytest.fixture(scope="module")
def batch() -> Any:
    return run(world(), *REQUESTED, replicates=REPLICATES)


@pytest.fixture(scope="module")
def rows(batch: Any) -> Rows:
    tables = batch_tables(batch, RUNS, names(world()), layout(*REQUESTED, "events"))
    return {name: table.to_pylist() for name, table in tables.items()}


@pytest.fixture(scope="module")
def states() -> dict[int, list[dict[str, Any]]]:
    """Return what the cities and NGOs of the first run are like at the ends of years."""
    model = WorldModel(world(), seed=BUSY_SEED, replicate=REPLICATES[0])
    found: dict[int, list[dict[str, Any]]] = {}
    for month in range(MONTHS):
        model.step()
        if month in ENDS:
            there = model.world
            found[month] = [
                {
                    "capacity": city.capacity,
                    "drive": city.drive,
                    "norm_adopted": bool(city.norm_adopted),
                    "ties": city.partnership_count,
                    "staff": staff_of(there, c),
                    "budget": city.revenue * city.budget_share,
                    "spent so far": city.spent,
                }
                for c, city in enumerate(there.cities)
            ]
    return found


def test_every_table_has_the_columns_that_it_declares(batch: Any) -> None:
    tables = batch_tables(batch, RUNS, names(world()), layout(*REQUESTED))
    for name, table in REQUESTED.items():
        assert tables[name].schema.equals(layout(name).schema_of(name), check_metadata=True)
        leading = ["run", "month"] if table.every else ["run"]
        assert tables[name].column_names == [*leading, *table.columns]
        tables[name].validate(full=True)
        assert len(tables[name]) > 0


@pytest.mark.parametrize("table", REQUESTED)
def test_values_lie_in_the_bounds_of_their_columns(rows: Rows, table: str) -> None:
    for name, declared in REQUESTED[table].declared.items():
        values = [row[name] for row in rows[table] if row[name] is not None]
        if declared.kind in ("whole", "number"):
            assert declared.unit, name
            assert all(declared.low <= value <= declared.high for value in values), name
        assert declared.null or len(values) == len(rows[table]), name
        assert declared.formula, name


def test_a_column_that_is_a_field_says_what_the_state_says_of_it() -> None:
    for table, entity in ((CITIES, City), (NGOS, NGO)):
        for name, declared in table.declared.items():
            spec = specs(entity).get(name)
            if spec is None or declared.kind not in ("whole", "number") or name == "budget":
                continue
            assert declared.unit == spec.unit, name
            assert declared.formula.startswith(spec.meaning.removesuffix(" so far")), name


def test_what_nobody_asks_for_is_not_copied() -> None:
    assert kept_of(Layout()).copies == frozenset()
    tables = {copy.table for copy in kept_of(layout("cities")).copies}
    assert tables == {"cities", "parameters"}


# Cities.


def test_a_city_has_a_row_at_the_end_of_each_year(rows: Rows) -> None:
    found = [(row["run"], row["month"], row["city"]) for row in rows["cities"]]
    cities = names(world()).cities
    assert found == [(run, month, city) for run in RUNS for month in ENDS for city in cities]


def test_the_row_of_a_city_is_its_state(rows: Rows, states: dict[int, Any]) -> None:
    first = [row for row in rows["cities"] if row["run"] == RUNS[0]]
    expected = [city for month in ENDS for city in states[month]]
    for row, state in zip(first, expected, strict=True):
        assert {name: row[name] for name in state if name in row} == {
            name: value for name, value in state.items() if name in row
        }


def test_a_city_is_told_with_its_country_and_its_people(rows: Rows) -> None:
    config = world()
    for row in rows["cities"]:
        city = config.cities[row["city"]]
        assert row["country"] == city.country
        assert row["population"] == city.population


def test_flows_are_those_since_the_row_before(rows: Rows, states: dict[int, Any]) -> None:
    for c, city in enumerate(names(world()).cities):
        spent = [
            row["spent"] for row in rows["cities"] if row["run"] == RUNS[0] and row["city"] == city
        ]
        totals = [states[month][c]["spent so far"] for month in ENDS]
        np.testing.assert_array_equal(spent, np.diff(totals, prepend=0.0))


def test_the_money_of_a_city_adds_up(rows: Rows) -> None:
    left: dict[tuple[int, str], float] = defaultdict(float)
    for row in rows["cities"]:
        key = (row["run"], row["city"])
        kept = left[key] + row["granted"] - row["spent"] - row["returned"]
        assert row["funds"] == pytest.approx(kept)
        assert row["upkeep"] <= row["spent"] + 1e-9
        left[key] = row["funds"]


def test_mayors_change_as_often_as_events_tell(rows: Rows) -> None:
    told: dict[tuple[int, str], int] = defaultdict(int)
    for event in rows["events"]:
        if event["kind"] in ("mayor_elected", "mayor_left_early"):
            told[event["run"], event["city"]] += 1
    counted: dict[tuple[int, str], int] = defaultdict(int)
    for row in rows["cities"]:
        counted[row["run"], row["city"]] += row["mayors_changed"]
    assert {key: count for key, count in counted.items() if count} == told


# NGOs.


def test_an_organisation_has_rows_from_the_year_in_which_it_comes_about(rows: Rows) -> None:
    config, ids = world(), names(world())
    entered: dict[tuple[int, str], int] = {}
    for event in rows["events"]:
        if event["kind"] == "ngo_entered":
            entered.setdefault((event["run"], event["ngo"]), event["month"])
    expected = [
        (run, month, ngo)
        for run in RUNS.tolist()
        for month in ENDS
        for ngo in ids.ngos
        if ngo in config.ngos or entered.get((run, ngo), MONTHS) <= month
    ]
    assert [(row["run"], row["month"], row["ngo"]) for row in rows["ngos"]] == expected
    assert any(ngo not in config.ngos for _, _, ngo in expected)


def test_one_that_has_left_is_not_active_and_engaged_in_nothing(rows: Rows) -> None:
    gone = [row for row in rows["ngos"] if not row["active"]]
    assert gone
    assert all(row["ties"] == 0 for row in gone)
    assert any(row["ties"] > 1 for row in rows["ngos"])


def test_an_organisation_is_told_with_home_and_kind(rows: Rows) -> None:
    for row in rows["ngos"]:
        stated = world().ngos.get(row["ngo"])
        home, kind = (stated.home, stated.kind) if stated else row["ngo"].split(": ")
        assert (row["home"], row["kind"]) == (home, kind)


# Papers.


def test_papers_begin_are_renewed_and_lapse_as_events_tell(rows: Rows) -> None:
    told: dict[str, set[tuple[int, str, int]]] = defaultdict(set)
    for event in rows["events"]:
        told[event["kind"]].add((event["run"], event["partnership"], event["month"]))

    def papers(month: str, **wanted: str) -> set[tuple[int, str, int]]:
        return {
            (row["run"], row["partnership"], row[month])
            for row in rows["papers"]
            if all(row[name] == value for name, value in wanted.items()) and row[month] is not None
        }

    assert papers("ended", ending="lapsed") == told["agreement_lapsed"]
    # Papers of the start are signed in month 0 or before. A renewal that comes after the paper has
    # lapsed is another signature.
    signed = {each for each in told["loi_signed"] | told["mou_signed"] if each[2] > 0}
    on_the_way = {each for each in papers("signed") if each[2] > 0}
    assert signed <= on_the_way <= signed | told["agreement_renewed"]
    assert papers("renewed") <= told["agreement_renewed"]
    assert papers("ended", ending="replaced") <= told["mou_signed"]
    assert papers("ended", ending="in_force") == set()
    for kind in ("agreement_lapsed", "agreement_renewed", "mou_signed", "loi_signed"):
        assert told[kind], kind


def test_deliveries_are_counted_under_the_paper_in_force(rows: Rows) -> None:
    delivered = [
        (event["run"], event["partnership"], event["month"])
        for event in rows["events"]
        if event["kind"] == "milestone_delivered"
    ]
    for row in rows["papers"]:
        end = MONTHS if row["ended"] is None else row["ended"]
        under = [
            month
            for run, tie, month in delivered
            if (run, tie) == (row["run"], row["partnership"]) and row["signed"] <= month < end
        ]
        assert row["delivered"] == len(under)
        assert row["active_until"] == max(under, default=None)


def test_a_tie_has_one_paper_in_force_at_a_time(rows: Rows) -> None:
    ended: dict[tuple[int, str], int | None] = {}
    for row in rows["papers"]:
        key = (row["run"], row["partnership"])
        before = ended.get(key, row["signed"])
        assert before is not None
        assert before <= row["signed"]
        ended[key] = row["ended"]
        assert (row["ended"] is None) == (row["ending"] == "in_force")


def test_papers_of_the_start_are_there_and_those_of_ties_never_founded_are_not(rows: Rows) -> None:
    told = {(row["run"], row["partnership"]) for row in rows["papers"]}
    assert {(run, "later") for run in RUNS.tolist()} <= told
    assert {(run, "bb-dd") for run in RUNS.tolist()} <= told
    assert not any(tie == "never" for _, tie in told)
    assert any(row["signed"] < 0 for row in rows["papers"])


def test_papers_of_ties_founded_on_the_way_are_called_by_their_cities(rows: Rows) -> None:
    assert any("~" in row["partnership"] for row in rows["papers"])


def test_a_table_that_would_lack_papers_is_refused(batch: Any) -> None:
    (count,) = (copy for copy in batch.copied if copy.table == "clock")
    full = {**batch.copied, count: batch.copied[count] + 10**6}
    changed = type(batch)(**{**vars(batch), "copied": full})
    with pytest.raises(ValueError, match="papers were signed, more than their terms allow"):
        batch_tables(changed, RUNS, names(world()), layout(PAPERS.name))


def test_a_run_of_less_than_a_year_has_one_row_of_each_city() -> None:
    config = small(scenario__months=3)
    found = run(config, "cities", "papers", replicates=[0])
    tables = batch_tables(found, RUNS[:1], names(config), layout("cities", "papers"))
    assert tables["cities"]["month"].to_pylist() == [2] * 4
