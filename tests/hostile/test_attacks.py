"""Each hostile query alone, over HTTP: a typed answer of the right kind, in time, and the same process goes on."""

from __future__ import annotations

import itertools
import time

import pytest
from tests.hostile.attacks import ATTACKS, Attack
from tests.hostile.clients import CUT, ask
from tests.hostile.conftest import Service

ADDRESSES = (f"127.1.{n // 250}.{n % 250 + 1}" for n in itertools.count())
"""A fresh client for each, so that none pays for another's time."""


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_is_answered_by_its_kind(service: Service, attack: Attack) -> None:
    before, began = service.family(), time.monotonic()
    outcome = ask(service.port, next(ADDRESSES), attack.query)
    took = time.monotonic() - began
    assert outcome.kind in attack.kinds or (outcome.kind == CUT and "limit-reached" in attack.kinds and outcome.status == 200), outcome
    assert took < 3, "one second for the query, and the rest for a busy machine"
    after = service.family()
    assert (after.parent, after.fork_server) == (before.parent, before.fork_server)
    assert ask(service.port, "127.0.0.9", "ASK { }").kind == "answer"
