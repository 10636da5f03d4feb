"""The GeoSPARQL functions that the embedded engine has; the service description and docs/operating.md list them."""

from __future__ import annotations

GEOF = "http://www.opengis.net/def/function/geosparql/"

RELATIONS = tuple(
    f"{family}{name}"
    for family, names in (
        ("sf", ("Equals", "Disjoint", "Intersects", "Touches", "Crosses", "Within", "Contains", "Overlaps")),
        ("eh", ("Equals", "Disjoint", "Meet", "Overlap", "Covers", "CoveredBy", "Inside", "Contains")),
        ("rcc8", ("eq", "dc", "ec", "po", "tppi", "tpp", "ntpp", "ntppi")),
    )
    for name in names
)
"""Of two geometries, true or false: simple features, Egenhofer, RCC8."""
MEASURES = (
    "convexHull",
    "centroid",
    "envelope",
    "coordinateDimension",
    "dimension",
    "spatialDimension",
    "getSRID",
    "isEmpty",
    "isSimple",
    "asGeoJSON",
)
"""Of one geometry."""

FUNCTIONS = tuple(GEOF + name for name in ("distance", *RELATIONS, *MEASURES))
"""Their IRIs. `geof:distance(point, point, unit)` is the way over a sphere of the mean radius
6,371,008.8 m, for points and the unit metre."""
