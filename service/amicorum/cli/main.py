"""The `amicorum` command: one module of this package for each subcommand."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Protocol, cast

from amicorum import __version__
from amicorum.errors import AmicorumError

COMMANDS = ("build", "validate", "query", "gaps", "report", "import", "template", "harvest", "link", "serve", "mcp", "publish")
"""Names of the modules here that are subcommands, in the order in which help shows them."""


class Command(Protocol):
    """What a subcommand's module has."""

    HELP: str

    def arguments(self, parser: argparse.ArgumentParser) -> None: ...
    def run(self, options: argparse.Namespace) -> int: ...


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand; 0 when all is well, 1 when the data are at fault, 2 when the call is."""
    parser = argparse.ArgumentParser(prog="amicorum", description="Who works with whom in European culture, and who says so.")
    parser.add_argument("--version", action="version", version=f"amicorum {__version__}")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    given = sys.argv[1:] if argv is None else list(argv)
    # Modules of the others are only read for their help: they take seconds together.
    for name in given[:1] if given[:1] and given[0] in COMMANDS else COMMANDS:
        command = cast(Command, importlib.import_module(f"amicorum.cli.{name}"))
        subparser = subparsers.add_parser(name, help=command.HELP, description=command.HELP)
        command.arguments(subparser)
        subparser.set_defaults(run=command.run)
    options = parser.parse_args(given)
    try:
        return int(options.run(options))
    except AmicorumError as error:
        print(f"amicorum: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader, such as `head`, has had enough; nothing more can be written, at the interpreter's end neither
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except OSError as error:  # no right to read, no space left
        print(f"amicorum: {f'{error.filename}: ' if error.filename else ''}{error.strerror or error}", file=sys.stderr)
        return 1
