"""`amicorum serve`: verify the current release, start the engine and the web service, and say where to look."""

from __future__ import annotations

import argparse
import errno
import socket
from functools import partial
from pathlib import Path

import uvicorn
from rich.console import Console

from amicorum.engine.factory import open_engine
from amicorum.errors import SettingsError
from amicorum.release.release import current, open_release
from amicorum.settings import Settings, load_settings
from amicorum.web.app import create_app
from amicorum.web.server.release_watcher import follow_releases
from amicorum.web.server.uvicorn_config import configure_server

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
    listener = _listen(options.host, options.port)
    with listener:
        with console.status("Verifying the release …"):
            release = open_release(current(settings.releases))
        open_one = partial(open_engine, settings)
        app = create_app(settings, open_one(release), release, partial(follow_releases, open_engine=open_one))
        console.print(
            f"Amicorum serves release [bold]{release.id}[/bold] of {release.manifest.date}: "
            f"{release.manifest.triples} statements in {len(release.manifest.graphs)} graphs\n"
            f"  home   {settings.base}\n  SPARQL {settings.base}sparql\n"
            "Stop with Ctrl-C.",
            highlight=False,
        )
        uvicorn.Server(configure_server(app, settings)).run(sockets=[listener])
    return 0


def _read_settings(options: argparse.Namespace) -> Settings:
    given = {name: getattr(options, name) for name in ("releases", "base") if getattr(options, name) is not None}
    settings = load_settings(**given)
    if "base" in settings.model_fields_set:
        return settings
    return settings.model_copy(update={"base": f"http://localhost:{options.port}/"})


def _listen(host: str, port: int) -> socket.socket:
    """The socket, taken before anything slow is done. Raises `SettingsError` where the port is not free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise SettingsError(f"port {port} is taken: stop what listens there, or choose another with --port") from error
        raise SettingsError(f"cannot listen on {host}:{port}: {error.strerror}") from error
    return listener
