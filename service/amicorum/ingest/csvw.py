"""The columns of a register, read from the CSVW description beside it (https://www.w3.org/TR/tabular-metadata/).

Of CSVW we use: `name`, `titles`, `dc:description`, `required`, `separator`, `datatype` (with `base` and `format`), `valueUrl`
where the value is one of our concepts, `primaryKey` and `foreignKeys`. A column `x_lang` holds the language of the text in `x`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from amicorum.errors import SourceError
from amicorum.rdf.iris import concept

SUFFIX = "-metadata.json"
EDTF = "http://id.loc.gov/datatypes/edtf"
"""The datatype of a column that holds uncertain times."""

_FORMATS = {
    "integer": (r"[+-]?\d+", "a whole number: write digits only"),
    "decimal": (r"[+-]?\d+(\.\d+)?", "a number: write digits with a point, such as 50.06"),
    "boolean": (r"true|false", "a yes or no: write true or false"),
    "date": (r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "a day: write year-month-day, such as 2018-05-21"),
    "duration": (r"P(?=\d)(\d+Y)?(\d+M)?(\d+D)?", "a length of time: write P5Y for five years, P18M for eighteen months"),
    "anyURI": (r"https?://[^\s<>\"{}|\\^`]+", "an address: it begins with http:// or https:// and has no spaces"),
}
"""The form of each datatype whose values are not any text, and the words for what does not have it."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The register and the column in which a value must stand."""

    register: str
    column: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `form` is the pattern of a value and `advice` what it should be, `scheme` the concept scheme values come from."""

    name: str
    required: bool = False
    separator: str = ""
    datatype: str = "string"
    form: re.Pattern[str] | None = None
    advice: str = ""
    scheme: str = ""
    reference: Reference | None = None

    def split(self, cell: str) -> tuple[str, ...]:
        """The values in a cell: none where it is empty, several where the column is a list."""
        parts = cell.split(self.separator) if self.separator else [cell]
        return tuple(part for part in map(str.strip, parts) if part)


@dataclass(frozen=True, slots=True)
class Description:
    """What a register is: its columns by name, in order, and the column whose values are its keys."""

    name: str
    columns: dict[str, Column]
    key: str


@lru_cache(maxsize=64)
def read_description(path: Path) -> Description:
    """The description of the register at `path` (a `.csv`). Raises a `SourceError` where it is missing or wrong."""
    described = path.with_name(path.name + SUFFIX)
    try:
        written = json.loads(described.read_text(encoding="utf-8"))
        schema = written["tableSchema"]
        references = {each["columnReference"]: _read_reference(each["reference"]) for each in schema.get("foreignKeys", ())}
        columns = {each["name"]: _read_column(each, references.get(each["name"])) for each in schema["columns"]}
    except FileNotFoundError:
        raise SourceError(f"there is no {described.name} beside it that says what its columns are", file=str(path)) from None
    except json.JSONDecodeError as error:
        raise SourceError(f"not JSON: {error.msg}", file=str(described), line=error.lineno, column=error.colno) from None
    except (AttributeError, KeyError, TypeError, re.error) as error:
        raise SourceError(f"not a description of a table as CSVW has it ({error!r})", file=str(described)) from None
    return Description(path.stem, columns, schema.get("primaryKey", ""))


def _read_reference(written: dict[str, str]) -> Reference:
    return Reference(written["resource"].removesuffix(".csv"), written["columnReference"])


def _read_column(written: dict[str, Any], reference: Reference | None) -> Column:
    datatype = written.get("datatype", "string")
    if isinstance(datatype, str):
        datatype = {"base": datatype}
    base = datatype.get("@id", datatype.get("base", "string"))
    usual, advice = _FORMATS.get(base, ("", ""))
    form = datatype.get("format", usual)
    return Column(
        name=written["name"],
        required=written.get("required", False),
        separator=written.get("separator", "").strip(" "),
        datatype=base,
        form=re.compile(form) if form else None,
        advice=advice or f"of the form {form}{_read_words(written.get('dc:description', ()))}",
        scheme=_read_scheme(written.get("valueUrl", "")),
        reference=reference,
    )


def _read_words(described: Iterable[dict[str, str]]) -> str:
    """Words to add to a message: what the column holds, in English."""
    return "".join(f" ({text['@value'].rstrip('.')})" for text in described if text["@language"] == "en")


def _read_scheme(template: str) -> str:
    """`institution-types` of `…/scheme/institution-types/{type}`."""
    before, after = concept("\t", "").split("\t")
    return template.removeprefix(before).partition(after)[0] if template.startswith(before) else ""
