"""What an endpoint sends as JSON results, looked at before it is parsed."""

from __future__ import annotations

import re

_DEEPEST = 10
"""Brackets inside each other in what an endpoint sends; rows have five. The library's reader would overflow the stack on very many."""
_ESCAPED = re.compile(rb"\\.", re.DOTALL)
_PAIR = re.compile(rb"\{\}|\[\]")
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


class DepthCheck:
    """Follows the brackets of JSON that comes in blocks."""

    def __init__(self) -> None:
        self._open = self._backslash = b""
        self._in_string = False

    def is_deep(self, block: bytes) -> bool:
        """Take one more block, and say whether brackets stand deeper inside each other than rows can need."""
        text = _ESCAPED.sub(b"", self._backslash + block)
        self._backslash = b"\\" if text.endswith(b"\\") else b""
        parts = text.split(b'"')
        outside = b"".join(parts[self._in_string :: 2])
        self._in_string ^= len(parts) % 2 == 0
        brackets = self._open + outside.translate(None, _NO_BRACKETS)
        for _ in range(_DEEPEST):
            brackets = _PAIR.sub(b"", brackets)
        self._open = brackets
        return len(brackets) > _DEEPEST
