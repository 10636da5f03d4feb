"""Proposals: which of our things the rows of a list are, which identifiers they bring, and where they contradict each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from amicorum.linking.identifiers import Identifier, compare_key
from amicorum.linking.lists import ONE_FOR_EACH, Entry
from amicorum.linking.matcher import Candidate, Matcher
from amicorum.linking.records import Record
from amicorum.linking.scoring import explain

LEAST = 72.0
"""Score below which nothing is proposed."""
_AHEAD = 3.0
"""By how much a row is ahead of another that fits the same thing."""


class State(StrEnum):
    """What is to be done with a proposal."""

    CERTAIN = "certain"
    CHECK = "check"
    CONFLICT = "conflict"


@dataclass(slots=True)
class Proposal:
    """A thing of ours, the row that it may be, why, and the identifiers that it would get."""

    thing: Record
    entry: Entry
    score: float
    state: State
    new: list[Identifier]
    reasons: list[str] = field(default_factory=list)
    place: str = ""
    """Where the thing is, in words."""


def propose(matcher: Matcher, entries: Iterable[Entry], kind: str, *, least: float = LEAST) -> list[Proposal]:
    """Everything worth a look, the best first. Rows that bring no new identifier are left out: they are linked already.

    Rows about one item (with one Wikidata or ROR identifier) are taken together. What the list contradicts itself in is left out and said.
    """
    entries = list(_merge(entries))
    _leave_out_contradictions(entries)
    found = [proposal for entry in entries for proposal in _propose(matcher, entry, kind, least)]
    _find_conflicts(matcher, found)
    return sorted(found, key=lambda each: (-each.score, each.thing.key, each.entry.line))


def _merge(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Rows of one item as one: all names, places and identifiers."""
    found: dict[str, Entry] = {}
    for entry in entries:
        first = found.setdefault(entry.record.key, entry)
        if first is not entry:
            if all(value != entry.record.key for _, value in entry.record.identifiers):
                found[f"{entry.record.key} {entry.line}"] = entry  # named alike only
                continue
            for name in entry.record.names:
                first.record.names.setdefault(name, "")
            first.record.places |= entry.record.places
            first.record.identifiers |= entry.record.identifiers
    yield from found.values()


def _leave_out_contradictions(entries: Iterable[Entry]) -> None:
    """Take out identifiers that the list gives to two items, and those of which it gives one item two."""
    holders: defaultdict[Identifier, set[str]] = defaultdict(set)
    for entry in entries:
        for identifier in entry.record.identifiers:
            holders[compare_key(identifier)].add(entry.record.key)
    for entry in entries:
        record = entry.record
        for identifier in sorted(record.identifiers):
            several = {each.value for each in record.identifiers if each.scheme == identifier.scheme}
            if others := holders[compare_key(identifier)] - {record.key}:
                record.identifiers.discard(identifier)
                entry.remarks.append(f"{identifier.scheme} {identifier.value} left out: the list gives it to {sorted(others)[0]} too")
            elif identifier.scheme in ONE_FOR_EACH and len(several) > 1:
                record.identifiers -= {each for each in record.identifiers if each.scheme == identifier.scheme}
                entry.remarks.append(f"{identifier.scheme} left out: the list gives {' and '.join(sorted(several))}")


def _propose(matcher: Matcher, entry: Entry, kind: str, least: float) -> Iterator[Proposal]:
    given = entry.record
    if given.seat and (towns := matcher.find(given.seat)):
        given.city = towns[0].key
        given.places = given.places | set(towns[0].names)
    candidates = matcher.match(given, (kind,), limit=2, least=least)
    for candidate in candidates[:1]:
        if new := sorted(given.identifiers - candidate.record.identifiers):
            thing = candidate.record
            town = matcher.get(thing.city)
            place = ", ".join(filter(None, (town.name if town else "", thing.country)))
            reasons = [*_explain(candidates), *entry.remarks]
            yield Proposal(thing, entry, candidate.score, _judge(candidate), new, reasons, place)


def _judge(candidate: Candidate) -> State:
    if candidate.likeness.conflict:
        return State.CONFLICT
    return State.CERTAIN if candidate.certain else State.CHECK


def _explain(candidates: list[Candidate]) -> list[str]:
    reasons = list(explain(candidates[0].likeness))
    if len(candidates) > 1:
        reasons.append(f"next: {candidates[1].record.name} ({candidates[1].score:.0f})")
    return reasons


def _find_conflicts(matcher: Matcher, proposals: list[Proposal]) -> None:
    """Mark what contradicts: several rows that fit one thing, an identifier that another thing of ours has."""
    rows: defaultdict[str, list[Proposal]] = defaultdict(list)
    for each in proposals:
        if each.state is State.CERTAIN:
            rows[each.thing.key].append(each)
    for found in rows.values():
        best = max(each.score for each in found)
        equal = [each for each in found if each.score > best - _AHEAD]
        for each in found:
            if each.score <= best - _AHEAD:
                each.state = State.CHECK
                each.reasons.append(f"another row fits better: {equal[0].entry.record.name}")
            elif len(equal) > 1:
                others = ", ".join(other.entry.record.key for other in equal if other is not each)
                _mark(each, f"fits as well as other rows: {others}")
    for each in proposals:
        for identifier in each.new:
            if holders := {record.key for record in matcher.find(identifier)} - {each.thing.key}:
                _mark(each, f"{identifier.scheme} {identifier.value} is already that of {sorted(holders)[0]}")


def _mark(proposal: Proposal, reason: str) -> None:
    proposal.state = State.CONFLICT
    proposal.reasons.append(reason)
