"""The files of a page's script, by Vite's manifest."""

from __future__ import annotations

from amicorum.web.html.bundles import Bundle, Chunk, read_bundle

MANIFEST: dict[str, Chunk] = {
    "src/explore/main.ts": {"file": "explore-a1.js", "css": ["explore-b2.css"], "imports": ["_shared.js"]},
    "src/sparql/main.ts": {"file": "sparql-c3.js"},
    "_shared.js": {"file": "shared-d4.js", "css": ["shared-e5.css"], "imports": ["_shared.js"]},
}


def test_a_page_has_its_script_and_every_style_sheet_that_comes_with_it() -> None:
    assert read_bundle(MANIFEST, "explore") == Bundle(("explore-a1.js",), ("explore-b2.css", "shared-e5.css"))
    assert read_bundle(MANIFEST, "sparql") == Bundle(("sparql-c3.js",))


def test_what_was_not_built_is_left_out() -> None:
    assert read_bundle({}, "explore") == Bundle()
