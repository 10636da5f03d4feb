"""Find the address that another spelling means (case, diacritics, a slash too many), and those most like one that is unknown."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from rapidfuzz import fuzz, process

from amicorum.linking.folding import fold
from amicorum.rdf import iris
from amicorum.rdf.entity_kinds import kind_name

NEAREST = 5
"""Most addresses proposed in place of one that is unknown."""
_CLOSE = 70
"""Likeness, of 100, from which an address is proposed."""


class Addresses:
    """Every address of one release, found in any spelling."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = sorted(each for each in known if each.startswith(iris.BASE))

    def find(self, address: str) -> str | None:
        """The one known address of which this is another spelling; None where there is none or several."""
        found = self._by_spelling.get(_fold(address), [])
        return found[0] if len(found) == 1 else None

    def near(self, address: str) -> list[str]:
        """The known addresses most like this one, the likest first; of its own kind where there are any of that kind."""
        wanted = _fold(address)
        kind = kind_name(address)
        same = [spelling for spelling, found in self._by_spelling.items() if kind_name(found[0]) == kind]
        best = process.extract(wanted, same or list(self._by_spelling), scorer=fuzz.ratio, score_cutoff=_CLOSE, limit=NEAREST)
        return [address for spelling, _, _ in best for address in self._by_spelling[spelling]][:NEAREST]

    @cached_property
    def _by_spelling(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for each in self._known:
            found.setdefault(_fold(each), []).append(each)
        return found


def _fold(address: str) -> str:
    """An address without what people change in it: case, diacritics, slashes at the end, spaces or underscores for hyphens."""
    parts = address.removeprefix(iris.BASE).rstrip("/").split("/")
    return "/".join("-".join(fold(part.replace("-", " ").replace("_", " ")).split()) for part in parts)
