"""FILTER NOT EXISTS as MINUS, and FILTER EXISTS as a join with the distinct values that its pattern finds.

The engine evaluates the pattern of a filter anew for every row; MINUS and a join it evaluates once. The answers are the same where

- the pattern consists of triple patterns that bind all its variables, and of filters over these (SPARQL 1.1 Query, section 8.3.3: a
  variable of the outer group within a filter would make a difference), without zero-length paths, which also match what is in no triple;
- it shares a variable with the group that every row of the group binds: MINUS keeps a row that shares none;
- the group is no OPTIONAL's, whose filters see the variables outside of it, and stands in no filter itself.

Anything else is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tree_sitter import Node

from amicorum.engine.planner.syntax import find_nodes, node_text, variables_of

_EXISTS, _NOT_EXISTS = "exists_func", "not_exists_func"
_GROUP = "group_graph_pattern"
_AROUND = frozenset(
    {
        _GROUP,
        "group_or_union_graph_pattern",
        "graph_graph_pattern",
        "minus_graph_pattern",
        "optional_graph_pattern",
        "sub_select",
        "where_clause",
        "select_query",
        "ask_query",
        "construct_query",
        "describe_query",
        "unit",
    }
)
"""What a group may stand in. Not a filter, where a pattern may be evaluated with values of the rows outside, and no other endpoint."""
_REFUSED = frozenset({_EXISTS, _NOT_EXISTS, "function_call", "blank_node_label"})
_CHANGING = re.compile(r"\b(?:RAND|UUID|STRUUID|BNODE)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Existence:
    """A filter that can be evaluated once: the group that it stands in, itself, its pattern, and the variables that join the two."""

    group: Node
    filter: Node
    pattern: Node
    negated: bool
    joined: frozenset[str]

    def replacement(self) -> str:
        """What goes to the end of the group in place of the filter."""
        text = node_text(self.pattern)
        if self.negated:
            return f"\nMINUS {text}\n"
        return f"\n{{ SELECT DISTINCT {' '.join(sorted(self.joined))} WHERE {text} }}\n"


def find_existences(root: Node) -> Iterator[Existence]:
    """The filters of a query that can be evaluated once, in the order of the text."""
    for node in find_nodes(root, "filter"):
        if found := _read(node):
            yield found


def rewrite_existences(text: str, root: Node, pays: Callable[[Existence], bool]) -> str:
    """The query with those filters rewritten for which it pays."""
    source = text.encode()
    edits: list[tuple[int, int, str]] = []
    for found in find_existences(root):
        if pays(found):
            # A filter may stand between two patterns without a full stop, so something must stay in its place.
            edits.append((found.filter.start_byte, found.filter.end_byte, "FILTER(true)"))
            edits.append((found.group.end_byte - 1, found.group.end_byte - 1, found.replacement()))
    parts, at = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        parts += [source[at:start], new.encode()]
        at = end
    return b"".join([*parts, source[at:]]).decode()


def certain_blocks(group: Node) -> Iterator[Node]:
    """The blocks of patterns that every row of a group matches: its own, also those in its GRAPH clauses."""
    for child in group.named_children:
        if child.type == "triples_block":
            yield child
        elif child.type == "graph_graph_pattern":
            for inner in child.named_children:
                if inner.type == _GROUP:
                    yield from certain_blocks(inner)


def certain_variables(group: Node) -> frozenset[str]:
    """Variables that every row of a group binds."""
    return frozenset[str]().union(*(variables_of(block) for block in certain_blocks(group)))


def _read(node: Node) -> Existence | None:
    parts = [child for child in node.named_children if not child.is_extra]
    if len(parts) != 1 or parts[0].type not in (_EXISTS, _NOT_EXISTS):
        return None
    negated = parts[0].type == _NOT_EXISTS
    pattern = next((child for child in parts[0].named_children if child.type == _GROUP), None)
    group = node.parent
    if pattern is None or group is None or group.type != _GROUP or not _is_plain(pattern) or not _is_alone(group, negated):
        return None
    mine, certain = variables_of(pattern), certain_variables(group)
    others = frozenset[str]().union(*(variables_of(child) for child in group.named_children if child != node))
    joined = mine & certain
    # A row that leaves a shared variable open keeps it open in the filter, but would be bound by the join.
    if not joined or (not negated and mine & others != joined):
        return None
    return Existence(group, node, pattern, negated, joined)


def _is_plain(pattern: Node) -> bool:
    """Whether the pattern means the same with and without the values of a row put into it."""
    children = [child for child in pattern.named_children if not child.is_extra]
    bound: frozenset[str] = frozenset()
    for child in children:
        if child.type == "triples_block":
            bound |= variables_of(child)
        elif child.type != "filter":
            return False
    used = frozenset[str]().union(*(variables_of(child) for child in children if child.type == "filter"))
    if not bound or not used <= bound:
        return False
    for node in find_nodes(pattern):
        if node.type in _REFUSED or (node.type == "path_mod" and node_text(node) != "+"):
            return False
        if node.type == "build_in_function" and _CHANGING.search(node_text(node)):
            return False
    return True


def _is_alone(group: Node, negated: bool) -> bool:
    """Whether nothing around the group reaches into its filters."""
    around = group.parent
    if around is None or around.type == "optional_graph_pattern":
        return False
    while around is not None:
        if around.type not in _AROUND:
            return False
        # The engine would look for a query inside GRAPH ?name in every graph.
        if around.type == "graph_graph_pattern" and not negated:
            return False
        around = around.parent
    return True
