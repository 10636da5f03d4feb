"""The project's own shapes, read once for all tests that need them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from amicorum.validation.shapes import Shapes, read_shapes

SHAPES = Path(__file__).parents[1] / "shapes"


@cache
def read_project_shapes() -> Shapes:
    return read_shapes(SHAPES)
