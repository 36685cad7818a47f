"""The numeric claims C1 to C12 that retention is sold with, each tried as an experiment on the model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from joblib import Parallel, delayed
from scipy.special import ndtri

from sim import files, model, rules
from sim.behaviour import talk
from sim.curves import CREDIT_CARD_ACQUISITION, NAMES, PROFIT_BY_YEAR
from sim.draws import Draws, Purpose
from sim.ledger import payments
from sim.metrics import CAUSES, DELIVERY_LINES, WINNING_LINES, yearly_churn
from sim.population import CUSTOMER, draw_traits, first_people
from sim.scenario import Scenario

HOLDS, ONLY_WHEN, NOT_SUPPORTED, GARBLED = "holds", "holds only when", "not supported", "cannot be tested: garbled"
LOOSER = (1.0, 0.8, 0.6, 0.4, 0.28)       # steps of the level of leaving
LONG = 240                                # months for which a base without newcomers is followed
NO_NEWCOMERS = {"acquisition_spend": 0.0, "imitation": 0.0, "referral_rate": 0.0, "return_rate": 0.0, "months": LONG,
                "winback_offer": 0}


@dataclass(frozen=True)
class Claim:
    """A claim, what was measured, and what to think of it.

    Attributes
    ----------
    claim : str, its number
    says : str, what is claimed
    measured : str, what came out, with units
    verdict : str, HOLDS, ONLY_WHEN, NOT_SUPPORTED or GARBLED
    holds_when : str, the conditions under which the claim holds
    values : dict of float
        The figures in `measured`, by name.
    """

    claim: str
    says: str
    measured: str
    verdict: str
    holds_when: str
    values: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Lab:
    """Where the experiments are made: in which worlds, by how many processes, in markets of what size."""

    seeds: Sequence[int] = range(1, 5)
    workers: int = 1
    people: int | None = None

    def company(self, name: str, **changes) -> Scenario:
        """A shipped company, in the lab's size."""
        scenario = files.load(name)
        return (scenario.scaled(self.people) if self.people else scenario).changed(**changes)

    def means(self, scenarios: Sequence[Scenario], look: Callable[[dict], np.ndarray]) -> np.ndarray:
        """What `look` sees in each scenario's table, as a mean over worlds: (scenarios, ...) float64."""
        work = Parallel(n_jobs=self.workers)
        seen = work(delayed(_look)(each, seed, look) for each in scenarios for seed in self.seeds)
        return np.array(seen, dtype=float).reshape(len(scenarios), len(self.seeds), -1).mean(axis=1)


def _look(scenario, seed, look):
    return look(model.run(scenario, seed).columns)


def study(lab: Lab, progress: Callable[[int], None] | None = None) -> list[Claim]:
    """Try all twelve, telling `progress` of each that is done."""
    found = []
    for claim in CLAIMS:
        found.append(claim(lab))
        if progress:
            progress(1)
    return found


def as_markdown(found: Sequence[Claim], worlds: int) -> str:
    """The study as a page of documentation."""
    lines = ["# The numeric claims, tried", "", f"Means over {worlds} worlds. Made by `python -m sim claims`.", "",
             "| Claim | It says | Measured | Verdict | Holds when |", "|---|---|---|---|---|"]
    lines += ["| " + " | ".join((each.claim, each.says, each.measured, each.verdict, each.holds_when)) + " |"
              for each in found]
    return "\n".join([*lines, ""])


# -- what a base of customers is worth at different churn ---------------------------------------------------------


def _worth(columns):
    start = max(columns["customers"][0] + columns["left"][0], 1)
    five = {name: values[:60] for name, values in columns.items()}
    return np.array([yearly_churn(five), columns["npv_cents"][-1] / start, columns["profit_cents"].sum() / start])


def _worth_by_churn(lab, name):
    company = lab.company(name, **NO_NEWCOMERS)
    return lab.means([_at_level(company, step) for step in LOOSER], _worth)


def _at_level(company, step):
    return company.changed(hazard_level=company.today.hazard_level * step)


def _at_churn(table, churn):
    """The other columns where the first one, yearly churn, has a value: interpolated."""
    order = np.argsort(table[:, 0])
    return np.array([np.interp(churn, table[order, 0], table[order, column]) for column in range(table.shape[1])])


def _gain(after, before):
    """What something has gained in relation to before; NaN where it was worth nothing before."""
    return after / before - 1 if before > 0 else float("nan")


