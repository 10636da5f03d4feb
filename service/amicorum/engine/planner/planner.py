"""Rewrite a query into an equal one that the engine answers sooner, by the statistics of the release, and explain the estimates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tree_sitter import Node

from amicorum.engine.planner.existence import Existence, certain_blocks, rewrite_existences
from amicorum.engine.planner.join_order import JoinOrderOptimizer, Pattern, estimate, order_patterns, read_prefixes
from amicorum.engine.planner.syntax import find_nodes, make_parser
from amicorum.release.statistics import DatasetStatistics

_ROWS_PER_ROW = 1000.0
"""A pattern is evaluated in whole where that makes at most so many rows for each row of the group around."""


class Planner:
    """Rewrites queries. Not for more than one thread."""

    def __init__(self, *, enabled: bool = True) -> None:
        self.enabled = enabled
        self._parser = make_parser()
        self._join_order = JoinOrderOptimizer(DatasetStatistics())

    @property
    def statistics(self) -> DatasetStatistics:
        """By which queries are rewritten; without any, none is."""
        return self._join_order.statistics

    @statistics.setter
    def statistics(self, statistics: DatasetStatistics) -> None:
        self._join_order = JoinOrderOptimizer(statistics)

    def rewrite(self, text: str) -> str:
        """An equal query; the very same where there is nothing to gain, or where its syntax is not known here."""
        if not self.enabled or not self.statistics.properties:
            return text
        root = self._parser.parse(text.encode()).root_node
        if root.has_error:
            return text
        if "EXISTS" in text.upper():
            prefixes = read_prefixes(root)
            rewritten = rewrite_existences(text, root, lambda found: self._pays(found, prefixes))
            if rewritten != text:
                again = self._parser.parse(rewritten.encode()).root_node
                if not again.has_error:
                    text, root = rewritten, again
        return self._join_order.rewrite(text, root)

    def explain(self, text: str) -> str:
        """The rewritten query, and before it, for each block, about how many rows each pattern makes of a row."""
        plan = self.rewrite(text)
        root = self._parser.parse(plan.encode()).root_node
        lines: list[str] = []
        if root.has_error:
            lines.append("# the planner does not know this syntax: the query stays as it is")
        else:
            prefixes = read_prefixes(root)
            for number, block in enumerate(find_nodes(root, "triples_block"), start=1):
                patterns = order_patterns(self._join_order.read_block(block, prefixes))
                total, rows = estimate(patterns)
                lines.append(f"# block {number}: about {rows:,.0f} rows, {total:,.0f} on the way")
                bound: frozenset[str] = frozenset()
                for pattern in patterns:
                    lines.append(f"#   × {pattern.cost(bound):,.2f}   {' '.join(pattern.text.split())}")
                    bound |= pattern.variables
        return "\n".join([*lines, plan])

    def _pays(self, found: Existence, prefixes: Mapping[str, str]) -> bool:
        """A single pattern is a look into an index for each row; several, and paths, are joined anew for each."""
        inner = self._read(find_nodes(found.pattern, "triples_block"), prefixes)
        if len(inner) < 2 and not any(find_nodes(found.pattern, "binary_path")):
            return False
        outer = self._read(certain_blocks(found.group), prefixes)
        return estimate(inner)[0] <= _ROWS_PER_ROW * max(estimate(outer)[1], 1.0)

    def _read(self, blocks: Iterable[Node], prefixes: Mapping[str, str]) -> list[Pattern]:
        return [pattern for block in blocks for pattern in self._join_order.read_block(block, prefixes)]
