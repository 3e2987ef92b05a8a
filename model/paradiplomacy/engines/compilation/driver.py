"""The compiled driver: run after run and month after month, it calls the parts in their order.

It reads a :data:`~paradiplomacy.engines.compilation.job.JOB` and fills the arrays named there. A
part that raises ends its run, whose month and part are noted; the next run begins anew.
"""

from __future__ import annotations

import math
from typing import Any

from paradiplomacy.engines.compilation.intrinsics import (
    call,
    copy,
    floats_at,
    row_at,
    wholes_at,
    world_at,
)
from paradiplomacy.engines.compilation.job import CHECK, COPY, JOB
from paradiplomacy.engines.compilation.workspace import WORDS
from paradiplomacy.engines.results import BEFORE, HISTORY, LAST, NOTHING, SERIES, WITHIN
from paradiplomacy.indicators import MEAN, SUM, SUMMARIES, UNDEFINED
from paradiplomacy.state.codes import NONE

WORD = 8
"""Bytes of a number."""

CHECK_SIZE = CHECK.itemsize

COPY_SIZE = COPY.itemsize

AVERAGED, SUMMED = SUMMARIES.index(MEAN), SUMMARIES.index(SUM)

job_at = row_at("job", JOB)
check_at = row_at("check", CHECK)
copy_at = row_at("copy", COPY)


def simulate(address: int) -> None:
    """Run each key of the job at ``address`` in turn, from a fresh copy of the template.

    A run that goes on from the state of another one has the outputs of that one's months already.
    """
    job = job_at(address)
    for run in range(job.runs):
        reset(job, run)
        world_at(job.block).clock.run_key = wholes_at(job.keys, job.runs)[run]
        if job.goes_on == 0:
            blank(job, run)
        if begin(job, run) and pass_months(job, run):
            if job.stops != 0:
                keep_state(job, run)
            else:
                close(job, run)


def reset(job: Any, run: int) -> None:
    """Put the world back to month 0, with the numbers that this run has there."""
    if job.template != job.memory:
        copy(job.memory, job.template, job.bytes)
    places = wholes_at(job.places, 2 * job.place_count)
    edits = job.edits + run * job.place_count * WORD
    for k in range(job.place_count):
        copy(job.memory + places[2 * k], edits + k * WORD, places[2 * k + 1])


def begin(job: Any, run: int) -> bool:
    """Bring the world to the eve of its first month; tell whether that came to its end."""
    if job.begins != 0 and call(job.begin, job.block, 0, 0, 0) != 0:
        return fails(job, run, 0, NONE)
    if job.goes_on != 0:
        take_over(job, run)
    return True


def take_over(job: Any, run: int) -> None:
    """Put into the world, and into the sums, what goes on of the state of another run."""
    state = job.states + wholes_at(job.state_of, job.runs)[run] * job.state_bytes
    spans = wholes_at(job.spans, 3 * job.span_count)
    for k in range(job.span_count):
        copy(job.memory + spans[3 * k], state + spans[3 * k + 1], spans[3 * k + 2])
    copy(job.sums, state + job.past_bytes, job.sum_bytes)


def keep_state(job: Any, run: int) -> None:
    """Keep the world and the sums as they are, for runs that go on from here."""
    state = job.kept_states + run * job.kept_bytes
    copy(state, job.memory, job.bytes)
    copy(state + job.bytes, job.sums, job.sum_bytes)


def fails(job: Any, run: int, month: int, part: int) -> bool:
    """Note where a run failed: the month from 1, 0 before the first, and the step."""
    wholes_at(job.failed, job.runs)[run] = month
    wholes_at(job.failed_part, job.runs)[run] = part
    return False


def pass_months(job: Any, run: int) -> bool:
    """Let the months pass and keep what is wanted of each; tell whether all came to their end."""
    occasions = wholes_at(job.occasions, job.months)
    row = kept_before(job, SERIES)
    snapshot = kept_before(job, HISTORY)
    for month in range(job.first_month, job.last_month):
        if not advance(job, run):
            return False
        keep_copies(job, run, month)
        occasion = occasions[month]
        if occasion == NOTHING:
            continue
        if not measure(job, run, occasion):
            return fails(job, run, month + 1, NONE)
        if occasion & SERIES:
            keep_series(job, run, row)
            row += 1
        if occasion & HISTORY:
            keep_history(job, run, snapshot, occasion)
            snapshot += 1
        sum_up_world(job, run, occasion)
    return True


def kept_before(job: Any, flag: int) -> int:
    """Return how many months before the first one of the job are kept in series, or histories."""
    occasions = wholes_at(job.occasions, job.months)
    count = 0
    for month in range(job.first_month):
        if occasions[month] & flag:
            count += 1
    return count


