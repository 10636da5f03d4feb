"""Decode the text of a file, whatever program wrote it: the encoding by its mark, else UTF-8."""

from __future__ import annotations

import codecs

from amicorum.errors import SourceError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins with the mark of UTF-16, so it comes first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def find_mark(content: bytes) -> str:
    """The encoding that a byte order mark at the beginning tells; empty where there is none."""
    return next((name for mark, name in _MARKS if content.startswith(mark)), "")


def decode(content: bytes, file: str) -> str:
    """The text of a file, without a byte order mark. Raises a `SourceError` with the place of the first byte that is none."""
    encoding = find_mark(content) or "utf-8"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise SourceError(f"begins with the mark of {encoding.upper()} and is not written in it: save it as UTF-8", file=file) from None
        before = content[: error.start]
        message = (
            "not UTF-8, so letters such as ą, š or ü would be lost: save it as “CSV UTF-8” in the spreadsheet, or as UTF-8 in the editor"
        )
        column = len(before) - (before.rfind(b"\n") + 1) + 1
        raise SourceError(message, file=file, line=before.count(b"\n") + 1, column=column) from None
