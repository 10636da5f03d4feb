"""What a service process answers by itself, charged to the budget that all service processes have together."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial

import pytest
from tests.engine.embedded.queries import until

from amicorum.engine.admission import AdmissionController
from amicorum.engine.port import Priority, Stats
from amicorum.engine.shared.board import StatusBoard
from amicorum.engine.shared.channel import Channel, Message
from amicorum.engine.shared.host import EngineHost
from amicorum.engine.shared.places import SharedPlaces
from amicorum.settings import Settings

pytestmark = pytest.mark.anyio
GENERATION = 3


@dataclass
class Hosted:
    """An engine that lends nothing but slots."""

    admission: AdmissionController
    workers: None = None

    async def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
async def places() -> AsyncIterator[list[SharedPlaces]]:
    """The places of two service processes and one supervisor, all in this process."""
    settings = Settings(client_budget=0.2, client_refill=0.01)
    host = EngineHost(GENERATION, Hosted(AdmissionController(settings)), lambda: None)
    channels: list[Channel] = []
    members: list[SharedPlaces] = []
    for number in range(2):
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        channels.append(Channel(theirs, partial(hear, host, channels, 2 * number), lambda: None))
        channels.append(Channel(ours, partial(listen, members, number), lambda: None))
        members.append(SharedPlaces(channels[-1], GENERATION, StatusBoard(), Stats("embedded", "", 0, {})))
    yield members
    for channel in channels:
        channel.close()


def hear(host: EngineHost, channels: list[Channel], number: int, message: Message, _: list[int]) -> None:
    host.receive(channels[number], message[0], message[2:])


def listen(members: list[SharedPlaces], number: int, message: Message, fds: list[int]) -> None:
    members[number].receive(message[0], message[2:], fds)


async def test_a_budget_is_used_up_in_all_processes_together(places: list[SharedPlaces]) -> None:
    one, other = places
    for each in places:
        slot = each.enter_now("greedy", Priority.PUBLIC)
        assert slot is not None
        slot.since -= 0.15  # so long it ran
        each.leave(slot)
        each.leave(slot)
    await until(lambda: None in [each.enter_now("greedy", Priority.PUBLIC) for each in places])
    assert one.enter_now("modest", Priority.PUBLIC) is not None
    assert other.enter_now("greedy", Priority.SERVICE) is not None
    assert max(each.charge("greedy", 0.0) for each in places) > 0


async def test_the_services_own_queries_are_not_charged(places: list[SharedPlaces]) -> None:
    one, _ = places
    slot = one.enter_now("", Priority.SERVICE)
    assert slot is not None
    slot.since -= 5.0
    one.leave(slot)
    await asyncio.sleep(0.3)
    assert one.charge("", 0.0) == 0.0
