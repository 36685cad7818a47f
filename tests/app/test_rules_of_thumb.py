"""The page "Rules of thumb": the claims at a glance, one in full, and a sentence for what cannot be tried."""

import pytest

from sim import trial
from tests.app.conftest import SMALL, Visit
from ui.rules import show

NOBODY = {"customers_at_start": "0", "acquisition_spend": "0", "imitation": "0", "referral_rate": "0", "burn_in": "0"}


class Reading(Visit):
    """One visit to the page, opened by a link."""

    page, shown = "pages/learn/rules_of_thumb.py", "table"

    def choose(self, claim):
        """Choose the claim that is shown in full."""
        self.app.selectbox(key="claim").set_value(claim)
        return self.run()

    @property
    def glance(self):
        """The table of all claims."""
        return self.app.table[0].value.to_dict("list")

    def says(self, part):
        """Tell whether something is said anywhere on the page."""
        return any(part in each.value for kind in ("header", "subheader", "markdown", "caption", "text", "info")
                   for each in self.app.get(kind))


@pytest.fixture
def tried(monkeypatch):
    """Have all claims tried already, quickly, whatever the company."""
    found = {}

    def known(opened):
        if opened not in found:
            found[opened] = trial.tried(show.told.CLAIMS, opened.scenario, opened.seed, workers=1)
        return found[opened]

    monkeypatch.setattr(trial, "WORLDS", dict.fromkeys(trial.WORLDS, 2))
    monkeypatch.setitem(trial.claims.NO_NEWCOMERS, "months", 12)
    monkeypatch.setattr(trial.claims, "LOOSER", (1.0, 0.0))
    monkeypatch.setattr(show, "known", known)


def test_what_needs_no_simulation_stands_there_at_once_and_the_rest_is_offered():
    page = Reading(**SMALL)
    assert page.app.title[0].value == "Do the rules of thumb hold for this company?"
    verdicts = page.glance["Verdict for this company"]
    assert [place for place, each in enumerate(verdicts, 1) if each != "not tried yet"] == [2, 3, 4]
    assert {"start_all_claims", "start_C1"} <= set(page.buttons)
    assert page.says("Many studies have shown that if you can reduce your attrition rate")
    assert len(page.app.get("vega_lite_chart")) == 1


def test_a_claim_is_tried_on_the_company_at_hand():
    page = Reading(**SMALL).choose("C5")
    assert page.says("Winning must cost 5.6 times a year's service where 90\u00a0% stay")
    page.press("start_C5")
    for _ in range(600):
        if "start_C5" not in page.buttons and "cancel_C5" not in page.buttons:
            break
        page.run()
    assert page.glance["Verdict for this company"][4] in {"holds", "not supported"}
    assert page.says("Winning a customer costs ") and page.says("Five points more would lower the cost")


def test_every_claim_tried_has_its_verdict_figures_and_picture(tried):
    page = Reading(**SMALL)
    assert "not tried yet" not in page.glance["Verdict for this company"]
    assert page.glance["Verdict for this company"][10] == "cannot be tested: garbled"
    assert not [button for button in page.buttons if button.startswith("start_")]
    for claim in show.told.CLAIMS:
        page.choose(claim)
        assert page.says("Where it holds")
        assert not page.says("nan ") and not page.says(" inf")


@pytest.mark.parametrize("changes", [NOBODY, {"discount_rate": "0"}, {"months": "1"}, {"acquisition_spend": "0"},
                                     {"variable_cost": "1", "serve_saving": "0", "loyal_premium": "0"}])
def test_a_company_of_which_little_can_be_said_gets_sentences(tried, changes):
    page = Reading(**SMALL | changes)
    for claim in ("C1", "C4", "C6", "C9", "C12"):
        page.choose(claim)
        assert not page.says("nan")


def test_without_customers_most_claims_cannot_be_tried(tried):
    page = Reading(**SMALL | NOBODY)
    assert page.glance["Verdict for this company"].count("cannot be tried here") >= 7
    assert page.choose("C10").says("It cannot be tried on this company: nobody leaves in the worlds lived through.")


def test_what_a_link_asks_for_in_vain_is_set_aside_and_the_company_stays_in_the_address():
    page = Reading(**SMALL | {"service_quality": "9999", "nonsense": "<b>1</b>", "told_bad_median": "20"})
    assert any("nonsense = <b>1</b>" in line for line in page.set_aside)
    assert page.link["told_bad_median"] in ("20", ["20"])
    assert page.glance["In this company"][1].startswith(("in part", "no", "yes"))


def test_the_claim_shown_stands_in_the_address_and_comes_from_it():
    page = Reading(**SMALL | {"claim": "C5"})
    assert page.says("He used life insurance as an example") and not page.has_set_aside()
    page.choose("C9")
    assert page.link["claim"] in ("C9", ["C9"]) and page.says("Acquiring new customers is more expensive")
    assert "claim" not in page.choose("C1").link


def test_a_claim_that_there_is_not_is_set_aside_until_it_is_dismissed():
    page = Reading(**SMALL | {"claim": "<b>C99"})
    assert page.set_aside == ["claim = <b>C99: there is no such claim. Allowed: C1 to C12"]
    assert page.says("Many studies have shown")
    page.press("dismiss")
    assert not page.has_set_aside() and page.link["s"] in ("broadband", ["broadband"])


def test_a_company_at_its_largest_is_tried_on_a_smaller_scale():
    page = Reading(**SMALL | {"market_size": "50000", "customers_at_start": "12000", "months": "120"})
    assert page.says("The company is tried on the scale of 20,000 people in the market")
