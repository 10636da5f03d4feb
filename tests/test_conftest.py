"""A run that must be complete: no test can be skipped there and look green."""

from __future__ import annotations

import pytest

from .conftest import COMPLETE

pytest_plugins = ["pytester"]
TESTS = """
import pytest

def test_that_lacks_something(): pytest.skip("no browser")
@pytest.mark.skipif(True, reason="no engine")
def test_that_lacks_more(): pass
@pytest.mark.xfail(reason="known", strict=True)
def test_known_to_fail(): assert False
def test_that_passes(): pass
"""


@pytest.mark.parametrize(("complete", "outcomes"), [("", {"skipped": 2}), ("1", {"failed": 1, "errors": 1})])
def test_a_skipped_test_fails_where_nothing_may_be_missing(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, complete: str, outcomes: dict[str, int]
) -> None:
    monkeypatch.setenv(COMPLETE, complete)
    hook = "from tests.conftest import pytest_runtest_makereport"
    pytester.makeconftest(hook)
    pytester.makepyfile(TESTS)
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=1, xfailed=1, **outcomes)