def advance(job: Any, run: int) -> bool:
    """Let one month pass; tell whether every step came to its end."""
    clock = world_at(job.block).clock
    clock.month += 1
    steps = wholes_at(job.steps, job.step_count)
    check = 0
    for step in range(job.step_count):
        if call(steps[step], job.block, 0, 0, 0) != 0:
            return fails(job, run, clock.month + 1, step)
        while check < job.check_count and check_at(job.checks + check * CHECK_SIZE).step == step:
            if not within(job, check_at(job.checks + check * CHECK_SIZE)):
                return fails(job, run, clock.month + 1, step)
            check += 1
    return True


def within(job: Any, check: Any) -> bool:
    """Tell whether the floats that a check names are within its bounds, as NaN never is."""
    address = wholes_at(job.block, check.table + WORDS)[check.table]
    rows = wholes_at(job.block, check.table + WORDS)[check.table + 1]
    stride = wholes_at(job.block, check.table + WORDS)[check.table + 2]
    for row in range(rows):
        values = floats_at(address + row * stride + check.offset, check.count)
        for k in range(check.count):
            if not check.low <= values[k] <= check.high:
                return False
    return True


def measure(job: Any, run: int, occasion: int) -> bool:
    """Measure what is wanted on an occasion; tell whether every measure came to its end."""
    world = world_at(job.block)
    size = job.of_ties
    told = floats_at(job.told, size)
    totals = floats_at(job.totals, size)
    defined = floats_at(job.defined, size)
    values = floats_at(job.values, size)
    kinds = wholes_at(job.kinds, size)
    shape = size * job.ties
    summed = floats_at(job.summed + run * shape * WORD, shape)
    carried = floats_at(job.carried, shape)
    counted = floats_at(job.counted, shape)
    chosen_count = wholes_at(job.chosen_counts, occasion + 1)[occasion]
    chosen = wholes_at(job.chosen + occasion * size * WORD, chosen_count)
    wanted_at = job.wanted + occasion * job.indicators * WORD
    called_count = wholes_at(job.called_counts, occasion + 1)[occasion]
    called = job.called + occasion * job.tie_group_count * WORD
    kept = occasion & (HISTORY + LAST) != 0
    for k in range(size):
        totals[k] = 0.0
        defined[k] = 0.0
    # Tie by tie, so that a tie is fetched from memory once for all its indicators.
    for p in range(world.clock.partnership_count):
        if world.partnerships[p].exists == 0:
            continue
        if not fill(
            job.block, job.tie_groups, job.tie_offsets, called, called_count, p, job.told, wanted_at
        ):
            return False
        for place in range(chosen_count):
            k = chosen[place]
            value = told[k]
            at = k * job.ties + p
            if kept:
                summed[at] = value
            if math.isnan(value):
                continue
            # The sums of mean_over_partnerships, in the same order.
            totals[k] += value
            defined[k] += 1.0
            carry(carried, counted, at, kinds[k], value, occasion)
    for k in range(size):
        values[k] = totals[k] / defined[k] if defined[k] > 0.0 else UNDEFINED
    rest = size * WORD
    return fill(
        job.block,
        job.world_groups,
        job.world_offsets,
        job.world_called,
        job.world_group_count,
        0,
        job.values + rest,
        wanted_at + rest,
    )


def fill(
    block: int,
    groups: int,
    offsets: int,
    called: int,
    count: int,
    row: int,
    values: int,
    wanted: int,
) -> bool:
    """Let the called groups of indicators write their values; tell whether all came to an end."""
    numbers = wholes_at(called, count)
    for k in range(count):
        group = numbers[k]
        place = wholes_at(offsets, group + 1)[group]
        entry = wholes_at(groups, group + 1)[group]
        if call(entry, block, row, values + place, wanted + place) != 0:
            return False
    return True


def sum_up_world(job: Any, run: int, occasion: int) -> None:
    """Add a month's values of the world, as far as the month counts."""
    size = job.indicators - job.of_ties
    rest = job.of_ties * WORD
    values = floats_at(job.values + rest, size)
    kinds = wholes_at(job.kinds + rest, size)
    wanted = floats_at(job.wanted + occasion * job.indicators * WORD + rest, size)
    summed = floats_at(job.summed_world + run * size * WORD, size)
    carried = floats_at(job.world_carried, size)
    counted = floats_at(job.world_counted, size)
    for k in range(size):
        if wanted[k] == 0.0:
            continue
        value = values[k]
        if occasion & LAST:
            summed[k] = value
        if math.isnan(value):
            continue
        carry(carried, counted, k, kinds[k], value, occasion)


