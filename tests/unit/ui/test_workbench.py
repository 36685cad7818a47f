"""A study on a page: whether it was begun by the page or asked for."""

from tests.unit.ui import studies_to_try as tried
from ui import workbench
from ui.studies import UNKNOWN


class Noting:
    """A place for studies that only notes what is begun."""

    def __init__(self):
        self.begun = []

    def look(self, order, visit=""):
        return UNKNOWN

    def start(self, visit, name, order, pressed=True):
        self.begun.append((name, pressed))


def test_what_begins_by_itself_says_so_and_a_press_does_not(monkeypatch):
    noting = Noting()
    monkeypatch.setattr(workbench.studies, "studies", lambda: noting)
    monkeypatch.setattr(workbench.state, "owner", lambda: "me")
    monkeypatch.setattr(workbench.state, "first_time", lambda *_: True)
    monkeypatch.setattr(workbench.st, "button", lambda *_, on_click, args, **__: on_click(*args))
    workbench.study("count", tried.counted, {"upto": 2}, "Count", at_once=True)
    assert noting.begun == [("count", False), ("count", True)]
