"""The redirect file for w3id.org, tried with the web server that reads it there."""

from __future__ import annotations

import http.client
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.virtuoso import free_port
from tests.polling import wait_for_port

HTACCESS = Path(__file__).parents[2] / "deploy" / "w3id" / ".htaccess"
HOME = "https://amicorum.example"
MODULES = Path("/usr/lib/apache2/modules")

CONFIGURATION = """
ServerRoot {root}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {root}/httpd.pid
ErrorLog {root}/error.log
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule rewrite_module {modules}/mod_rewrite.so
DocumentRoot {root}/htdocs
<Directory {root}/htdocs>
  AllowOverride All
  Options FollowSymLinks
  Require all granted
</Directory>
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """An Apache that holds our file where w3id.org would, on this port."""
    if shutil.which("apache2") is None:
        pytest.skip("apache2 is not installed: apt-get install apache2-bin")
    root = tmp_path_factory.mktemp("w3id")
    folder = root / "htdocs" / "amicorum"
    folder.mkdir(parents=True)
    shutil.copy(HTACCESS, folder)
    chosen = free_port()
    configuration = root / "httpd.conf"
    configuration.write_text(CONFIGURATION.format(root=root, port=chosen, modules=MODULES))
    server = subprocess.Popen(["apache2", "-X", "-f", str(configuration)])
    try:
        wait_for_port(chosen)
        yield chosen
    finally:
        server.terminate()
        server.wait(10)


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("", "/"),
        ("ns", "/ns"),
        ("ns/1.0.0", "/ns/1.0.0"),
        ("id/institution/vcb", "/id/institution/vcb"),
        ("scheme/cooperation-areas/study-visits", "/scheme/cooperation-areas/study-visits"),
        ("graph/source/krakow-pl-0a1b2c", "/graph/source/krakow-pl-0a1b2c"),
        ("id/time/%5B2019-11%5D", "/id/time/%5B2019-11%5D"),
        ("search?q=Krak%C3%B3w&lang=pl", "/search?q=Krak%C3%B3w&lang=pl"),
        ("context.jsonld", "/context.jsonld"),
    ],
)
def test_every_address_goes_to_the_same_path_at_the_service(port: int, path: str, target: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", f"/amicorum/{path}", headers={"Accept": "text/turtle"})
    response = connection.getresponse()
    response.read()
    connection.close()
    assert (response.status, response.getheader("Location")) == (302, HOME + target)
