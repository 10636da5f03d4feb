"""Patterns that Virtuoso loses rows of or cannot compile, each with a subquery and the same meaning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from amicorum.engine.sparql.parsed_query import ParsedQuery
from amicorum.engine.sparql.rewriting import Edit
from amicorum.engine.sparql.tokens import Kind, Token
from amicorum.engine.virtuoso.groups import find_end, read_repeated_path

_AFTER = frozenset({"FILTER", "BIND"})
"""What may follow the only triple of a group."""
_STEP = "?amicorum_step"


def bind_paths(query: ParsedQuery) -> list[Edit]:
    """`OPTIONAL { ?x path+ ?y }` with a subquery before it that gives each `?x` with a first step.

    Virtuoso drops the rows for which an OPTIONAL of this triple alone finds none. Whatever has a path has its first step, and the subquery
    has each `?x` once, so the rows stay the same (SPARQL 1.1 Query, section 18.4).
    """
    tokens = query.tokens
    edits: list[Edit] = []
    for position, token in enumerate(tokens[:-1]):
        if token.upper == "OPTIONAL" and tokens[position + 1].text == "{" and (last := _read_only_triple(tokens, position + 2)):
            start = tokens[position + 2]
            step = query.text[tokens[position + 3].start : tokens[last - 2].end]
            edits.append(Edit(start.start, start.start, f"{{ SELECT DISTINCT {start.text} WHERE {{ {start.text} {step} {_STEP} }} }} "))
    return edits


def _read_only_triple(tokens: Sequence[Token], start: int) -> int | None:
    """The position of the object of `?x path+ ?y`, where the group that begins here has no other pattern."""
    last = read_repeated_path(tokens, start + 1, "+")
    if last is None or last + 1 >= len(tokens) or {tokens[start].kind, tokens[last].kind} != {Kind.VARIABLE}:
        return None
    after = last + 2 if tokens[last + 1].text == "." else last + 1
    return last if after < len(tokens) and (tokens[after].text == "}" or tokens[after].upper in _AFTER) else None


def isolate_negations(query: ParsedQuery) -> list[Edit]:
    """`MINUS { … OPTIONAL … }` as `MINUS { SELECT * { … } }`: Virtuoso's compiler breaks off where a filter there tests an optional value.

    MINUS sees nothing of the rows around it (SPARQL 1.1 Query, section 8.3.3), and a subquery gives the same rows.
    """
    if not {"MINUS", "OPTIONAL"} <= query.keywords:
        return []
    tokens = query.tokens
    edits: list[Edit] = []
    for start, end in _find_negations(tokens):
        if tokens[start + 1].upper != "SELECT" and any(each.upper == "OPTIONAL" for each in tokens[start:end]):
            before, after = tokens[start].start, tokens[end].end
            edits += [Edit(before, before, "{ SELECT * WHERE "), Edit(after, after, " }")]
    return edits


def _find_negations(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """The braces of each MINUS, without those inside another one."""
    done = 0
    for position, token in enumerate(tokens[:-1]):
        if position >= done and token.upper == "MINUS" and tokens[position + 1].text == "{":
            end = find_end(tokens, position + 1)
            if end is not None:
                yield position + 1, end
                done = end
