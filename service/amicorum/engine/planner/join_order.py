"""Join-order optimisation: put the patterns that stand side by side into a good order, by the statistics of the release.

The engine has no statistics: between patterns of one shape it takes them as they are written. Patterns of one block are a conjunction, so
every order gives the same answer, some a hundred times sooner. A query that the grammar here does not know is left as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tree_sitter import Node

from amicorum.engine.planner.syntax import find_nodes
from amicorum.engine.planner.syntax import node_text as _text
from amicorum.rdf.terms import RDF
from amicorum.release.statistics import DatasetStatistics

RDF_TYPE = RDF.type.value
_NAMES = frozenset({"iri_reference", "prefixed_name"})
_SUBJECTS = _NAMES | {"var", "blank_node_label"}
_OBJECTS = _SUBJECTS | {"rdf_literal", "integer", "decimal", "double", "boolean_literal", "anon"}
_OPEN = frozenset({"var", "blank_node_label"})
_MOST_STARTS = 20
"""Patterns in a block up to which each is tried as the first; above, only the smallest."""
_REPEATED = 3.0
"""How much more a path finds for each mark that repeats it."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One triple pattern, or a sentence that cannot be divided into some: its text, its variables, and what it may find."""

    text: str
    variables: frozenset[str]
    subject: str = ""
    """The subject's variable; empty for a constant, and for a sentence that cannot be divided."""
    object: str = ""
    size: float = 1.0
    subjects: float = 1.0
    objects: float = 1.0

    def cost(self, bound: frozenset[str]) -> float:
        """How many rows this pattern makes of each one that has values for these variables."""
        rows = self.size
        if self.subject in bound:
            rows /= max(self.subjects, 1.0)
        if self.object in bound:
            rows /= max(self.objects, 1.0)
        return rows


class JoinOrderOptimizer:
    """Orders the patterns of queries by these statistics."""

    def __init__(self, statistics: DatasetStatistics) -> None:
        self.statistics = statistics

    def rewrite(self, text: str, root: Node) -> str:
        """A query equal to the one with this text and syntax tree; the very same where there is nothing to gain."""
        source = text.encode()
        prefixes = read_prefixes(root)
        parts, at = [], 0
        for block in find_nodes(root, "triples_block"):
            patterns = self.read_block(block, prefixes)
            ordered = order_patterns(patterns)
            if ordered == patterns:
                continue
            # Two parts, so that a comment at the end of a pattern would not swallow the separator.
            body = "\n. ".join(each.text for each in ordered) + ("\n." if block.children[-1].type == "." else "")
            parts += [source[at : block.start_byte], body.encode()]
            at = block.end_byte
        return b"".join([*parts, source[at:]]).decode()

    def read_block(self, block: Node, prefixes: Mapping[str, str]) -> list[Pattern]:
        """The patterns of a block, in the order of the text."""
        return [pattern for sentence in block.named_children for pattern in self._divide(sentence, prefixes)]

    def _divide(self, sentence: Node, prefixes: Mapping[str, str]) -> list[Pattern]:
        """The triple patterns of a sentence, or the sentence as it is."""
        if sentence.type != "triples_same_subject":
            return []
        subject, *others = [child for child in sentence.named_children if not child.is_extra]
        patterns = []
        properties = others[0].named_children if others and others[0].type == "property_list" else []
        for each in properties:
            parts = [child for child in each.named_children if not child.is_extra]
            if subject.type not in _SUBJECTS or len(parts) != 2 or parts[1].type != "object_list":
                return [_whole(sentence)]
            objects = [child for child in parts[1].named_children if not child.is_extra]
            if not all(one.type in _OBJECTS for one in objects):
                return [_whole(sentence)]
            patterns += [self._make_pattern(subject, parts[0], one, prefixes) for one in objects]
        return patterns or [_whole(sentence)]

    def _make_pattern(self, subject: Node, verb: Node, target: Node, prefixes: Mapping[str, str]) -> Pattern:
        text = f"{_text(subject)} {_text(verb)} {_text(target)}"
        size, subjects, objects = self._measure(verb, prefixes)
        name = _expand(target, prefixes)
        if target.type in _NAMES and _find_properties(verb, prefixes) == [RDF_TYPE]:
            size, objects = float(self.statistics.classes.get(name, 1)), 1.0
        elif target.type not in _OPEN:
            size /= max(objects, 1.0)
        if subject.type not in _OPEN:
            size /= max(subjects, 1.0)
        variables = frozenset(_text(node) for node in (subject, verb, target) if node.type in _OPEN)
        return Pattern(
            text,
            variables,
            _text(subject) if subject.type in _OPEN else "",
            _text(target) if target.type in _OPEN else "",
            size,
            subjects,
            objects,
        )

    def _measure(self, verb: Node, prefixes: Mapping[str, str]) -> tuple[float, float, float]:
        """How many statements, subjects and objects a property or path has, about."""
        statistics = self.statistics
        if verb.type == "var" or b"!" in (verb.text or b""):
            total = float(statistics.statements)
            return total, total, total
        found = [statistics.properties[iri] for iri in _find_properties(verb, prefixes) if iri in statistics.properties]
        factor = _REPEATED ** sum(_text(verb).count(mark) for mark in "*+")
        statements = float(sum(each.statements for each in found))
        return statements * factor, float(sum(each.subjects for each in found)), float(sum(each.objects for each in found))


