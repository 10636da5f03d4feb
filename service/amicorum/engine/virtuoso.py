"""What Virtuoso needs to answer as the standards say: changes to a query before it is sent, and to what comes back.

All of it is harmless to other engines, but the remote engine makes the changes only where a setting says that it talks to Virtuoso
(`engine_union`), or where nothing is lost by it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import httpx2
from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from amicorum.engine.port import Form
from amicorum.engine.sparql.parsed_query import ParsedQuery
from amicorum.engine.sparql.rewriting import Edit
from amicorum.engine.sparql.tokens import Kind, Token, is_closing, is_opening
from amicorum.errors import EngineFailed
from amicorum.rdf import formats
from amicorum.rdf.formats import Format

PARTIAL_HEADER = "X-SQL-State"
"""How Virtuoso says, with status 200, that its time was up and rows are missing."""
_ASK_COLUMN = "__ASK_RETVAL"
"""The column in which Virtuoso tells the truth."""


def give_base(query: ParsedQuery, base: str) -> list[Edit]:
    """A base for the query's relative IRIs, where it brings none: without one, each engine takes another."""
    return [] if "BASE" in query.keywords else [Edit(0, 0, f"BASE <{base}> ")]


def drop_dataset(query: ParsedQuery) -> list[Edit]:
    """The query without its FROM clauses: where the request names graphs those do not count, which not every engine knows."""
    return [Edit(clause.start, clause.end, "") for clause in query.dataset_clauses]


def hide_graphs(query: ParsedQuery, hidden: Collection[str]) -> list[Edit]:
    """A filter after each `GRAPH ?graph { … }`, so that the variable never is one of the hidden graphs.

    The variable is always bound there, so the filter means the same wherever the pattern stands.
    """
    if not hidden or "GRAPH" not in query.keywords:
        return []
    tokens = query.tokens
    return [
        Edit(end, end, _write_filter(tokens[position + 1].text, hidden))
        for position, token in enumerate(tokens[:-2])
        if token.upper == "GRAPH" and tokens[position + 1].kind is Kind.VARIABLE and (end := _find_end(tokens, position + 2))
    ]


def _write_filter(variable: str, hidden: Collection[str]) -> str:
    return f" FILTER({' && '.join(f'{variable} != <{each}>' for each in sorted(hidden))})"


def _find_end(tokens: Sequence[Token], start: int) -> int:
    """Where the bracket that opens at `start` is closed; the end of the text where it is not."""
    depth = 0
    for token in tokens[start:]:
        depth += is_opening(token) - is_closing(token)
        if depth == 0:
            return token.end
    return tokens[-1].end


def spread_constants(query: ParsedQuery) -> list[Edit]:
    """`?x` as its value in `OPTIONAL { … FILTER(… ?x …) }` after a `VALUES ?x { value }`, both right inside WHERE.

    Virtuoso's OPTIONAL does not see what is bound before it. There the variable has that value in every row, and nowhere else is this done:
    a subquery, a MINUS or a group of its own does not see the variable.
    """
    text, tokens = query.text, query.tokens
    if not {"VALUES", "OPTIONAL"} <= query.keywords:
        return []
    constants: dict[str, str] = {}
    edits = []
    for position, depth in _walk(tokens):
        token = tokens[position]
        if depth == 1 and token.upper == "VALUES":
            constants |= _read_row(text, tokens, position)
        elif depth == 1 and token.upper == "OPTIONAL":
            edits += [
                Edit(variable.start, variable.end, constants[variable.text[1:]])
                for variable in _find_filtered(tokens, position + 1)
                if variable.text[1:] in constants
            ]
    return edits


def is_partial(headers: Mapping[str, str]) -> bool:
    """Whether a response with status 200 is only a part of the answer."""
    return bool(headers.get(PARTIAL_HEADER))


