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
def run_script(world_release: Release) -> Callable[..., tuple[str, str]]:
    """`run_script("look", "/about")`: what `look.mjs` printed, and the host that it was to ask. Skips where something is missing."""
    if not CHROMIUM:
        pytest.skip("no chromium on this machine (Debian: apt-get install chromium)")
    if not NODE or not (HERE / "node_modules/axe-core").is_dir():
        pytest.skip("no node on this machine, or browser tools are missing: npm ci --prefix tests/browser")

    def run(script: str, *arguments: str) -> tuple[str, str]:
        # Without a path in the base address, the links of the pages hold on whatever port the server got.
        app = create_app(Settings(releases=world_release.folder.parent, base="http://localhost/"), FakeEngine(world_release), world_release)
        with run_server(app) as server:
            command = [str(NODE), str(HERE / f"{script}.mjs"), server.url, str(CHROMIUM), *arguments]
            done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
            host = urlsplit(server.url).netloc
        assert done.returncode == 0, done.stderr
        return done.stdout, host

    return run


@pytest.fixture(scope="session")
def use_page(run_script: Callable[..., tuple[str, str]]) -> Callable[[str, str], Seen]:
    """`use_page("explore", "explore")`: what `explore.mjs` saw at the page with the script `explore`, and the `host` that it was to ask."""

    def use(script: str, page: str) -> Seen:
        if not find_bundle(page).scripts:
            pytest.skip("the scripts are not built: make explorer")
        printed, host = run_script(script)
        seen: Seen = json.loads(printed)
        return {**seen, "host": host}

    return use
