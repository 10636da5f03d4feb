"""Write a report as text or HTML for a person, and as JSON for a program."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping

from jinja2 import Environment, PackageLoader, StrictUndefined
from rdflib import SH, Literal, URIRef

from amicorum.rdf.iris import BASE
from amicorum.translations import read_translations
from amicorum.validation.report import Report, Result, Term
from amicorum.validation.shapes import SEVERITIES, Shapes
from amicorum.validation.writers.turtle import write_turtle

SHOWN = 20
"""Results of one shape that a text lists; a person mends the first ones and looks again."""
Writer = Callable[[Report, Shapes, str], str]


def write_text(report: Report, shapes: Shapes, language: str = "en") -> str:
    """What is wrong, how to mend it and where; grouped by shape, violations first, counts at the end."""
    return "\n".join(_text_lines(report, shapes, language, SEVERITIES)) + "\n"


def write_violations(report: Report, shapes: Shapes, language: str = "en") -> str:
    """The same, of violations alone: what must be mended is not lost among what may be."""
    return "\n".join(_text_lines(report, shapes, language, [SH.Violation])) + "\n"


def write_json(report: Report, shapes: Shapes, language: str = "en") -> str:
    """Every result with its place, messages in all languages."""
    content = {
        "conforms": report.conforms,
        "summary": read_translations(language).gettext(report.summary),
        "counts": report.counts,
        "checked": report.checked,
        "targets": None if report.targets < 0 else report.targets,
        "remarks": [{"message": each.message, "file": each.file, "line": each.line, "column": each.column} for each in report.remarks],
        "results": [_json_result(result, shapes) for result in report.results],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def write_html(report: Report, shapes: Shapes, language: str = "en") -> str:
    """A page of its own, without script or outside resources."""
    environment = Environment(loader=PackageLoader("amicorum.validation.writers", "."), autoescape=True, undefined=StrictUndefined)
    template = environment.get_template("report.html.jinja")
    groups = [(rule, [describe(result, shapes) for result in results]) for rule, results in report.groups()]
    words = {**_read_words(language), "summary": read_translations(language).gettext(report.summary)}
    return template.render(report=report, groups=groups, words=words, language=language, counts=_counts(report, words)) + "\n"


WRITERS: Mapping[str, Writer] = {"text": write_text, "json": write_json, "ttl": write_turtle, "html": write_html}
"""Each format that `amicorum validate` offers."""


def _text_lines(report: Report, shapes: Shapes, language: str, severities: Collection[URIRef]) -> Iterator[str]:
    words = _read_words(language)
    for rule, results in report.groups():
        if URIRef(rule.severity) not in severities:
            continue
        severity = URIRef(rule.severity).fragment
        yield f"{words[severity]}: {rule.label(language)} ({len(results)})"
        yield f"  {results[0].message(language)}"
        for result in results[:SHOWN]:
            described = describe(result, shapes)
            place = f"{described['places']}: " if described["places"] else ""
            name = f" “{result.label}”" if result.label else ""
            details = [f"{words[word]} {described[word]}" for word in ("path", "value", "graph") if described[word]]
            yield f"    {place}{described['focus']}{name}" + (f", {', '.join(details)}" if details else "")
        if len(results) > SHOWN:
            yield f"    {words['more'] % {'count': len(results) - SHOWN}}"
        yield ""
    for remark in report.remarks:
        yield f"{words['Info']}: {remark}"
    yield read_translations(language).gettext(report.summary)
    yield _counts(report, words)


def _read_words(language: str) -> Mapping[str, str]:
    """The fixed words of a report in a language."""
    gettext = read_translations(language).gettext
    return {
        "title": gettext("Validation report"),
        "Violation": gettext("Violation"),
        "Warning": gettext("Warning"),
        "Info": gettext("Information"),
        "counts": gettext("Violations: %(Violation)s. Warnings: %(Warning)s. Information: %(Info)s. Rules checked: %(checked)s."),
        "more": gettext("… and %(count)s more; --format json lists all"),
        "value": gettext("found"),
        "path": gettext("at"),
        "graph": gettext("in graph"),
        "where": gettext("Where"),
        "what": gettext("What"),
    }


def _counts(report: Report, words: Mapping[str, str]) -> str:
    return words["counts"] % {"checked": report.checked, **report.counts}


def describe(result: Result, shapes: Shapes) -> dict[str, str]:
    """A result in short words; the value is left out where it is the thing itself."""
    return {
        "focus": shorten(result.focus, shapes),
        "label": result.label,
        "path": _shorten_path(result.path, shapes),
        "value": "" if result.value is None or result.value == result.focus else shorten(result.value, shapes),
        "graph": result.graph.removeprefix(BASE),
        "places": ", ".join(f"{place.file}:{place.line}" if place.line else place.file for place in result.places),
    }


def shorten(term: Term, shapes: Shapes) -> str:
    """A term as people know it: our own things without the base address, terms with their prefix, texts in quotes."""
    if isinstance(term, Literal):
        return f"“{term}”@{term.language}" if term.language else f"“{term}”"
    if str(term).startswith((BASE + "id/", BASE + "graph/")):
        return term.removeprefix(BASE)
    found = (f"{prefix}:{term.removeprefix(namespace)}" for prefix, namespace in _longest_first(shapes) if term.startswith(namespace))
    return next(found, str(term))


def _shorten_path(path: str, shapes: Shapes) -> str:
    for prefix, namespace in _longest_first(shapes):
        path = path.replace(f"<{namespace}", f"<{prefix}:")
    return path.replace("<", "").replace(">", "")


def _longest_first(shapes: Shapes) -> list[tuple[str, str]]:
    return sorted(shapes.prefixes.items(), key=lambda item: len(item[1]), reverse=True)


def _json_result(result: Result, shapes: Shapes) -> dict[str, object]:
    return {
        "severity": URIRef(result.severity).fragment,
        "shape": result.rule.iri,
        "focus": str(result.focus),
        "label": result.label,
        "path": result.path,
        "value": None if result.value is None else result.value.n3(),
        "component": result.component.removeprefix(str(SH)),
        "graph": result.graph,
        "places": [{"file": place.file, "line": place.line} for place in result.places],
        "messages": dict(result.rule.messages),
    }
