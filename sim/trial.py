"""The numeric claims tried on the company at hand, and the regions in which they hold, as arithmetic says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from sim import claims, rules
from sim.claims import NINETEEN, margins_by_year, told_by_kind
from sim.curves import NAMES, PROFIT_BY_YEAR
from sim.experiments import seeds_of
from sim.lab import Found, Lab, months_of
from sim.metrics import CAUSES
from sim.scenario import Scenario

MOST_PEOPLE = 20_000            # a larger company is tried on the scale of so many people in the market
FIRST_YEAR, FIVE_YEARS = 12, 60
# where a company's own are not known, or none
USUAL_DISCOUNT, USUAL_COST_SHARE = 0.10, 0.9
# published: cost of winning over cost of keeping, lowest and highest [Goodman1999]
COST_RATIOS = (2, 20)
# the same, of companies that ship: what docs/claims.md says of them
SHIPPED_RATIOS = {"broadband": 1.4, "saas_small": 1.7, "retail_bank": 3.3, "life_insurance": 13.1, "online_shop": 0.7}
# the table that is passed on: of a hundred who leave, put to the model's causes [Whiteley1991]
FOLK_TABLE = {"unavoidable": 0.04, "rivals": 0.09, "unsolved": 0.14, "slow": 0.0, "indifference": 0.68, "friends": 0.05}
# share that the best fifth bring in the data of an online music shop: of all spending, of repeat spending [M29]
CDNOW = {"cdnow_all": 0.68, "cdnow_repeat": 0.84}
Rows = list[dict[str, object]]

EXPERIMENTS = {"C1": claims.five_points, "C2": claims.nineteen, "C3": claims.five_year_customer,
               "C4": claims.replaced_by_ten, "C5": claims.policy_cost, "C6": claims.two_points, "C7": claims.halved,
               "C8": claims.eighty_twenty, "C9": claims.five_times, "C10": claims.indifference, "C11": claims.garbled,
               "C12": claims.ignored}
# claims for which nothing is lived through; how many worlds the others take: few where little depends on luck
AT_ONCE = ("C2", "C3", "C4")
WORLDS = {"C1": 4, "C5": 6, "C6": 4, "C7": 4, "C8": 6, "C9": 6, "C10": 6, "C11": 6, "C12": 8}
# of computing, of one month of a company in one process, as measured: at least, and for each person
SECONDS_A_MONTH, SECONDS_A_PERSON_MONTH = 1e-3, 2e-7


def tried(names: Sequence[str], scenario: Scenario, seed: int = 1, workers: int | None = None,
          progress: Callable[[int, int], None] | None = None) -> dict[str, Found]:
    """Try claims on a company under its plan.

    Parameters
    ----------
    names : sequence of str, out of `EXPERIMENTS`
    scenario : Scenario
        A company in a market of more than `MOST_PEOPLE` is tried on that scale.
    seed : int
        Of the first world; how many there are stands in `WORLDS`.
    workers : int, optional
    progress : callable, optional
        Called with the months lived through, and with how many there are.

    Returns
    -------
    dict of Found, by claim
        It depends neither on `workers` nor on which claims are tried together; pinned by tests/unit/test_trial.py.
    """
    company = sized(scenario)
    total, done = max(months(names, company), 1), 0

    def tell(lived: int) -> None:
        nonlocal done
        done = min(done + lived, total)
        if progress:
            progress(done, total)

    lab = Lab(workers=workers, tell=tell)
    return {claim: EXPERIMENTS[claim](company, replace(lab, seeds=seeds_of(WORLDS.get(claim, 1), seed)))
            for claim in names}


def at_once(claim: str, scenario: Scenario, seed: int = 1) -> Found:
    """Try one of the claims for which nothing has to be lived through."""
    return EXPERIMENTS[claim](scenario, Lab((seed,)))


def sized(scenario: Scenario) -> Scenario:
    """The company in the size in which it is tried."""
    return scenario if scenario.today.market_size <= MOST_PEOPLE else scenario.scaled(MOST_PEOPLE)


def seconds(names: Sequence[str], scenario: Scenario) -> float:
    """About how long it takes to try claims on a company, in one process of a machine that does nothing else."""
    company = sized(scenario)
    shared = {"C7"} if "C1" in names else set()     # both look at the same lives
    a_month = SECONDS_A_MONTH + SECONDS_A_PERSON_MONTH * company.today.market_size
    return months([each for each in names if each not in shared], company) * a_month


def months(names: Sequence[str], company: Scenario) -> int:
    """How many months at most are lived through in all worlds to try claims on a company, the past included."""
    return sum(_months(claim, company) * WORLDS.get(claim, 0) for claim in names)


def _months(claim: str, company: Scenario) -> int:
    past, own, levels = company.plan.burn_in, months_of(company), len(claims.LOOSER)
    first_year = min(company.plan.months, FIRST_YEAR) + past
    return {"C1": levels * (claims.LONG + past) + 2 * (FIRST_YEAR + past), "C7": levels * (claims.LONG + past),
            "C6": levels * (FIVE_YEARS + past), "C5": own, "C8": own, "C9": own, "C10": own,
            "C11": first_year, "C12": 2 * own}.get(claim, 0)


# -- regions: where a claim holds, whatever company it is ------------------------------------------------------------


def region(claim: str, scenario: Scenario, seed: int = 1, found: Found | None = None) -> Rows:
    """What the picture of a claim shows before anything is lived through: rows of figures, if there is a region.

    Parameters
    ----------
    claim : str, out of `EXPERIMENTS`
    scenario : Scenario
        The company at hand: its discount rate, its stories, its margins.
    seed : int
        Whose luck decides how many are told.
    found : Found, optional
        What was measured in the company: of C6 its costs over its revenue, which decide where the claim holds.
    """
    if claim == "C6":
        measured = found.figures["cost_share"].mean if found and not found.problem else np.nan
        return _margins(float(np.clip(measured, 0.01, 1.0)) if np.isfinite(measured) else USUAL_COST_SHARE)
    regions = {"C1": _gains, "C2": _people_told, "C3": _curves, "C4": _curves, "C5": _policies,
               "C7": _halvings, "C8": _shares, "C9": _ratios, "C10": _folk_table}
    return regions[claim](scenario, seed) if claim in regions else []


def _gains(scenario: Scenario, seed: int, profits=(1.0,), acquisition: float = 0) -> Rows:
    """Gain in a customer's value from five points less churn, by churn before and by discount rate."""
    rates = (0.0, scenario.plan.discount_rate or USUAL_DISCOUNT)
    return [{"rate": rate, "churn": float(churn), "gain": rules.gain_from_less_churn(profits, churn, rate, acquisition)}
            for rate in rates for churn in np.round(np.arange(0.06, 0.351, 0.01), 4)
            if rules.value_while_staying(profits, churn, rate, acquisition) > 0]