def write_truth(body: bytes, answer_format: Format) -> bytes:
    """The answer to an ASK, written by us: CSV and TSV have no standard for it, and Virtuoso answers with a row where it is true."""
    try:
        found = parse_query_results(body, format=QueryResultsFormat.JSON)
        if isinstance(found, QuerySolutions):
            if [variable.value for variable in found.variables] != [_ASK_COLUMN]:
                raise EngineFailed("The engine answered with rows where a truth value was asked for.")
            truth = b"true" if any(True for _ in found) else b"false"
            found = parse_query_results(b'{"head":{},"boolean":%s}' % truth, format=QueryResultsFormat.JSON)
    except (SyntaxError, ValueError) as error:
        raise EngineFailed("The engine answered with what is no truth value.") from error
    return found.serialize(format=formats.RESULTS_SYNTAX[answer_format]) or b""


def authenticate(client: httpx2.Client, address: str, user: str, password: str) -> None:
    """Have the client answer the server's challenge, by HTTP digest or basic authentication, whichever it asks for.

    A request without a body brings the challenge: Virtuoso breaks off a large body that comes without an answer. The client keeps the
    digest's challenge and answers it ahead from then on (RFC 7616, section 3.6).
    """
    challenge = client.get(address).headers.get("WWW-Authenticate", "")
    if challenge.lower().startswith("digest"):
        client.auth = httpx2.DigestAuth(user, password)
        client.get(address)
    else:
        client.auth = httpx2.BasicAuth(user, password)


def _walk(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Each position inside the WHERE of a SELECT or ASK, with the depth of brackets there."""
    forms = [token.upper for token in tokens if token.upper in set(Form)]
    if not forms or forms[0] not in (Form.SELECT, Form.ASK):
        return
    depth, inside = 0, False
    for position, token in enumerate(tokens):
        inside = inside or (depth == 0 and token.text == "{")
        depth += is_opening(token) - is_closing(token)
        if inside and depth == 0:
            return
        if inside:
            yield position, depth


def _read_row(text: str, tokens: Sequence[Token], position: int) -> dict[str, str]:
    """The variables and their values where the clause is `VALUES ?x { value }` or `VALUES (?x ?y) { (value value) }`, with one row."""
    clause = tokens[position + 1 :]
    opening = next((at for at, token in enumerate(clause) if token.text == "{"), 0)
    ending = next((at for at, token in enumerate(clause) if token.text == "}"), 0)
    variables = [token for token in clause[:opening] if token.kind is Kind.VARIABLE]
    values = list(_read_terms(text, clause[opening + 1 : ending]))
    if len(variables) != len(values):
        return {}
    return {variable.text[1:]: value for variable, value in zip(variables, values, strict=True) if value.upper() != "UNDEF"}


def _read_terms(text: str, tokens: Sequence[Token]) -> Iterator[str]:
    """The terms of a data block, each with its language or datatype."""
    first: Token | None = None
    last: Token | None = None
    for token in tokens:
        goes_on = last is not None and (token.kind is Kind.TAG or token.text == "^^" or last.text == "^^")
        if first is not None and last is not None and not goes_on:
            yield text[first.start : last.end]
            first = None
        if token.text not in ("(", ")"):
            first, last = first or token, token
        else:
            last = None
    if first is not None and last is not None:
        yield text[first.start : last.end]


def _find_filtered(tokens: Sequence[Token], start: int) -> Iterator[Token]:
    """The variables in the filters right inside the group that opens at `start`, but for those in a group of the filter's own."""
    depth, filtering = 0, False
    for position in range(start, len(tokens)):
        token = tokens[position]
        depth += is_opening(token) - is_closing(token)
        if depth == 0:
            return
        if depth == 1:
            filtering = token.upper == "FILTER" or (filtering and token.kind is Kind.WORD)
        elif token.text == "{":
            filtering = False
        elif filtering and token.kind is Kind.VARIABLE and tokens[position - 2].upper != "BOUND":  # a value may not stand there
            yield token
