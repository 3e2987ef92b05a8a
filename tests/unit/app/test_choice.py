"""The choice of a page: it is in the address, and a bad address is told, all of it at once."""

from __future__ import annotations

import unicodedata
from dataclasses import fields
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paradiplomacy_app.choice import BASELINE, SIDES, VARIANT, Changes, Choice, covers, read_query
from paradiplomacy_experiments.configuration.toml_text import toml_value

NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12
).map(partial(unicodedata.normalize, "NFC"))
KEYS = st.sampled_from(
    ["cities.baubau.unit", "cities.*.budget", "gate.patience", 'cities."</script>".capacity',
     'ngos."a.b &=#".budget', "countries.korea.regime.stages.x.threshold"]
)  # fmt: skip
VALUES = st.one_of(
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.floats(allow_nan=False, allow_infinity=False, width=64),
    NAMES,
    st.lists(NAMES, max_size=2),
    st.fixed_dictionaries({"field": NAMES, "change": st.integers(0, 3)}),
).map(toml_value)
CHANGES = st.dictionaries(KEYS, VALUES, max_size=4).map(lambda found: Changes(tuple(found.items())))


@pytest.mark.slow
@given(
    CHANGES,
    CHANGES,
    NAMES,
    st.one_of(st.none(), st.integers(1, 600)),
    st.integers(0, 2**40),
    NAMES,
    st.integers(0, 900),
    st.integers(0, 900),
    st.sampled_from(SIDES),
)
def test_an_address_gives_back_the_choice_that_it_was_made_of(
    base: Changes,
    variant: Changes,
    scenario: str,
    months: int | None,
    seed: int,
    tie: str,
    run: int,
    month: int,
    editing: str,
) -> None:
    choice = Choice(scenario, base, variant, months, seed, tie, run, month, editing)
    assert read_query(choice.query(), "another") == (choice, [])


def test_what_an_address_says_wrongly_is_told_all_at_once_and_left_out() -> None:
    query = (
        "scenario=mixed&seed=minus&months=0&run=999999999999999999999&editing=both&colour=red"
        "&set=no+key&set=cities.baubau.unit%3Dtrue&base=a.b%3D&month=3&month=4&tie=%00"
    )
    choice, faults = read_query(query, "baubau-seoul")
    told = "\n".join(map(str, faults))
    assert choice == Choice(
        "mixed", variant=Changes((("cities.baubau.unit", "true"),)), month=3, tie="\0"
    )
    for word in ("seed", "months", "run", "editing", "colour", "no key", "a.b", "month"):
        assert word in told
    assert len(faults) == 8


@pytest.mark.parametrize(
    "query", ["set=" + "a" * 30_000, "&".join(["set=gate.patience%3D2"] * 400), "%ff=%fe&;&&=&?"]
)
def test_an_address_of_any_length_or_letters_gives_a_choice(query: str) -> None:
    choice, faults = read_query(query, "baubau-seoul")
    assert choice == Choice("baubau-seoul")
    assert faults


def test_a_change_replaces_those_of_the_same_key_and_of_all_below_it() -> None:
    changes = Changes((("cities.baubau.budget", "1"), ("gate.patience", "9")))
    assert changes.with_value("cities.*.budget", "2").texts() == [
        "gate.patience=9",
        "cities.*.budget=2",
    ]
    below = Changes((("countries.korea.regime.stages.x.slope", "1"),))
    assert below.with_value("countries.korea.regime", '"progressive"').pairs == (
        ("countries.korea.regime", '"progressive"'),
    )
    assert not covers("cities.baubau", "cities.bandung.unit")


def test_the_variant_has_what_the_baseline_has_and_its_own_after_that() -> None:
    base = Changes((("gate.patience", "9"), ("cities.baubau.budget", "1")))
    choice = Choice("x", base, Changes((("cities.*.budget", "2"),)))
    assert choice.changes(VARIANT).texts() == ["gate.patience=9", "cities.*.budget=2"]
    assert choice.changes(BASELINE) == base


def test_only_what_decides_numbers_has_runs_computed_anew() -> None:
    one = Choice("x")
    looks = {"tie": "t", "run": 3, "month": 4, "editing": BASELINE}
    for each in fields(Choice):
        changed = {"scenario": "y", "months": 3, "seed": 2, **looks}.get(each.name)
        if changed is None:
            changed = Changes((("gate.patience", "9"),))
        other = Choice(**{"scenario": "x", each.name: changed})
        assert (other.computed == one.computed) == (each.name in looks)
