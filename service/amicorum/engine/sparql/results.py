"""What an endpoint sends as JSON results, looked at before it is parsed."""

from __future__ import annotations

import re
from mmap import mmap

_DEEPEST = 10
"""Brackets inside each other in what an endpoint sends; rows have five. The library's reader would overflow the stack on very many."""
_BRACKET = re.compile(rb'"(?:[^"\\]++|\\.)*+"?+|(?P<open>[\[{])|(?P<close>[\]}])', re.DOTALL)


def is_deep(body: bytes | mmap) -> bool:
    """Whether JSON has more brackets inside each other than rows can need."""
    depth = 0
    for match in _BRACKET.finditer(body):
        depth += (match.lastgroup == "open") - (match.lastgroup == "close")
        if depth > _DEEPEST:
            return True
    return False
