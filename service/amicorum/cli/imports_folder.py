"""The folder of imports: `--imports`, else the setting `imports`."""

from __future__ import annotations

import argparse
from pathlib import Path

from amicorum.settings import load_settings


def add_imports(parser: argparse.ArgumentParser) -> None:
    """Declare `--imports`."""
    parser.add_argument(
        "--imports", type=Path, metavar="FOLDER", help="folder of imports (default: the setting AMICORUM_IMPORTS, or imports)"
    )


def find_imports(options: argparse.Namespace) -> Path:
    """The folder that was given, or the one of the settings. Raises `SettingsError` where these make no sense."""
    given: Path | None = options.imports
    return given or load_settings().imports
