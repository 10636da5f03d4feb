"""A project on disk: where its ontology, data and shapes lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from amicorum.errors import SourceError


@dataclass(frozen=True, slots=True)
class Project:
    """The folder that people keep under version control. Raises a `SourceError` where `root` is not one."""

    root: Path

    def __post_init__(self) -> None:
        missing = [path.name for path in (self.ontology, self.data, self.shapes) if not path.is_dir()]
        if missing:
            folders = ", ".join(f"{name}/" for name in missing)
            raise SourceError(
                f"not an Amicorum project, it has no {folders}: run this in the project's folder, or name that folder", file=str(self.root)
            )

    @property
    def ontology(self) -> Path:
        """The vocabulary: `amicorum.ttl`, `schemes/`, `alignments/`, `rules/`."""
        return self.root / "ontology"

    @property
    def context(self) -> Path | None:
        """The JSON-LD context of our documents: among the vocabulary, in a release beside it; None where there is none."""
        return next((path for path in (self.ontology / "context.jsonld", self.root / "context.jsonld") if path.is_file()), None)

    @property
    def data(self) -> Path:
        """The facts: `registers/`, `documents/`."""
        return self.root / "data"

    @property
    def shapes(self) -> Path:
        """The rules that the data must keep."""
        return self.root / "shapes"

    @property
    def registers(self) -> Path:
        """The tables, their descriptions and the queries that map them."""
        return self.data / "registers"

    @property
    def documents(self) -> Path:
        """What no table can carry, in TriG."""
        return self.data / "documents"

    @property
    def collections(self) -> Path:
        """Datasets of others that come with the project, each in a folder of its own."""
        return self.data / "collections"

    @property
    def rules(self) -> list[Path]:
        """The queries that derive statements, in the order in which they run."""
        return sorted((self.ontology / "rules").glob("*.rq"))

    @property
    def catalogue(self) -> Path:
        """What people say of the whole: titles, publisher, licence, date."""
        return self.data / "catalogue.ttl"

    def name(self, path: Path) -> str:
        """The path as people know it: from the project's folder where it lies in there."""
        resolved, root = path.resolve(), self.root.resolve()
        return str(resolved.relative_to(root)) if resolved.is_relative_to(root) else str(path)
