"""Places: who gets one, who waits, who is preempted; with a clock of our own where seconds matter."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from amicorum.engine.admission import AdmissionController
from amicorum.engine.port import Priority
from amicorum.errors import Busy
from amicorum.settings import Settings

pytestmark = pytest.mark.anyio


@dataclass
class Clock:
    """Seconds that pass when told to."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def make_places(clock: Clock, **given: object) -> AdmissionController:
    defaults = {"workers": 3, "service_workers": 1, "heavy_workers": 1, "client_workers": 2, "queue": 4, "queue_seconds": 5.0}
    defaults |= {"client_budget": 10.0, "client_refill": 1.0}
    return AdmissionController(Settings.model_validate(defaults | given), clock)


async def test_what_needs_no_worker_needs_no_free_place_but_has_its_price() -> None:
    clock = Clock()
    slots = make_places(clock, workers=2, client_workers=1, client_budget=2.0, client_refill=0.5)
    held = [await slots.enter(name, Priority.PUBLIC) for name in ("a", "b")]
    for _ in range(2):
        now = slots.enter_now("c", Priority.PUBLIC)
        assert now is not None
        clock.now += 1.5
        slots.leave(now)
    assert slots.enter_now("c", Priority.PUBLIC) is None, "its budget is used up"
    own = slots.enter_now("", Priority.SERVICE)
    assert own is not None, "the service's own have no budget"
    for slot in (*held, own):
        slots.leave(slot)
    assert slots.busy == 0


async def test_what_ran_elsewhere_is_charged_all_the_same() -> None:
    clock = Clock()
    slots = make_places(clock, client_budget=2.0, client_refill=0.5)
    assert slots.charge("a", 1.5) == 0.0
    assert slots.charge("a", 1.5) == 2.0
    assert slots.enter_now("a", Priority.PUBLIC) is None
    clock.now += 2.5
    assert slots.enter_now("a", Priority.PUBLIC) is not None


async def waits(task: asyncio.Task[object]) -> bool:
    for _ in range(5):
        await asyncio.sleep(0)
    return not task.done()


async def test_a_client_has_only_its_share_and_never_the_last_place() -> None:
    slots = make_places(Clock())
    first, second = await slots.enter("a", Priority.PUBLIC), await slots.enter("a", Priority.PUBLIC)
    third = asyncio.create_task(slots.enter("a", Priority.PUBLIC))
    assert await waits(third)
    other = await slots.enter("b", Priority.PUBLIC) if not slots.waiting else None
    assert other is None, "whoever waits first is looked at first"
    late = asyncio.create_task(slots.enter("b", Priority.PUBLIC))
    assert not await waits(late)
    for slot in (first, second, await late):
        slots.leave(slot)
    slots.leave(await third)
    assert (slots.busy, slots.waiting) == (0, 0)


async def test_the_last_place_is_kept_for_a_client_that_asks_little() -> None:
    clock = Clock()
    slots = make_places(clock)
    for name in "ab":
        used = await slots.enter(name, Priority.PUBLIC)
        clock.now += 6.0
        slots.leave(used)
        await slots.enter(name, Priority.PUBLIC)
    spent = await slots.enter("c", Priority.PUBLIC)
    clock.now += 6.0
    slots.leave(spent)
    merely_light = asyncio.create_task(slots.enter("c", Priority.PUBLIC))
    assert await waits(merely_light)
    fresh = asyncio.create_task(slots.enter("d", Priority.PUBLIC))
    assert not await waits(fresh)
    slots.leave(await fresh)
    assert await waits(merely_light)
    merely_light.cancel()
    await asyncio.gather(merely_light, return_exceptions=True)


async def test_the_service_has_its_own_place() -> None:
    slots = make_places(Clock())
    for name in "abc":
        await slots.enter(name, Priority.PUBLIC)
    public = asyncio.create_task(slots.enter("d", Priority.PUBLIC))
    assert await waits(public)
    await slots.enter("", Priority.SERVICE)
    assert slots.busy == 4
    public.cancel()
    await asyncio.gather(public, return_exceptions=True)
    assert slots.waiting == 0


