"""The tables of a batch: histories of the scenario's ties, and how long files waited."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from paradiplomacy.engines import mesa_engine, results
from paradiplomacy.indicators import END, PARTNERSHIP, of_level
from paradiplomacy.initialisation.names import names
from paradiplomacy.state.codes import ENDINGS, EVENT_KINDS, INSTRUMENTS
from paradiplomacy_results.hashing import hash_of
from paradiplomacy_results.layout import HISTORIES, PARTNERSHIPS, USUAL, WAITS, Layout
from paradiplomacy_results.parquet import parsed, serialised
from paradiplomacy_results.tables import batch_tables
from tests.support.worlds import BUSY_SEED, busy, date_after, small

RUNS = np.array([70, 71, 72])
"""Numbers of the runs, which are not those of the replicates."""

ENTERS = {"later": 30, "soon": 17}
"""Ties that are founded so many months after the start: just after a followed month, and in one."""


def dated():
    """Return the busy world, in which a regime is reformed, with two ties to come."""
    cities = {"later": ["aa", "dd"], "soon": ["ee", "bb"]}
    ties = {
        f"partnerships__{name}": {
            "name": name,
            "cities": cities[name],
            "cultural_distance": 0.5,
            "founded": date_after("2009-01", month),
        }
        for name, month in ENTERS.items()
    }
    return busy(scenario__months=66, **ties)


@pytest.fixture(scope="module")
def batch():
    return mesa_engine.run_batch(dated(), seed=BUSY_SEED, replicates=[5, 0, 3])


@pytest.fixture(scope="module")
def tables(batch):
    return batch_tables(batch, RUNS, names(dated()))


def rows_of(tables, table):
    return tables[table].to_pylist()


def test_every_table_has_the_columns_of_its_schema(tables):
    assert list(tables) == [table for table in USUAL if table != "events"]
    for name, table in tables.items():
        assert table.schema.equals(Layout().schema_of(name), check_metadata=True), name
        table.validate(full=True)


# Histories.


def test_a_history_has_one_row_for_each_run_followed_month_and_existing_tie(tables):
    followed = [5, 17, 29, 41, 53, 65]
    expected = [
        (run, month, tie)
        for run in RUNS.tolist()
        for month in followed
        for tie in sorted(dated().partnerships)
        if month >= ENTERS.get(tie, 0)
    ]
    found = [(row["run"], row["month"], row["partnership"]) for row in rows_of(tables, HISTORIES)]
    assert found == expected
    assert (70, 29, "later") not in found
    assert (70, 17, "soon") in found


def test_the_last_month_of_a_history_is_what_the_table_of_partnerships_says(tables):
    ids = sorted(dated().partnerships)
    last = [row for row in rows_of(tables, HISTORIES) if row["month"] == 65]
    ends = [row for row in rows_of(tables, PARTNERSHIPS) if row["partnership"] in ids]
    assert len(last) == len(ends) == len(RUNS) * len(ids)
    assert len(rows_of(tables, PARTNERSHIPS)) > len(ends)  # others were founded on the way
    stocks = [name for name, each in of_level(PARTNERSHIP).items() if each.summary == END]
    columns = ["run", "partnership", "formality", *stocks]
    for one, other in zip(last, ends, strict=True):
        for name in columns:
            np.testing.assert_equal(one[name], other[name], name)


def test_a_history_tells_the_ties_apart_by_month(batch, tables):
    rows = {
        (row["run"], row["month"], row["partnership"]): row for row in rows_of(tables, HISTORIES)
    }
    for run in range(len(RUNS)):
        for k, month in enumerate(batch.followed.tolist()):
            for p, tie in enumerate(batch.partnership_ids):
                trust = batch.histories["trust"][run, k, p]
                row = rows.get((RUNS[run], month, tie))
                assert np.isnan(trust) if row is None else row["trust"] == trust
    assert {row["mode"] for row in rows.values()} == set(results.MODES)
    assert len({row["formality"] for row in rows.values()}) > 1


def test_only_the_first_ties_of_a_large_scenario_are_followed(monkeypatch):
    monkeypatch.setattr(results, "MOST_FOLLOWED", 2)
    config = small(scenario__months=14)
    batch = mesa_engine.run_batch(config, seed=1, replicates=[0])
    found = rows_of(batch_tables(batch, RUNS[:1], names(config)), HISTORIES)
    assert [(row["month"], row["partnership"]) for row in found] == [
        (month, tie) for month in (1, 13) for tie in ("aa-cc", "bb-cc")
    ]


# Waits.

WAITED = ("run", "country", "stage", "instrument", "ending", "months")


def test_waits_add_up_a_stage_that_stands_in_several_regimes_of_a_country(batch, tables):
    expected = Counter()
    for run, row, instrument, ending, months in np.argwhere(batch.waits).tolist():
        country, stage = batch.waiting_rows[row]
        key = (RUNS[run], country, stage, INSTRUMENTS[instrument], ENDINGS[ending], months)
        expected[key] += int(batch.waits[run, row, instrument, ending, months])
    found = [(*(row[name] for name in WAITED), row["files"]) for row in rows_of(tables, WAITS)]
    assert {row[:-1]: row[-1] for row in found} == expected
    assert len(found) == len(expected)


def test_a_stage_stands_in_the_regimes_before_and_after_a_reform(batch):
    """Else the sum over regimes would go untested."""
    councils = [k for k, row in enumerate(batch.waiting_rows) if row == ("north", "council")]
    assert len(councils) == 2
    both = (batch.waits[:, councils] > 0).all(1)
    assert both.any()


def test_waits_are_of_whole_chains_where_no_stage_is_named(batch, tables):
    rows = rows_of(tables, WAITS)
    filed = batch.tallies[:, EVENT_KINDS.index("dossier_filed")]
    for run, number in zip(RUNS, filed, strict=True):
        files = [row["files"] for row in rows if row["run"] == run and row["stage"] is None]
        assert sum(files) == 2 * number
    assert {row["stage"] for row in rows} == {None, "council", "home", "foreign"}
    assert {row["country"] for row in rows} == {"north", "south", "east"}
    assert {row["stage"] for row in rows if row["country"] == "south"} == {None, "council"}


def test_waits_count_files_and_nothing_else(tables):
    rows = rows_of(tables, WAITS)
    assert min(row["files"] for row in rows) == 1
    assert max(row["files"] for row in rows) > 1
    assert {row["instrument"] for row in rows} == set(INSTRUMENTS)
    assert {row["ending"] for row in rows} == set(ENDINGS)
    patience = dated().gate.patience
    assert {
        row["months"] for row in rows if row["ending"] == "lapsed" and row["stage"] is None
    } == {patience}
    assert all(0 <= row["months"] <= patience for row in rows)
    assert [row["run"] for row in rows] == sorted(row["run"] for row in rows)


def test_where_nobody_files_there_is_nothing_to_wait_for():
    config = small(mechanisms__initiation="off", scenario__months=12)
    batch = mesa_engine.run_batch(config, seed=1, replicates=[0])
    table = batch_tables(batch, RUNS[:1], names(config))[WAITS]
    assert table.num_rows == 0
    assert table.schema.equals(Layout().schema_of(WAITS))


@pytest.mark.parametrize("table", [HISTORIES, WAITS])
def test_what_is_written_is_read_again(tables, table):
    again = parsed(serialised(tables[table], {"mark": "1"}))
    assert again.num_rows == tables[table].num_rows > 0
    assert hash_of(again) == hash_of(tables[table])
