"""How often each property and class occurs in the default graph: what the optimizer orders patterns by."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

Row = Mapping[str, Mapping[str, str]]
"""A row of SPARQL JSON results."""


@dataclass(frozen=True, slots=True)
class Property:
    """Statements with one property, and how many subjects and objects they have."""

    statements: int
    subjects: int
    objects: int


@dataclass(frozen=True, slots=True)
class DatasetStatistics:
    """Of each property and each class, by IRI."""

    properties: Mapping[str, Property] = field(default_factory=dict)
    classes: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def from_rows(cls, rows: Iterable[Row]) -> DatasetStatistics:
        """From the answer to `count-properties.rq`."""
        properties, classes = {}, {}
        for row in rows:
            if "class" in row:
                classes[row["class"]["value"]] = int(row["statements"]["value"])
            else:
                numbers = (int(row[name]["value"]) for name in ("statements", "subjects", "objects"))
                properties[row["property"]["value"]] = Property(*numbers)
        return cls(properties, classes)

    @property
    def statements(self) -> int:
        """Of all properties."""
        return sum(each.statements for each in self.properties.values())

    def pack(self) -> bytes:
        """The statistics as the body of a frame."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def unpack(cls, body: bytes) -> DatasetStatistics:
        """Read what `pack` wrote."""
        fields = json.loads(body)
        return cls({iri: Property(**numbers) for iri, numbers in fields["properties"].items()}, fields["classes"])