def carry(carried: Any, counted: Any, at: int, kind: int, value: float, occasion: int) -> None:
    """Carry a month's value on to the end of the run, as far as its summary needs it."""
    if occasion & BEFORE and kind == SUMMED:
        carried[at] = value
    if occasion & WITHIN and kind == AVERAGED:
        carried[at] += value
        counted[at] += 1.0


def sum_up(summed: Any, kind: int, carried: Any, counted: Any, first: int, size: int) -> None:
    """Make the summaries of an indicator, from ``first`` on, of what was carried and counted."""
    for at in range(first, first + size):
        if kind == SUMMED:
            summed[at] -= carried[at]
        elif kind == AVERAGED:
            summed[at] = carried[at] / counted[at] if counted[at] > 0.0 else UNDEFINED


def blank(job: Any, run: int) -> None:
    """Fill what a run may leave open, of ties that are never founded, and clear what it adds to."""
    size = job.of_ties * job.ties
    clear(job.summed + run * size * WORD, job.carried, job.counted, size)
    size = job.indicators - job.of_ties
    clear(job.summed_world + run * size * WORD, job.world_carried, job.world_counted, size)
    partners = wholes_at(job.partners + 2 * run * job.ties * WORD, 2 * job.ties)
    for k in range(2 * job.ties):
        partners[k] = NONE


def clear(summed: int, carried: int, counted: int, size: int) -> None:
    """Clear the summaries at three addresses, and what they are made of."""
    for k in range(size):
        floats_at(summed, size)[k] = UNDEFINED
        floats_at(carried, size)[k] = 0.0
        floats_at(counted, size)[k] = 0.0


def keep_series(job: Any, run: int, row: int) -> None:
    """Keep the values over the world."""
    size = job.indicators * WORD
    copy(job.series + (run * job.series_months + row) * size, job.values, size)


def keep_history(job: Any, run: int, snapshot: int, occasion: int) -> None:
    """Keep the values of the partnerships that are followed."""
    size = job.followed_ties * WORD
    first = (run * job.history_months + snapshot) * job.of_ties
    wanted = floats_at(job.wanted + occasion * job.indicators * WORD, job.of_ties)
    for k in range(job.of_ties):
        if wanted[k] != 0.0:
            source = job.summed + (run * job.of_ties + k) * job.ties * WORD
            copy(job.histories + (first + k) * size, source, size)


def keep_copies(job: Any, run: int, month: int) -> None:
    """Copy the fields that this month is asked for, row by row."""
    for k in range(job.copy_count):
        asked = copy_at(job.copies + k * COPY_SIZE)
        if (job.months - 1 - month) % asked.step != 0:
            continue
        place = wholes_at(job.block, asked.table + WORDS)
        source = place[asked.table] + asked.offset
        stride = place[asked.table + 2]
        moment = run * asked.moments + month // asked.step
        target = asked.target + moment * asked.rows * asked.size
        for row in range(asked.rows):
            copy(target + row * asked.size, source + row * stride, asked.size)


def close(job: Any, run: int) -> bool:
    """Keep what is counted at the end of a run, and sum it up."""
    world = world_at(job.block)
    shape = job.of_ties * job.ties
    kinds = wholes_at(job.kinds, job.indicators)
    summed = floats_at(job.summed + run * shape * WORD, shape)
    carried = floats_at(job.carried, shape)
    counted = floats_at(job.counted, shape)
    for k in range(job.of_ties):
        sum_up(summed, kinds[k], carried, counted, k * job.ties, job.ties)
    size = job.indicators - job.of_ties
    summed = floats_at(job.summed_world + run * size * WORD, size)
    carried = floats_at(job.world_carried, size)
    counted = floats_at(job.world_counted, size)
    for k in range(size):
        sum_up(summed, kinds[job.of_ties + k], carried, counted, k, 1)
    partners = wholes_at(job.partners + 2 * run * job.ties * WORD, 2 * job.ties)
    for p in range(world.clock.partnership_count):
        for side in range(2):
            if world.partnerships[p].exists == 1:
                partners[2 * p + side] = world.partnerships[p].cities[side]
    if call(job.close, job.block, 0, 0, 0) != 0:
        return fails(job, run, job.months, NONE)
    size = len(world.waits)
    waits = floats_at(job.waits + run * size * WORD, size)
    for k in range(size):
        waits[k] = world.waits[k]
    size = len(world.tallies)
    tallies = wholes_at(job.tallies + run * size * WORD, size)
    for kind in range(size):
        tallies[kind] = world.tallies[kind].count
    return True
