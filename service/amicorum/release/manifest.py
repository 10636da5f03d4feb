"""The manifest: what a release says of itself in `manifest.json`, and how it is read and written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from amicorum.errors import ReleaseError

NAME = "manifest.json"
LAYOUT = 1
"""Version of the folder's layout; a release with another one is not opened."""


class Manifest(BaseModel):
    """A release's identity and counts.

    `id` is taken from the content, `date` is the input's (ISO 8601, never the clock's). `triples` counts the default graph, which
    is the set union of all named graphs; `graphs` counts each named graph.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    layout: int = LAYOUT
    id: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    date: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    triples: Annotated[int, Field(ge=0)]
    graphs: Mapping[str, int]
    versions: Mapping[str, str] = Field(default_factory=dict)

    @property
    def quads(self) -> int:
        """Statements in all named graphs; one that two sources make counts twice."""
        return sum(self.graphs.values())

    def write(self, folder: Path) -> None:
        """Write the manifest into a release's folder."""
        text = json.dumps(self.model_dump(), ensure_ascii=False, indent=2, sort_keys=True)
        (folder / NAME).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a release's folder. Raises `ReleaseError` where it is missing or does not make sense."""
    path = folder / NAME
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ReleaseError(f"{folder} is not a release: {NAME} cannot be read ({error.strerror})") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ReleaseError(f"{path} does not make sense: {where + ': ' if where else ''}{first['msg']}") from error
    if manifest.layout != LAYOUT:
        raise ReleaseError(f"{path} has layout {manifest.layout}, this program reads layout {LAYOUT}: build the release again")
    return manifest
