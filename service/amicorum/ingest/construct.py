"""Evaluate a CONSTRUCT query for many rows at once: its WHERE as a SELECT, its template filled in for each solution.

tarql runs a CONSTRUCT once for each row. That parses and plans the query anew for every row, and tells which row a triple is from; here
the row is one of the selected variables, so both are had with one evaluation for many rows (SPARQL 1.1 Query, section 16.2).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter

import tree_sitter_sparql
from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolution, QuerySolutions, QueryTriples, RdfFormat, Store, Triple, parse
from tree_sitter import Language, Node, Parser

from amicorum.errors import SourceError

Term = NamedNode | BlankNode | Literal | Triple
Function = Callable[..., Term | None]
Slot = Term | str

_VARIABLE = "urn:amicorum:variable:"
"""Stands before a variable's name while its template is read as Turtle."""
_REFUSED = {"service_graph_pattern": "SERVICE", "dataset_clause": "FROM", "graph_graph_pattern": "GRAPH"}
"""Clauses that would ask others or name what is not there, by their name in the grammar."""


@dataclass(frozen=True, slots=True)
class Construct:
    """A CONSTRUCT query with the variable `?row`: its template, and the text around the values of the rows."""

    file: str
    text: str
    slots: tuple[tuple[Slot, tuple[tuple[Slot, Slot], ...]], ...]
    """The template by subject: in each place of a triple a term, or the name of a variable."""
    before: str
    """The SELECT up to the opening brace of its WHERE."""
    after: str
    names: tuple[str, ...]
    """Variables of the template."""

    def run(self, store: Store, rows: Sequence[NamedNode], functions: Mapping[NamedNode, Function]) -> dict[NamedNode, set[Triple]]:
        """The triples that the query makes of each of the rows; a row of which it makes none is not there."""
        values = " ".join(str(row) for row in rows)
        answer = store.query(f"{self.before} VALUES ?row {{ {values} }} {self.after}", custom_functions=dict(functions))
        assert isinstance(answer, QuerySolutions)  # noqa: S101  it is written as a SELECT
        made: dict[NamedNode, set[Triple]] = {}
        for solution in answer:
            row = solution["row"]
            if isinstance(row, NamedNode):
                made.setdefault(row, set()).update(self._fill(solution))
        return made

    def _fill(self, solution: QuerySolution) -> Iterator[Triple]:
        """The template with the values of a solution; a triple with an unbound or impossible term is left out."""
        known = {name: solution[name] for name in self.names}
        for subject, rest in self.slots:
            mine = known[subject] if isinstance(subject, str) else subject
            if not isinstance(mine, NamedNode):
                continue
            for predicate, value in rest:
                term = known[predicate] if isinstance(predicate, str) else predicate
                other = known[value] if isinstance(value, str) else value
                if other is not None and isinstance(term, NamedNode):
                    yield Triple(mine, term, other)


def read_construct(text: str, file: str, functions: Iterable[NamedNode] = ()) -> Construct:
    """Read a mapping query that may call these functions.

    Raises a `SourceError` with its place for what is not a CONSTRUCT query, calls another function, names another source, or makes
    blank nodes.
    """
    try:
        answer = Store().query(text, custom_functions=dict.fromkeys(functions, _give_nothing))
    except RuntimeError as error:  # an unknown function
        raise SourceError(f"this mapping query cannot be run: {error}", file=file) from None
    except SyntaxError as error:
        raise SourceError(f"not a SPARQL query: {error.msg}", file=file, line=error.lineno or 0, column=error.offset or 0) from None
    if not isinstance(answer, QueryTriples):
        raise SourceError("a mapping query must be a CONSTRUCT query", file=file)
    source = text.encode()
    query = _find(_parser().parse(source).root_node, "construct_query")
    template, where = (query and _find(query, kind) for kind in ("construct_template", "where_clause"))
    group = where and _find(where, "group_graph_pattern")
    if not (query and template and group):
        raise SourceError("write the mapping query as CONSTRUCT { … } WHERE { … }", file=file)
    prologue = source[: query.start_byte].decode()
    for kind, words in _REFUSED.items():
        if clause := _find(query, kind):
            raise SourceError(
                f"a mapping query reads its row and nothing else: take out {words}", file=file, line=clause.start_point[0] + 1
            )
    slots = _read_template(prologue, source, template)
    if any(isinstance(slot, BlankNode) for triple in slots for slot in triple):
        raise SourceError("a mapping query may make no blank nodes, which nobody could cite", file=file, line=template.start_point[0] + 1)
    names = tuple(sorted({slot for triple in slots for slot in triple if isinstance(slot, str)}))
    selected = " ".join(f"?{name}" for name in names if name != "row")
    return Construct(
        file,
        text,
        tuple((subject, tuple(pair[1:] for pair in same)) for subject, same in groupby(slots, key=itemgetter(0))),
        f"{prologue} SELECT DISTINCT ?row {selected} WHERE {{",
        source[group.start_byte + 1 :].decode(),
        names,
    )


def _give_nothing(*_: Term) -> Term | None:
    """Stands for each function while a query is only read."""
    return None


def _read_template(prologue: str, source: bytes, template: Node) -> tuple[tuple[Slot, Slot, Slot], ...]:
    """The template's triples, read as Turtle with an IRI in the place of each variable."""
    parts, at = [], template.start_byte + 1
    for variable in _walk(template, "var"):
        parts += [source[at : variable.start_byte].decode(), f"<{_VARIABLE}{source[variable.start_byte + 1 : variable.end_byte].decode()}>"]
        at = variable.end_byte
    turtle = prologue + "".join([*parts, source[at : template.end_byte - 1].decode()]).strip().rstrip(".") + " ."
    triples = (quad.triple for quad in parse(turtle, format=RdfFormat.TURTLE))
    return tuple((_slot(triple.subject), _slot(triple.predicate), _slot(triple.object)) for triple in triples)


def _slot(term: Term) -> Slot:
    if isinstance(term, NamedNode) and term.value.startswith(_VARIABLE):
        return term.value.removeprefix(_VARIABLE)
    return term


@cache
def _parser() -> Parser:
    with warnings.catch_warnings():  # the grammar's package still hands over a number where a capsule is expected
        warnings.simplefilter("ignore", DeprecationWarning)
        return Parser(Language(tree_sitter_sparql.language()))


def _find(node: Node, kind: str) -> Node | None:
    return next(_walk(node, kind), None)


def _walk(node: Node, kind: str) -> Iterator[Node]:
    if node.type == kind:
        yield node
        return
    for child in node.children:
        yield from _walk(child, kind)