def order_patterns(patterns: Sequence[Pattern]) -> list[Pattern]:
    """Of the greedy orders from each pattern on, the one with the fewest rows on the way. Ties keep the order of the text."""
    return _find_order(patterns)[2]


def estimate(patterns: Sequence[Pattern]) -> tuple[float, float]:
    """The rows on the way in the best order, and the rows at its end."""
    return _find_order(patterns)[:2]


def _find_order(patterns: Sequence[Pattern]) -> tuple[float, float, list[Pattern]]:
    if not patterns:
        return 0.0, 1.0, []
    starts = patterns if len(patterns) <= _MOST_STARTS else [min(patterns, key=lambda each: each.size)]
    return min((_order_from(start, patterns) for start in starts), key=lambda found: found[0])


def _order_from(start: Pattern, patterns: Sequence[Pattern]) -> tuple[float, float, list[Pattern]]:
    """This pattern, then always the cheapest that shares a variable with those before, if one does; the rows on the way and at the end."""
    left, ordered, best = list(patterns), [], start
    bound: frozenset[str] = frozenset()
    rows, total = 1.0, 0.0
    while True:
        rows *= best.cost(bound)
        total += rows
        left.remove(best)
        ordered.append(best)
        bound |= best.variables
        if not left:
            return total, rows, ordered
        joined = [each for each in left if each.variables & bound or not each.variables]
        best = min(joined or left, key=lambda each: each.cost(bound))


def _whole(sentence: Node) -> Pattern:
    """A sentence that cannot be divided: it keeps its words, and is taken to be selective, as what is written out like this mostly is."""
    return Pattern(_text(sentence), frozenset(_text(node) for node in find_nodes(sentence) if node.type in _OPEN))


def _find_properties(verb: Node, prefixes: Mapping[str, str]) -> list[str]:
    """The IRIs of all properties in a verb or path."""
    return [
        RDF_TYPE if node.type == "a" else _expand(node, prefixes) for node in find_nodes(verb) if node.type in _NAMES or node.type == "a"
    ]


def _expand(node: Node, prefixes: Mapping[str, str]) -> str:
    """The IRI that a name stands for; a relative one and one with escapes come out as what occurs nowhere."""
    text = _text(node)
    if node.type == "iri_reference":
        return text[1:-1]
    prefix, _, local = text.partition(":")
    return prefixes.get(prefix, "") + local


def read_prefixes(root: Node) -> Mapping[str, str]:
    """The prefixes that a query declares."""
    found = {}
    for node in find_nodes(root):
        if node.type == "prefix_declaration":
            name, _, iri = _text(node)[len("PREFIX") :].strip().partition(":")
            found[name] = iri.strip().strip("<>")
        elif node.type == "group_graph_pattern":
            break
    return found
