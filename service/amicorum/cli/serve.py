"""`amicorum serve`: verify the current release, start the engine and the web service, and say where to look."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from amicorum.release.release import current, open_release
from amicorum.settings import Settings, load_settings
from amicorum.web.server.listening import listen, reserve
from amicorum.web.server.supervisor import supervise

HELP = "Serve the current release over HTTP."


def arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said on the command line; every other setting comes from the environment or `amicorum.toml`."""
    parser.add_argument("--releases", type=Path, metavar="FOLDER", help="folder of releases (setting `releases`)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default %(default)s; 0.0.0.0 for all)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default %(default)s)")
    parser.add_argument("--base", metavar="ADDRESS", help="public base address (setting `base`; default http://localhost:PORT/)")


def run(options: argparse.Namespace) -> int:
    """Serve until stopped."""
    settings = _read_settings(options)
    console = Console(stderr=True)
    processes = settings.service_processes()
    with (listen if processes == 1 else reserve)(options.host, options.port) as listener:
        with console.status("Verifying the release …"):
            release = open_release(current(settings.releases))

        def say_where() -> None:
            console.print(
                f"Amicorum serves release [bold]{release.id}[/bold] of {release.manifest.date}: "
                f"{release.manifest.triples} statements in {len(release.manifest.graphs)} graphs\n"
                f"  home   {settings.base}\n  SPARQL {settings.base}sparql\n"
                "Stop with Ctrl-C.",
                highlight=False,
            )

        if processes > 1:
            supervise(settings, options.host, options.port, release, say_where)
        else:
            from amicorum.web.process import serve_alone  # the process that starts others needs nothing of the application

            serve_alone(settings, listener, release, say_where)
    return 0


def _read_settings(options: argparse.Namespace) -> Settings:
    given = {name: getattr(options, name) for name in ("releases", "base") if getattr(options, name) is not None}
    settings = load_settings(**given)
    if "base" in settings.model_fields_set:
        return settings
    return settings.model_copy(update={"base": f"http://localhost:{options.port}/"})
