"""Folding: the form in which two spellings of one name are equal."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

_GAPS = re.compile(r"[^0-9a-z]+")


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """Latin letters and digits in lower case, single spaces: `Kraków`, `KRAKOW` and `krakow` are one; `Краків` becomes `krakiv`."""
    return _GAPS.sub(" ", anyascii(unicodedata.normalize("NFKC", text)).lower()).strip()