async def test_a_heavy_client_waits_behind_light_ones() -> None:
    clock = Clock()
    slots = make_places(clock, workers=1)
    slot = await slots.enter("over budget", Priority.PUBLIC)
    clock.now = 11.0
    over_budget = asyncio.create_task(slots.enter("over budget", Priority.PUBLIC))
    assert await waits(over_budget)
    light = asyncio.create_task(slots.enter("light", Priority.PUBLIC))
    assert await waits(light)
    slots.leave(slot)
    assert not await waits(light)
    assert await waits(over_budget)
    slots.leave(await light)
    assert not await waits(over_budget)


async def test_errors_cost_double() -> None:
    clock = Clock()
    slots = make_places(clock, workers=1, queue=0, client_refill=0.01)
    for failed, seconds in ((False, 4.0), (True, 4.0)):
        slot = await slots.enter("a", Priority.PUBLIC)
        clock.now += seconds
        slots.leave(slot, failed=failed)
    other = await slots.enter("b", Priority.PUBLIC)
    with pytest.raises(Busy) as caught:
        await slots.enter("a", Priority.PUBLIC)
    assert caught.value.client
    assert caught.value.retry_after > 1
    slots.leave(other)
    slots.leave(other)
    assert slots.busy == 0


async def test_what_heavy_clients_run_is_cut_where_light_ones_wait() -> None:
    clock = Clock()
    slots = make_places(clock)
    preempted: list[str] = []
    running = {}
    for name in "abc":
        running[name] = slot = await slots.enter(name, Priority.PUBLIC)
        slot.on_preempted = lambda name=name: preempted.append(name)  # type: ignore[misc]  # mypy cannot infer a lambda with a default
    clock.now = 11.0
    light = asyncio.create_task(slots.enter("light", Priority.PUBLIC))
    assert await waits(light)
    assert len(preempted) == 1, "one waits, so one is preempted"
    slots.leave(running[preempted[0]])
    assert not await waits(light)


async def test_nothing_is_cut_while_nobody_waits() -> None:
    clock = Clock()
    slots = make_places(clock)
    held = [await slots.enter(name, Priority.PUBLIC) for name in "abc"]
    clock.now = 1000.0
    assert not any(slot.preempted for slot in held)


async def test_a_full_queue_sends_away_the_client_that_fills_it() -> None:
    slots = make_places(Clock(), workers=1)
    slot = await slots.enter("x", Priority.PUBLIC)
    flood = [asyncio.create_task(slots.enter("flood", Priority.PUBLIC)) for _ in range(4)]
    assert await waits(flood[-1])
    good = asyncio.create_task(slots.enter("good", Priority.PUBLIC))
    assert await waits(good)
    with pytest.raises(Busy):
        await flood[-1]
    with pytest.raises(Busy):
        await slots.enter("flood", Priority.PUBLIC)
    slots.leave(slot)
    for task in (*flood[:-1], good):
        task.cancel()
    await asyncio.gather(*flood, good, return_exceptions=True)


async def test_waiting_ends_in_time() -> None:
    slots = AdmissionController(Settings(workers=1, queue_seconds=0.05))
    await slots.enter("a", Priority.PUBLIC)
    with pytest.raises(Busy) as caught:
        await slots.enter("b", Priority.PUBLIC)
    assert not caught.value.client
    assert slots.waiting == 0


async def test_a_wait_that_is_cancelled_gives_back_what_it_got() -> None:
    slots = make_places(Clock(), workers=1)
    slot = await slots.enter("a", Priority.PUBLIC)
    waiting = asyncio.create_task(slots.enter("b", Priority.PUBLIC))
    assert await waits(waiting)
    slots.leave(slot)  # grants it
    waiting.cancel()  # before it can run
    await asyncio.gather(waiting, return_exceptions=True)
    assert slots.busy == 0


async def test_clients_are_forgotten() -> None:
    clock = Clock()
    slots = make_places(clock)
    for number in range(25_000):
        slots.leave(await slots.enter(str(number), Priority.PUBLIC))
    assert len(slots._clients) <= 10_000
