"""What all tests share: how property tests search, and that a skipped browser test fails in CI."""

import os

import pytest
from hypothesis import settings

# Nothing else that the machine does is in more of a hurry than the tests are.
os.environ.setdefault("NINETEEN_NICENESS", "0")
IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}

# A machine that is busy must not turn a slow example into a failure; in CI the same examples run every time.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if IN_CI else "local")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """Turn a skipped browser test into a failure in CI."""
    report = yield
    if IN_CI and report.skipped and item.get_closest_marker("browser"):
        report.outcome = "failed"
        report.longrepr = f"A browser test may not be skipped in CI: {report.longrepr}"
    return report