def _halvings(scenario: Scenario, seed: int) -> Rows:
    return _gains(scenario, seed, PROFIT_BY_YEAR["credit_card"], claims.CREDIT_CARD_ACQUISITION)


def _people_told(scenario: Scenario, seed: int, most: int = 40) -> Rows:
    """Share of those who tell a story about a serious problem, by how many they tell; the last row is all beyond."""
    told = told_by_kind(scenario, seed)["serious"]
    shares = np.bincount(np.minimum(told, most), minlength=most + 1) / len(told)
    return [{"told": number, "share": float(share), "below": number <= NINETEEN} for number, share in enumerate(shares)]


def _curves(scenario: Scenario, seed: int) -> Rows:
    """Margin by year of tenure, relative to the first, for the company and for four published industries."""
    curves = {"own": margins_by_year(scenario.plan)[:5], **{name: PROFIT_BY_YEAR[name] for name in NAMES[1:]}}
    return [{"curve": name, "year": year + 1, "times": float(each / profits[0])}
            for name, profits in curves.items() if profits[0] > 0 for year, each in enumerate(profits)]


def _policies(scenario: Scenario, seed: int) -> Rows:
    """Cost of winning over a year's service at which five points take off 18 %, and the range that counts as right."""
    rows = [{"retention": float(retention), "name": name,
             "ratio": rules.ratio_for_policy_fall(retention, fall=0.18 * factor)}
            for retention in np.round(np.arange(0.70, 0.951, 0.01), 4)
            for name, factor in (("exact", 1.0), ("low", 1 / rules.NEAR), ("high", rules.NEAR))]
    return [row for row in rows if row["ratio"] < np.inf]


def _margins(cost_share: float) -> Rows:
    """Contribution margin at which two points earn in the long run what a tenth of the costs saves, and its range."""
    return [{"retention": float(retention), "name": name, "cost_share": cost_share,
             "margin": rules.margin_for_cost_cut(retention, cost_share) * factor}
            for retention in np.round(np.arange(0.70, 0.961, 0.01), 4)
            for name, factor in (("exact", 1.0), ("low", 1 / rules.NEAR), ("high", rules.NEAR))]


def _shares(scenario: Scenario, seed: int) -> Rows:
    """Share that the best fifth bring, by how unequal customers are."""
    return [{"spread": float(spread), "share": rules.share_of_top(spread)} for spread in np.linspace(0, 2, 41)]


def _ratios(scenario: Scenario, seed: int) -> Rows:
    return [{"company": name, "ratio": ratio} for name, ratio in SHIPPED_RATIOS.items()]


def _folk_table(scenario: Scenario, seed: int) -> Rows:
    return [{"cause": cause, "share": FOLK_TABLE[cause]} for cause in CAUSES]
