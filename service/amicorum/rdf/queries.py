"""Read the package's own SPARQL queries: one `.rq` file each, beside the modules that ask them."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def load_query(package: str | None, name: str) -> str:
    """The text of `name.rq` in a package, such as `__package__`."""
    return resources.files(package or "amicorum").joinpath(f"{name}.rq").read_text(encoding="utf-8")
