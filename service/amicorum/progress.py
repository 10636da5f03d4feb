"""The type of the callback by which long work reports its progress."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called as each part of the work begins: its name, how many parts are done, how many there are."""