def five_points(lab: Lab) -> Claim:
    """C1: five points less churn, 25 to 85 % more profit [Reichheld1990, M25]."""
    table = _worth_by_churn(lab, "broadband")
    now, less = table[0], _at_churn(table, table[0, 0] - 0.05)
    gain, undiscounted = _gain(less[1], now[1]), _gain(less[2], now[2])
    company = lab.company("broadband", months=12)
    # The same fall in churn, at once, seen by the company as a whole in its first year.
    step = np.interp(-(now[0] - 0.05), -table[:, 0], LOOSER)
    year = lab.means([company, _at_level(company, step)], _profit)[:, 0]
    card = PROFIT_BY_YEAR["credit_card"]
    first = rules.gain_from_less_churn(card, 0.10, 0.10, CREDIT_CARD_ACQUISITION)
    inside = rules.FIVE_POINTS[0] <= gain <= rules.FIVE_POINTS[1]
    return Claim(
        "C1", "Five points less churn raises profit by 25 to 85 %.",
        f"In the broadband company, churn of {now[0]:.1%} cut by five points makes the customers of today worth "
        f"{gain:.0%} more over twenty years ({undiscounted:.0%} without discounting); the company's profit of the "
        f"first "
        f"year rises by {_gain(year[1], year[0]):.0%}.",
        ONLY_WHEN if inside or first > 0.25 else NOT_SUPPORTED,
        "what is counted is the value of a customer over many years, not this year's profit, getting there costs "
        "nothing, all customers are equally ready to leave (where they differ, the loyal stay anyhow), and churn "
        "starts at about 10 % or there is little discounting; at 25 % churn, 10 % discount and a "
        f"profit that does not grow it is {rules.gain_from_less_churn((1,), 0.25, 0.10):.0%}",
        {"churn": now[0], "gain": gain, "gain_undiscounted": undiscounted, "gain_first_year": _gain(year[1], year[0])})


def _profit(columns):
    return columns["profit_cents"].sum()


def nineteen(lab: Lab) -> Claim:
    """C2: a dissatisfied customer tells up to 19 people [TARP1981, M17]."""
    inputs = lab.company("broadband").today
    draws = Draws(lab.seeds[0], 20_000)
    score, luck = (draws.uniform(each) for each in (Purpose.TALKATIVENESS, Purpose.BAD_STORY_TOLD))
    told = talk.people_told(ndtri(score), luck, inputs.told_bad_median, inputs.told_spread)
    share, median, mean = (told <= 19).mean(), np.median(told), told.mean()
    return Claim(
        "C2", "A dissatisfied customer tells up to 19 people.",
        f"Of those who tell a bad story {share:.0%} tell at most 19 people; the median is {median:.0f}, the mean "
        f"{mean:.1f}.",
        ONLY_WHEN,
        "\"up to\" is read as what 85 of 100 stay below, and the problem was serious and never solved; a "
        "usual problem is told to 5 to 10 people, and good stories are about three times as many",
        {"share_at_most_19": share, "median": median, "mean": mean})


def _profit_ratio(inputs):
    """Monthly margin after five years over that of a newcomer, for the average customer."""
    paid = payments(np.ones(2), np.array([0, 60]), np.zeros(2, bool), np.ones(2), inputs)
    margin = paid.subscription - paid.variable_cost
    return margin[1] / margin[0]


def _ratios(lab):
    company = lab.company("broadband").today
    return {name: float(_profit_ratio(company.model_copy(update={"tenure_curve": place})))
            for place, name in enumerate(NAMES)}


def five_year_customer(lab: Lab) -> Claim:
    """C3: a customer of five years brings 8 to 10 times the profit of a new one [M22]."""
    ratios = _ratios(lab)
    low, high = rules.growth_for_replacement(8), rules.growth_for_replacement(10)
    return Claim(
        "C3", "A customer of five years brings 8 to 10 times the profit of a new one.",
        f"In the broadband company {ratios['growth']:.1f} times; with the published curves of four industries "
        f"{min(list(ratios.values())[1:]):.1f} to {max(ratios.values()):.1f} times.",
        NOT_SUPPORTED,
        f"profit per customer grows by {low:.0%} to {high:.0%} a year for four years, or the first year "
        "bears the whole cost of winning the customer",
        ratios)


def replaced_by_ten(lab: Lab) -> Claim:
    """C4: one lost customer of five years takes 8 to 10 new ones to replace [M22]."""
    ratios = _ratios(lab)
    lost = rules.replacement_in_value(PROFIT_BY_YEAR["credit_card"], 0.15, 0.10)
    return Claim(
        "C4", "It takes 8 to 10 new customers to replace one of five years.",
        f"This year's margin takes {ratios['growth']:.1f} new customers in the broadband company and up to "
        f"{max(ratios.values()):.1f} on the published curves; in value still to come {lost:.1f} (credit card, 15 % "
        f"churn, "
        "10 % discount), because newcomers have their best years ahead.",
        NOT_SUPPORTED,
        "as for C3; or most newcomers leave before they have paid back what it cost to win them",
        {**ratios, "in_value_credit_card": lost})


