"""The fixed words of a report for people, in each language of the shapes' messages."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Validation report",
        "Violation": "Violation",
        "Warning": "Warning",
        "Info": "Information",
        "conforms": "Nothing stands in the way.",
        "fails": "Violations must be mended first.",
        "counts": "Violations: {Violation}. Warnings: {Warning}. Information: {Info}. Rules checked: {checked}.",
        "more": "… and {count} more; --format json lists all",
        "value": "found",
        "path": "at",
        "graph": "in graph",
        "where": "Where",
        "what": "What",
    },
    "pl": {
        "title": "Raport z kontroli",
        "Violation": "Naruszenie",
        "Warning": "Ostrzeżenie",
        "Info": "Informacja",
        "conforms": "Nic nie stoi na przeszkodzie.",
        "fails": "Najpierw trzeba usunąć naruszenia.",
        "counts": "Naruszenia: {Violation}. Ostrzeżenia: {Warning}. Informacje: {Info}. Sprawdzone reguły: {checked}.",
        "more": "… i jeszcze {count}; pełna lista: --format json",
        "value": "jest",
        "path": "w",
        "graph": "w grafie",
        "where": "Gdzie",
        "what": "Co",
    },
}
