"""What the tests in a real browser share: a service over the small world, and a script that uses it as a person does."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.web.fakes import FakeEngine
from tests.web.servers import run_server

from amicorum.release.release import Release
from amicorum.settings import Settings
from amicorum.web.app import create_app
from amicorum.web.html.bundles import find_bundle

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NODE = shutil.which("node")
Seen = dict[str, Any]


@pytest.fixture(scope="session")
def use_page(world_release: Release) -> Callable[[str], Seen]:
    """`use_page("explore")`: what the script `explore.mjs` saw, and the `host` that it was to ask. Skips where something is missing."""
    if not CHROMIUM or not NODE or not (HERE / "node_modules/axe-core").is_dir():
        pytest.skip("no chromium, no node or no browser tools: npm ci --prefix tests/browser")

    def use(script: str) -> Seen:
        # Without a path in the base address, the links of the pages hold on whatever port the server got.
        if not find_bundle(script if script != "ask" else "sparql").scripts:
            pytest.skip("the scripts are not built: make explorer")
        app = create_app(Settings(releases=world_release.folder.parent, base="http://localhost/"), FakeEngine(world_release), world_release)
        with run_server(app) as server:
            command = [str(NODE), str(HERE / f"{script}.mjs"), server.url, str(CHROMIUM)]
            done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
            host = urlsplit(server.url).netloc
        assert done.returncode == 0, done.stderr
        seen: Seen = json.loads(done.stdout)
        return {**seen, "host": host}

    return use