def _policies(columns):
    won = _spent(columns, WINNING_LINES)
    return np.array([yearly_churn(columns), (columns["cost_cents"].sum() - won) / _customer_years(columns),
                     won / max(columns["joined"].sum(), 1)])


def _spent(columns, lines):
    return sum(columns[line].sum() for line in lines)


def _customer_years(columns):
    return (columns["customers"] + columns["left"] - columns["joined"]).sum() / 12


def policy_cost(lab: Lab) -> Claim:
    """C5: five points more retention, 18 % less cost per policy [Reichheld1993, M27]."""
    company = lab.company("life_insurance")
    table = lab.means([_at_level(company, step) for step in LOOSER], _policies)
    churn, service, winning = table[0]
    ratio = winning / service
    fall = 1 - (service + winning * (churn - 0.05)) / (service + winning * churn)
    needed = rules.ratio_for_policy_fall(1 - churn)
    return Claim(
        "C5", "Five points more retention lower the cost of a policy by 18 %.",
        f"In the life insurance company (retention {1 - churn:.0%}, a new policy costs {ratio:.1f} times a year's "
        f"service) the cost per policy and year falls by {fall:.0%} at a steady number of policies.",
        ONLY_WHEN,
        f"winning a policy costs at least {needed:.1f} times a year's service at this retention "
        f"({rules.ratio_for_policy_fall(0.90):.1f} times from 90 to 95 %, {rules.ratio_for_policy_fall(0.80):.1f} "
        "times from 80 to 85 %): possible for insurance, not for a shop",
        {"fall": fall, "cost_ratio": ratio, "needed_ratio": needed, "churn": churn})


def _first_and_fifth(columns):
    years = [slice(0, 12), slice(48, 60)]
    return np.array([yearly_churn(columns), *(columns[line][year].sum() for year in years
                                              for line in ("profit_cents", "cost_cents"))])


def two_points(lab: Lab) -> Claim:
    """C6: two points more retention are worth a tenth of the cost [Murphy2002, M26]."""
    company = lab.company("broadband", months=60)
    table = lab.means([_at_level(company, step) for step in LOOSER], _first_and_fifth)
    better = _at_churn(table, table[0, 0] - 0.02)
    first, fifth = ((better[place] - table[0, place]) / table[0, place + 1] for place in (1, 3))
    margin = 1 - table[0, 4] / (table[0, 3] + table[0, 4])
    return Claim(
        "C6", "Two points more retention have the effect of ten percent less cost.",
        f"In the broadband company two points less churn are worth {first:.1%} of the cost in the first year and "
        f"{fifth:.1%} in the fifth.",
        ONLY_WHEN if 0.1 / rules.NEAR <= fifth <= 0.1 * rules.NEAR else NOT_SUPPORTED if fifth < 0.05 else ONLY_WHEN,
        "retention is 90 to 92 % and the contribution margin 27 to 36 %, after several years; with higher retention it "
        "says too little, with lower retention or a thinner margin too much, and the first year rarely shows it",
        {"first_year": first, "fifth_year": fifth, "profit_share": margin})


def halved(lab: Lab) -> Claim:
    """C7: five points less defection, up to 125 % more profit [Murphy2002, M25]."""
    table = _worth_by_churn(lab, "credit_card")
    churn, target = min(max(0.10, table[:, 0].min() + 0.05), table[0, 0]), 0.05
    half = max(churn - 0.05, table[:, 0].min())
    gain, undiscounted = map(_gain, _at_churn(table, half)[1:], _at_churn(table, churn)[1:])
    closed = rules.gain_from_less_churn(PROFIT_BY_YEAR["credit_card"], 0.10, 0.0, CREDIT_CARD_ACQUISITION, target)
    return Claim(
        "C7", "Five points less defection raise profit by up to 125 %.",
        f"In the credit card company churn of {churn:.0%} cut to {half:.0%} makes a customer worth {gain:.0%} more "
        f"over "
        f"twenty years at 12 % discount, {undiscounted:.0%} without; the published curve, without end and without "
        f"discount, gives {closed:.0%}.",
        ONLY_WHEN,
        "churn is halved from 10 to 5 %, profit grows with tenure and nothing is discounted; it is the story of "
        "one credit card company, not a rule about any five points",
        {"gain": gain, "gain_undiscounted": undiscounted, "closed_form": closed, "from": churn, "to": half})


def eighty_twenty(lab: Lab) -> Claim:
    """C8: 80 % of future profits come from 20 % of the customers [M29]."""
    shares = {name: _top_share(lab, name) for name in ("broadband", "retail_bank", "online_shop")}
    needed = rules.spread_for_share()
    return Claim(
        "C8", "80 % of future profits come from 20 % of the existing customers.",
        "The best fifth of the customers bring " + ", ".join(f"{share:.0%} of the revenue in {name.replace('_', ' ')}"
                                                           for name, share in shares.items()) + ".",
        ONLY_WHEN,
        f"customers differ as much as a log-normal spread of {needed:.2f} says; in the CDNOW data the best fifth "
        "bring 68 % of all spending but 84 % of repeat spending, so it is a statement about repeat business",
        shares | {"needed_spread": needed})


