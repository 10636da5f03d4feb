"""The tables of a run: on the screen, and in the Markdown file that keeps the last run of each."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.table import Table

Rows = Sequence[Sequence[str]]
"""The cells of a table, its head first."""


def show(rows: Rows, title: str) -> Table:
    """A table for the screen."""
    head, *body = rows
    table = Table(title=title)
    for number, name in enumerate(head):
        table.add_column(name, justify="right" if number else "left")
    for row in body:
        table.add_row(*row)
    return table


def record(file: Path, key: str, title: str, rows: Rows) -> None:
    """Write a table in the place of the one with the same key, or at the end of the file."""
    head, *body = rows
    lines = [
        "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in (head, ["---", *["---:"] * (len(head) - 1)], *body)
    ]
    day = datetime.now(UTC).date().isoformat()
    _replace(file, key, "\n".join((f"**{title}** ({os.cpu_count()} cores, {day})", "", *lines)))


def record_picture(file: Path, picture: Path, title: str) -> None:
    """Show a picture that lies beside the file in its place, or at the end of the file."""
    _replace(file, picture.stem, f"![{title}]({picture.name})")


def _replace(file: Path, key: str, content: str) -> None:
    begin, end = f"<!-- begin {key} -->", f"<!-- end {key} -->"
    section = f"{begin}\n{content}\n{end}"
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    replaced, found = re.subn(f"{re.escape(begin)}.*?{re.escape(end)}", lambda _: section, text, flags=re.DOTALL)
    file.write_text(replaced if found else f"{text.rstrip()}\n\n{section}\n".lstrip(), encoding="utf-8")
