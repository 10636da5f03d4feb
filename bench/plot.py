"""How time grows with size: one small chart for each work, both axes logarithmic, as SVG.

`python -m bench.plot docs/benchmarks.json docs/growth.svg` draws it anew from the runs that are kept.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from bench.runs import read_runs

COLOURS = ("#0b6e99", "#8a5a00", "#b3261e", "#2e7d32", "#6a3fa0")
_COLUMNS, _WIDTH, _HEIGHT = 3, 280, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 14, 26, 30
_HEAD = 34
_STYLE = (
    "text{font:11px system-ui,sans-serif;fill:#222}.title{font-weight:600}.grid{stroke:#8884;stroke-width:1}"
    ".line{fill:none;stroke-width:2}@media (prefers-color-scheme:dark){text{fill:#ddd}}"
)
Point = tuple[float, float]
Lines = Mapping[str, Sequence[Point]]
"""Quads and seconds, by peer."""


def collect_lines(runs: Mapping[str, Any]) -> dict[str, dict[str, list[Point]]]:
    """By work and peer, what was measured over generated data, the small sizes first."""
    found: dict[str, dict[str, list[Point]]] = {}
    generated = [run for key, run in runs.items() if key.startswith("generated-")]
    for run in sorted(generated, key=lambda each: int(each["quads"])):
        for peer, works in run["seconds"].items():
            for work, seconds in works.items():
                found.setdefault(work, {}).setdefault(peer, []).append((run["quads"], seconds))
    return found


def draw(runs: Mapping[str, Any]) -> str:
    """The picture."""
    works = collect_lines(runs)
    peers = sorted({peer for lines in works.values() for peer in lines})
    sizes = [quads for lines in works.values() for points in lines.values() for quads, _ in points]
    span = _span(sizes or [1.0])
    height = _HEAD + _HEIGHT * math.ceil(len(works) / _COLUMNS)
    width = _WIDTH * _COLUMNS
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-labelledby="t">',
        f'<title id="t">Seconds for one query by the number of quads, for {escape(", ".join(peers))}</title><style>{_STYLE}</style>',
    ]
    for index, peer in enumerate(peers):
        x = 12 + index * (width - 24) / max(len(peers), 1)
        parts.append(f'<rect x="{x:.0f}" y="12" width="12" height="4" fill="{COLOURS[index % len(COLOURS)]}"/>')
        parts.append(f'<text x="{x + 18:.0f}" y="18">{escape(peer)}</text>')
    for index, (work, lines) in enumerate(works.items()):
        x, y = _WIDTH * (index % _COLUMNS), _HEAD + _HEIGHT * (index // _COLUMNS)
        parts.append(f'<g transform="translate({x} {y})">{"".join(_draw_chart(work, lines, peers, span))}</g>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _span(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten around the values."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def _draw_chart(work: str, lines: Lines, peers: Sequence[str], across: tuple[int, int]) -> Iterator[str]:
    up = _span([seconds for points in lines.values() for _, seconds in points])

    def x(quads: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (math.log10(quads) - across[0]) / (across[1] - across[0])

    def y(seconds: float) -> float:
        return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * (math.log10(seconds) - up[0]) / (up[1] - up[0])

    yield f'<text class="title" x="{_LEFT}" y="16">{escape(work)}</text>'
    for power in range(across[0], across[1] + 1):
        at = x(10.0**power)
        yield f'<path class="grid" d="M{at:.1f} {_TOP}V{_HEIGHT - _BOTTOM}"/>'
        yield f'<text x="{at:.1f}" y="{_HEIGHT - 12}" text-anchor="middle">{_name_count(power)}</text>'
    for power in range(up[0], up[1] + 1):
        at = y(10.0**power)
        yield f'<path class="grid" d="M{_LEFT} {at:.1f}H{_WIDTH - _RIGHT}"/>'
        yield f'<text x="{_LEFT - 6}" y="{at + 4:.1f}" text-anchor="end">{_name_time(power)}</text>'
    for peer, points in lines.items():
        colour = COLOURS[peers.index(peer) % len(COLOURS)]
        places = [(x(quads), y(seconds)) for quads, seconds in points]
        yield f'<path class="line" stroke="{colour}" d="M{"L".join(f"{left:.1f} {top:.1f}" for left, top in places)}"/>'
        for left, top in places:
            yield f'<circle cx="{left:.1f}" cy="{top:.1f}" r="3" fill="{colour}"><title>{escape(peer)}</title></circle>'


def _name_count(power: int) -> str:
    return {3: "1 k", 4: "10 k", 5: "100 k", 6: "1 M", 7: "10 M", 8: "100 M"}.get(power, f"10^{power}")


def _name_time(power: int) -> str:
    return f"{10**power} s" if power >= 0 else f"{10 ** (power + 3)} ms" if power >= -3 else f"{10 ** (power + 6)} µs"


def main() -> None:
    """Draw."""
    parser = argparse.ArgumentParser(prog="python -m bench.plot", description=__doc__.splitlines()[0])
    parser.add_argument("runs", type=Path)
    parser.add_argument("picture", type=Path)
    options = parser.parse_args()
    options.picture.write_text(draw(read_runs(options.runs)), encoding="utf-8")


if __name__ == "__main__":
    main()
