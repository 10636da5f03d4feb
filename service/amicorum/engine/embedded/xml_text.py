"""What an answer in XML may not hold."""

from __future__ import annotations

import re

from amicorum.errors import NoFormat

# Characters that XML 1.0 cannot carry, as UTF-8: most C0 controls, U+FFFE and U+FFFF. The engine writes them as they are.
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
# A property whose last part is no XML name: the engine writes an element without a name, which no parser reads.
_NO_ELEMENT = b"<oxprefix: "
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}".encode()


def clean_xml(body: bytes) -> bytes:
    """What the engine wrote as XML with another character in the place of each that XML cannot carry. Raises `NoFormat` where a property
    has no name in XML."""
    if _NO_ELEMENT in body:
        raise NoFormat("RDF/XML cannot carry this answer: the name of a property is no XML name.")
    return _NOT_XML.sub(_REPLACEMENT, body)
