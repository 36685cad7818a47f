"""The app through its front door, without a browser."""

import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ui import runs

MAIN = Path(__file__).resolve().parents[2] / "app.py"
# a small company, so that twenty worlds take moments
SMALL = {"s": "broadband", "v": "1", "market_size": "200", "customers_at_start": "50", "months": "6", "burn_in": "3",
         "seed": "1"}
PATIENCE = 90


class Visit:
    """One visit to the app: opens a link, turns controls, and reads what stands on the page.

    Of another page than the first, `page` names the file, and `shown` the kind of element that tells of an answer.
    """

    page, shown = "", "metric"

    def __init__(self, **parameters):
        self.app = AppTest.from_file(str(MAIN), default_timeout=PATIENCE)
        self._give(SMALL if self.page else parameters)
        self.run()
        if self.page:
            self.app.query_params.clear()
            self._give(parameters)
            self.app.switch_page(self.page)
            self.run()

    def _give(self, parameters):
        for name, value in parameters.items():
            self.app.query_params[name] = value

    def run(self):
        """Run the page once more and insist that nothing went wrong."""
        self.app.run()
        assert not self.app.exception
        return self

    def settled(self):
        """Run the page until all worlds are in."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.app.get(self.shown) and "stop" not in self.buttons:
                return self
            time.sleep(0.2)
            self.run()
        raise AssertionError("the worlds did not come in")

    def press(self, key):
        """Press a button."""
        self.app.button(key=key).click()
        return self.run()

    @property
    def buttons(self):
        """The keys of all buttons."""
        return [each.key for each in self.app.button]

    @property
    def link(self):
        """The address bar's parameters."""
        return dict(self.app.query_params)

    @property
    def verdict(self):
        """The verdict sentence."""
        return self.app.header[1].value

    @property
    def set_aside(self):
        """The lines of what was set aside, each as it stands on the page."""
        return [each.value for each in self.app.container(key="aside").text]

    def has_set_aside(self):
        """Tell whether anything was set aside."""
        return "dismiss" in self.buttons


@pytest.fixture
def visit():
    """Visit the app with a link; without parameters, with a small company's."""
    return lambda **parameters: Visit(**(parameters or SMALL))


@pytest.fixture
def small():
    """Give the parameters of the small company's link."""
    return dict(SMALL)


@pytest.fixture
def open_by(visit, small):
    """Open a page's file by an address, as a visitor who was elsewhere before."""
    def opened(page, address):
        come = visit(**small)
        come.app.query_params.clear()
        for name, value in address.items():
            come.app.query_params[name] = value
        come.app.switch_page(page)
        return come.run()

    return opened


@pytest.fixture(scope="session", autouse=True)
def _end_the_workers():
    yield
    runs.desk().close()
