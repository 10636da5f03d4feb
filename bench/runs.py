"""The seconds of the last run over each size, kept beside the tables, so that growth can be drawn over several runs."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Seconds = Mapping[str, Mapping[str, float]]
"""Seconds of one query, by peer and work."""


def read_runs(file: Path) -> dict[str, Any]:
    """Every run that is kept, by the key of its data."""
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else {}


def keep_run(file: Path, key: str, quads: int, seconds: Seconds) -> dict[str, Any]:
    """Put a run in the place of the one over the same data, and give all back."""
    rounded = {peer: {work: float(f"{value:.3g}") for work, value in works.items()} for peer, works in seconds.items()}
    run = {"date": datetime.now(UTC).date().isoformat(), "cores": os.cpu_count(), "quads": quads, "seconds": rounded}
    runs = dict(sorted({**read_runs(file), key: run}.items()))
    file.write_text(json.dumps(runs, indent=1) + "\n", encoding="utf-8")
    return runs
