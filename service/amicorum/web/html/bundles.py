"""Find the files that the script of a page was built into, by the manifest that Vite writes beside them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TypedDict


class Chunk(TypedDict, total=False):
    """An entry of Vite's manifest, as far as it matters here."""

    file: str
    css: list[str]
    imports: list[str]


@dataclass(frozen=True, slots=True)
class Bundle:
    """File names under `/static/explorer/`; none where the scripts were not built, and the page does without."""

    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()


def find_bundle(page: str) -> Bundle:
    """The script of a page (`explore`, `sparql`, `views`), and the style sheets of all that it loads at once."""
    return read_bundle(_manifest(), page)


def read_bundle(manifest: Mapping[str, Chunk], page: str) -> Bundle:
    """The same from a manifest."""
    name = f"src/{page}/main.ts"
    if name not in manifest:
        return Bundle()
    styles: dict[str, None] = {}
    waiting, seen = [name], set()
    while waiting:
        chunk = waiting.pop()
        if chunk not in seen:
            seen.add(chunk)
            styles |= dict.fromkeys(manifest[chunk].get("css", ()))
            waiting += manifest[chunk].get("imports", ())
    return Bundle((manifest[name]["file"],), tuple(styles))


@cache
def _manifest() -> Mapping[str, Chunk]:
    file = resources.files(__package__).joinpath("static", "explorer", ".vite", "manifest.json")
    manifest: Mapping[str, Chunk] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return manifest
