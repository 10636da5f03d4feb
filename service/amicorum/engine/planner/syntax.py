"""The concrete syntax tree of a query, and walks through it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import tree_sitter_sparql
from tree_sitter import Language, Node, Parser


def make_parser() -> Parser:
    """A parser of SPARQL 1.1. What it does not know, it marks as an error."""
    with warnings.catch_warnings():
        # The grammar's package hands over its language the way that tree-sitter is about to give up.
        warnings.simplefilter("ignore", DeprecationWarning)
        return Parser(Language(tree_sitter_sparql.language()))


def find_nodes(root: Node, kind: str = "") -> Iterator[Node]:
    """The nodes below and with the root (of one kind, where it is named), in the order of the text."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if not kind or node.type == kind:
            yield node
        waiting += reversed(node.children)


def variables_of(node: Node) -> frozenset[str]:
    """The variables in a part of a query, with their question mark."""
    return frozenset("?" + node_text(each)[1:] for each in find_nodes(node, "var"))


def node_text(node: Node) -> str:
    """The text of a node."""
    return (node.text or b"").decode()
