"""Places: so many at once, in one process or in several; who ends gives back what it had."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

from amicorum.places import Places

HOLD = """
import sys
from pathlib import Path
from amicorum.places import Places

print(Places(2, "work", Path(sys.argv[1])).try_take(), flush=True)
sys.stdin.read()
"""


def test_as_many_as_there_are(tmp_path: Path) -> None:
    for folder in (None, tmp_path):
        places = Places(2, "work", folder)
        assert [places.try_take() for _ in range(3)] == [True, True, False]
        places.give_back()
        assert [places.try_take() for _ in range(2)] == [True, False]


def test_processes_share_a_folder_and_one_that_is_killed_gives_back(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout and other.stdout.readline() == "True\n"
        places, others = Places(2, "work", tmp_path), Places(2, "other work", tmp_path)
        assert [places.try_take() for _ in range(2)] == [True, False]
        assert others.try_take(), "of another kind"
        other.kill()
        other.wait()
        assert places.try_take()


def test_who_waits_gets_a_place_in_turn() -> None:
    order: list[int] = []

    async def work(places: Places, number: int) -> None:
        await places.take()
        order.append(number)
        await asyncio.sleep(0)
        places.give_back()

    async def scenario() -> None:
        places = Places(1, "work")
        await asyncio.gather(*(work(places, number) for number in range(4)))

    asyncio.run(scenario())
    assert order == [0, 1, 2, 3]
