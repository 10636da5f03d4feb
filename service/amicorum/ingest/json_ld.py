"""Check JSON-LD before it is parsed: how deep it is, and which contexts it names. Contexts are known or refused, never fetched."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from amicorum.errors import SourceError

DEEPEST = 200
"""Most brackets inside each other; the parser's stack ends at some thousands."""

_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|(?P<open>[\[{])|(?P<close>[\]}])')


def prepare(text: str, file: str, contexts: Mapping[str, str]) -> str:
    """The document with the known contexts written out. `contexts` are the texts of known contexts by their IRIs.

    Raises a `SourceError` where it is nested too deep, or names a context that is not known. What is not JSON is left to the parser.
    """
    _check_depth(text, file)
    try:
        document = json.loads(text)
    except ValueError:
        return text
    named = _name_contexts(document)
    for iri in sorted(named - contexts.keys()):
        known = " or ".join(contexts) or "none"
        raise SourceError(
            f"the context {iri} is not fetched, since nothing that is sent makes this program call another; known: {known}. Write the "
            "context's terms into the document, or send it expanded (JSON-LD 1.1, section 5.3) or as Turtle",
            file=file,
            line=text.count("\n", 0, text.find(json.dumps(iri))) + 1,
        )
    return json.dumps(_write_out(document, contexts)) if named else text


def _check_depth(text: str, file: str) -> None:
    depth = 0
    for match in _BRACKET.finditer(text):
        depth += (match.lastgroup == "open") - (match.lastgroup == "close")
        if depth > DEEPEST:
            line = text.count("\n", 0, match.start()) + 1
            raise SourceError(
                f"brackets stand more than {DEEPEST} deep inside each other: write the things side by side", file=file, line=line
            )


def _name_contexts(value: object) -> set[str]:
    if isinstance(value, list):
        return {iri for each in value for iri in _name_contexts(each)}
    if not isinstance(value, dict):
        return set()
    context = value.get("@context")
    named = {each for each in (context if isinstance(context, list) else [context]) if isinstance(each, str)}
    return named | {iri for each in value.values() for iri in _name_contexts(each)}


def _write_out(value: object, contexts: Mapping[str, str]) -> object:
    if isinstance(value, list):
        return [_write_out(each, contexts) for each in value]
    if not isinstance(value, dict):
        return value
    written = {name: _write_out(each, contexts) for name, each in value.items()}
    if "@context" in written:
        context = written["@context"]
        each = context if isinstance(context, list) else [context]
        written["@context"] = [json.loads(contexts[one])["@context"] if isinstance(one, str) else one for one in each]
    return written
