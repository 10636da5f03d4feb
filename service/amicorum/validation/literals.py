"""Keep rdflib from rewriting literals: a value is judged as it was written, and no short text grows into a huge number."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import rdflib


@contextmanager
def as_written() -> Iterator[None]:
    """While it holds, rdflib keeps the lexical form of every literal it makes, and does not log those that it cannot read."""
    before = rdflib.NORMALIZE_LITERALS
    log = logging.getLogger("rdflib.term")
    quiet = log.disabled
    # An ill-formed literal is a result of the report; a traceback in the log says nothing more.
    rdflib.NORMALIZE_LITERALS, log.disabled = False, True
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS, log.disabled = before, quiet
