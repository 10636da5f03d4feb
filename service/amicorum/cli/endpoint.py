"""An endpoint that a command asks: its address and who asks, checked before anything is sent; and why the command waits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from rich.console import Console
from stamina.instrumentation import set_on_retry_hooks

from amicorum import __version__
from amicorum.errors import SettingsError
from amicorum.linking.endpoint import Client, Deadline


def find_host(endpoint: str) -> str:
    """The host of an endpoint's address; empty where it is no address."""
    try:
        parts = urlsplit(endpoint)
        return (parts.hostname or "") if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""


def make_client(endpoint: str, contact: str) -> Client:
    """A client that says in its user agent where to find who asks, if that is told. Raises `SettingsError` for a contact that is none."""
    if contact and not (contact.isprintable() and contact.isascii() and ("@" in contact or "://" in contact)):
        raise SettingsError(f"--contact {contact!r}: write a mail address or the address of a page")
    return Client(endpoint, f"amicorum/{__version__}" + (f" ({contact})" if contact else ""))


def make_deadline(seconds: float) -> Deadline:
    """When the endpoint is asked no longer. Raises `SettingsError` where that is at once."""
    if not seconds > 0:
        raise SettingsError(f"--deadline {seconds:g}: write how many seconds it may take")
    return Deadline(seconds)


@contextmanager
def tell_retries(console: Console) -> Iterator[None]:
    """Says in a sentence, while the block runs, why an endpoint is asked again and when; without it stamina writes lines for programs."""
    set_on_retry_hooks([lambda retry: console.print(f"{retry.caused_by}; asked again in {retry.wait_for:.0f} seconds.")])
    try:
        yield
    finally:
        set_on_retry_hooks(None)