def _top_share(lab, name):
    inputs, shares = lab.company(name).today, []
    for seed in lab.seeds:
        draws = Draws(seed, inputs.market_size)
        people = first_people(inputs, draws, 0.0)
        value = np.sort(draw_traits(inputs, draws, people).value[people.status == CUSTOMER])[::-1]
        shares.append(value[:len(value) // 5].sum() / value.sum())
    return float(np.mean(shares))


def five_times(lab: Lab) -> Claim:
    """C9: winning a customer costs up to five times as much as satisfying one [Goodman1999, M28]."""
    names = ("broadband", "saas_small", "retail_bank", "life_insurance", "online_shop")
    table = lab.means([lab.company(name) for name in names], _costs)
    ratios = {name: rules.cost_ratio(*row) for name, row in zip(names, table, strict=True)}
    return Claim(
        "C9", "Winning a customer costs up to five times as much as satisfying one.",
        "Cost of a newcomer over a year's cost of looking after a customer: "
        + ", ".join(f"{name.replace('_', ' ')} {ratio:.1f}" for name, ratio in ratios.items()) + ".",
        ONLY_WHEN,
        "paid channels are near saturation or agents are paid for each sale, and keeping is cheap; the ratio is an "
        "output of what is spent on both (published: 2 to 20), and is no reason by itself to spend on either",
        ratios)


def _costs(columns):
    won, delivered = _spent(columns, WINNING_LINES), _spent(columns, DELIVERY_LINES)
    return np.array([won / max(columns["joined"].sum(), 1),
                     (columns["cost_cents"].sum() - won - delivered) / _customer_years(columns)])


def indifference(lab: Lab) -> Claim:
    """C10: 68 % leave because they feel indifference [Whiteley1991, M15]."""
    causes = lab.means([lab.company(name) for name in ("broadband", "folk_table")],
                       _by_cause)
    shares = causes / causes.sum(axis=1, keepdims=True)
    place = CAUSES.index("indifference")
    usual, folk = shares[0, place], shares[1, place]
    return Claim(
        "C10", "68 % of the customers who leave feel treated with indifference.",
        f"In the broadband company {usual:.0%} leave out of indifference; the folk table company, made to match, gives "
        f"{folk:.0%}.",
        NOT_SUPPORTED,
        "rivals hardly call, problems hardly drive anybody away and neglect weighs several times what it "
        "does in the broadband company; no study behind the figure has been found, and a study of 800 switching "
        "incidents "
        "names service failures and encounters first",
        {"default": usual, "folk_table": folk})


def _by_cause(columns):
    return np.array([columns[f"left_{cause}"].sum() for cause in CAUSES])


def garbled(lab: Lab) -> Claim:
    """C11: 47 % of something [M12]."""
    return Claim(
        "C11", "Most expect 47 percent turnaround time.",
        "Nothing: the sentence lost its unit of time in translation.", GARBLED,
        "never as it stands; surveys of those years say that 41 to 50 % of customers expect an answer within a day by "
        "e-mail or within an hour on social media")


def ignored(lab: Lab) -> Claim:
    """C12: 58 % of companies ignore feedback; a team that answers decides between loyalty and defection [M12, M9]."""
    plans = [lab.company("broadband", social_listening=share) for share in (0.42, 0.0, 1.0)]
    table = lab.means(plans, _kept_and_told)
    kept, told = table[2] - table[0], table[2, 2] / table[0, 2] - 1
    return Claim(
        "C12", "58 % of companies ignore feedback on social sites; answering it can decide between loyalty and "
        "defection.",
        f"Answering every public post instead of 42 % changes the broadband company's customers after five years by "
        f"{kept[0]:+,.0f}, bad stories told by {told:+.0%} and the net present value of profit by {kept[1]:+,.0f} "
        f"euro.",
        ONLY_WHEN if kept[0] > 0 else NOT_SUPPORTED,
        "many problems go public and the team can solve what it sees; the published share of ignored feedback runs "
        "from 40 "
        "to 70 %, and the figure of 58 % may be the share of consumer companies that do answer",
        {"customers": kept[0], "told_bad_change": told, "npv_euro": kept[1]})


def _kept_and_told(columns):
    return np.array([columns["customers"][-1], columns["npv_cents"][-1] / 100, columns["told_bad"].sum()])


CLAIMS = (five_points, nineteen, five_year_customer, replaced_by_ten, policy_cost, two_points, halved, eighty_twenty,
          five_times, indifference, garbled, ignored)
