"""Read what a client sends, and check it: a batch of queries, or a request for properties of things, as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from amicorum.errors import BadQuery, TooLarge

LIMIT = "reconcile_batch"
"""The setting that bounds a batch."""
MOST_CANDIDATES = 50
_LONGEST = 300
"""Letters of a text that count; no name is longer, and a cell may hold anything."""


class Entity(BaseModel):
    """A value that was itself reconciled."""

    model_config = ConfigDict(extra="ignore", strict=True)

    id: str
    name: str = ""


Value = str | bool | int | float | Entity


def _as_list(value: object) -> object:
    return value if isinstance(value, list) else [value]


class Hint(BaseModel):
    """Values of a property that narrow a query down."""

    model_config = ConfigDict(extra="ignore")

    pid: str
    v: Annotated[list[Value | None], BeforeValidator(_as_list), Field(max_length=50)]


class Query(BaseModel):
    """One query of a batch (section 4.3 of the specification)."""

    model_config = ConfigDict(extra="ignore")

    query: str = ""
    type: Annotated[list[str], BeforeValidator(_as_list), Field(max_length=50)] = []
    limit: Annotated[int | None, Field(ge=0)] = None
    properties: Annotated[list[Hint], Field(max_length=100)] = []
    type_strict: Literal["any", "should", "all"] | None = None

    @property
    def text(self) -> str:
        """What is looked for, without white space around it."""
        return " ".join(self.query.split())[:_LONGEST]

    @property
    def most(self) -> int:
        """How many candidates are wanted."""
        return min(self.limit or 5, MOST_CANDIDATES)


class PropertyRequest(BaseModel):
    """A property to fetch, with its settings."""

    model_config = ConfigDict(extra="ignore")

    id: str
    settings: dict[str, Any] | None = None


class Extension(BaseModel):
    """A data extension request (section 6)."""

    model_config = ConfigDict(extra="ignore")

    ids: list[str]
    properties: Annotated[list[PropertyRequest], Field(max_length=100)]


_BATCH = TypeAdapter(dict[str, Query])


def read_batch(text: str, most: int) -> Mapping[str, Query]:
    """The queries of a batch by their keys. Raises `BadQuery` where it is not one, `TooLarge` where it has more than `most`."""
    data = _parse(text)
    if isinstance(data, dict) and len(data) > most:
        raise TooLarge(f"a batch can have {most} queries, this one has {len(data)}", limit=LIMIT)
    try:
        return _BATCH.validate_python(data)
    except ValidationError as error:
        raise BadQuery(_explain("queries", error)) from error


def read_single(text: str) -> Query:
    """A query sent alone, as earlier versions of the API have it: a text, or a query in JSON."""
    if text.lstrip().startswith("{"):
        try:
            return Query.model_validate(_parse(text))
        except ValidationError as error:
            raise BadQuery(_explain("query", error)) from error
    return Query(query=text)


def read_extension(text: str, most: int) -> Extension:
    """A data extension request. Raises `BadQuery` where it is not one, `TooLarge` where it names more than `most` things."""
    try:
        found = Extension.model_validate(_parse(text))
    except ValidationError as error:
        raise BadQuery(_explain("extend", error)) from error
    if len(found.ids) > most:
        raise TooLarge(f"a request can name {most} things, this one has {len(found.ids)}", limit=LIMIT)
    return found


def _parse(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadQuery(f"this is not JSON: {error}") from error


def _explain(what: str, error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    place = ".".join(str(each) for each in first["loc"] if not isinstance(each, str) or "[" not in each)
    return f"{what}: {place + ': ' if place else ''}{first['msg']}"
