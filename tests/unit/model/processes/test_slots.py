"""Slots: which of a tie's programme slots are in use, and the first that is free."""

from __future__ import annotations

import pytest

from paradiplomacy.processes import recording
from paradiplomacy.processes.shared import slots
from paradiplomacy.state.codes import FREE, NONE, PROGRAMME_SLOTS, RUNNING
from tests.unit.model.processes.scenes import AA_CC, BB_CC, scene


def world(*held, used=0):
    """Return a world whose second tie has programmes in some slots, and so many slots in use."""
    w = scene()
    w.partnerships[BB_CC].slots = used
    for k in held:
        w.programmes[PROGRAMME_SLOTS + k].status = RUNNING
    return w


def test_slots_in_use_begin_where_those_of_the_tie_before_end():
    w = world(used=2)
    assert slots.first_slot(BB_CC) == PROGRAMME_SLOTS == slots.past_slots(w, AA_CC)
    assert slots.past_slots(w, BB_CC) == PROGRAMME_SLOTS + 2


@pytest.mark.parametrize(
    ("held", "used", "free"),
    [((), 0, 0), ((0, 1), 2, 2), ((1,), 2, 0), ((0, 2), 3, 1), ((), PROGRAMME_SLOTS, 0)],
)
def test_the_first_free_slot_is_a_gap_or_the_one_behind_those_in_use(held, used, free):
    assert slots.free_slot(world(*held, used=used), BB_CC) == PROGRAMME_SLOTS + free


def test_a_full_tie_has_no_free_slot():
    w = world(*range(PROGRAMME_SLOTS), used=PROGRAMME_SLOTS)
    assert slots.free_slot(w, BB_CC) == NONE


@pytest.mark.parametrize(("used", "k", "after"), [(0, 0, 1), (2, 2, 3), (3, 1, 3)])
def test_a_slot_taken_is_in_use_with_all_before_it(used, k, after):
    w = world(used=used)
    slots.use_slot(w, BB_CC, PROGRAMME_SLOTS + k)
    assert w.partnerships[BB_CC].slots == after


@pytest.mark.parametrize(
    ("held", "used", "after"), [((), 3, 0), ((), 0, 0), ((1,), 4, 2), ((0, 2), 3, 3)]
)
def test_only_free_slots_at_the_end_are_released(held, used, after):
    w = world(*held, used=used)
    slots.release_slots(w, BB_CC)
    assert w.partnerships[BB_CC].slots == after
    assert w.partnerships[AA_CC].slots == PROGRAMME_SLOTS


def test_a_slot_that_became_free_counts_to_the_end_of_the_month():
    w = world(0, 1, used=2)
    w.programmes[PROGRAMME_SLOTS + 1].status = FREE
    assert w.partnerships[BB_CC].slots == 2
    recording.record_month(w, BB_CC)
    assert w.partnerships[BB_CC].slots == 1
