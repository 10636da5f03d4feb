"""Collections beside what people of the project wrote: all their statements, and remarks on what was left out of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Quad

from amicorum.imports.beside import read_beside
from amicorum.imports.collection import Collection
from amicorum.imports.identify import identify
from amicorum.ingest.loader import Place, Sources
from amicorum.progress import Progress


@dataclass(frozen=True, slots=True)
class Joined:
    """The statements of collections among those of the project, each once; `remarks` are for a person and stop nothing."""

    quads: Sequence[Quad]
    remarks: Sequence[str] = ()
    collections: Sequence[Collection] = ()
    same: Mapping[NamedNode, NamedNode] = field(default_factory=dict)
    """Which thing of ours is meant by a name that a collection gives it."""

    def find_places(self, things: Set[str]) -> Iterator[tuple[Collection, str, Place]]:
        """Where collections speak of things, by the names that these have in the graph. Takes as long as reading the collections."""
        names = {mine.value: ours.value for mine, ours in self.same.items() if ours.value in things}
        names |= {thing: thing for thing in things}
        for collection in self.collections:
            for name, file, line in collection.find_lines(names.keys()):
                yield collection, names[name], Place(file, line)


def read_and_join(
    collections: Sequence[Collection], read: Callable[[], Sources], progress: Progress | None = None
) -> tuple[Sources, Joined]:
    """What people of the project wrote, read by the function given, and what collections say beside; see `join_collections`."""
    with read_beside(collections) as take:
        sources = read()
        if progress and collections:
            progress(", ".join(each.name for each in collections), 0, 1)
        return sources, join_collections(collections, sources.quads, take())


def join_collections(collections: Sequence[Collection], own: Sequence[Quad], given: Sequence[Quad] | None = None) -> Joined:
    """What collections say, of our things where they speak of these; `given` is what they say, where they have been read.

    Raises a `SourceError` for what cannot be read or mapped.
    """
    found = identify(own, [quad for each in collections for quad in each.read()] if given is None else given)
    words = "{0.graph_name} gives {0.subject} an identifier that is not ours or is given to several things, which is left out: {0.object}"
    remarks = [words.format(each) for each in found.differences]
    for graph, number in sorted(Counter(each.graph_name for each in found.dangling).items(), key=str):
        first = next(each for each in found.dangling if each.graph_name == graph)
        left = f"{number} statements of {graph} name what is not in the graph, and are left out"
        remarks.append(f"{left}; the first: {first.predicate} {first.object}")
    return Joined(tuple(dict.fromkeys(found.quads)), remarks, tuple(collections), found.same)
