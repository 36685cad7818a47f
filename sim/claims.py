"""The numeric claims C1 to C12 that retention is sold with, each tried as an experiment on the model."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import ndtri

from sim import model, rules
from sim.behaviour import talk
from sim.curves import CREDIT_CARD_ACQUISITION, NAMES, PROFIT_BY_YEAR
from sim.draws import Draws, Purpose
from sim.lab import GARBLED, Claim, Lab, judged, near
from sim.ledger import payments
from sim.metrics import CAUSES, DELIVERY_LINES, WINNING_LINES, yearly_churn
from sim.population import CUSTOMER, draw_traits, first_people

LOOSER = (1.0, 0.8, 0.6, 0.4, 0.2)       # steps of the level of leaving
LONG = 240                                # months for which a base without newcomers is followed
NO_NEWCOMERS = {"acquisition_spend": 0.0, "imitation": 0.0, "referral_rate": 0.0, "return_rate": 0.0, "months": LONG,
                "winback_offer": 0}


def study(lab: Lab, progress: Callable[[int], None] | None = None) -> list[Claim]:
    """Try all twelve, telling `progress` of each that is done."""
    found = []
    for claim in CLAIMS:
        found.append(claim(lab))
        if progress:
            progress(1)
    return found


# -- what a base of customers is worth at different churn ---------------------------------------------------------


def _worth(columns):
    start = max(columns["customers"][0] + columns["left"][0] - columns["joined"][0], 1)
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


def _at(name):
    return f"in the company {name.replace('_', ' ')}"


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
    first = _gain(year[1], year[0])
    low, high = rules.FIVE_POINTS
    tried = {"for the value of today's customers of the broadband company": low <= gain <= high,
             "for the same without discounting": low <= undiscounted <= high}
    for start in (0.25, 0.20, 0.15, 0.10):
        for rate in (0.0, 0.10):
            gained = rules.gain_from_less_churn((1.0,), start, rate)
            tried[f"for equal customers, profit that does not grow, {start:.0%} churn and {rate:.0%} discount"] = (
                low <= gained <= high)
    return Claim(
        "C1", "Five points less churn raises profit by 25 to 85 %.",
        f"In the broadband company, churn of {now[0]:.1%} cut by five points makes the customers of today worth "
        f"{gain:.0%} more over twenty years ({undiscounted:.0%} without discounting), because the loyal stay anyhow; "
        f"the company's profit of the first year rises by {first:.0%}, getting there being free.",
        *judged(tried), {"churn": now[0], "gain": gain, "gain_undiscounted": undiscounted, "gain_first_year": first})


def _profit(columns):
    return columns["profit_cents"].sum()


def nineteen(lab: Lab) -> Claim:
    """C2: a dissatisfied customer tells up to 19 people [TARP1981, M17]."""
    inputs = lab.company("broadband").today
    draws = Draws(lab.seeds[0], 20_000)
    score, luck = (draws.uniform(each) for each in (Purpose.TALKATIVENESS, Purpose.BAD_STORY_TOLD))
    kinds = {"after a serious problem that was never solved": inputs.told_bad_median,
             "after a usual problem": 5.0, "after trouble with a car": 16.0,
             "when it is told in public": inputs.told_bad_median * inputs.told_public_factor}
    told = {name: talk.people_told(ndtri(score), luck, median, inputs.told_spread) for name, median in kinds.items()}
    share = {name: float((each <= 19).mean()) for name, each in told.items()}
    bad = next(iter(told.values()))
    verdict, where = judged({name: 0.75 <= each <= 0.95 for name, each in share.items()})
    return Claim(
        "C2", "A dissatisfied customer tells up to 19 people.",
        f"Of those who tell of a serious problem {next(iter(share.values())):.0%} tell at most 19 people; the "
        f"median is "
        f"{np.median(bad):.0f}, the mean {bad.mean():.1f}.",
        verdict, where + " (\"up to\" is read as what 75 to 95 of 100 stay below)",
        {"share_at_most_19": next(iter(share.values())), "median": np.median(bad), "mean": bad.mean()})


def _profit_ratio(inputs):
    """Monthly margin in the fifth year over that in the first, for the average customer."""
    paid = payments(np.ones(2), np.array([6, 54]), np.zeros(2, bool), np.ones(2), inputs)
    margin = paid.subscription - paid.variable_cost
    return float(margin[1] / margin[0])


def _ratios(lab):
    company = lab.company("broadband").today
    return {name: _profit_ratio(company.model_copy(update={"tenure_curve": place})) for place, name in enumerate(NAMES)}


def _times(lab):
    """Where a customer of five years brings 8 to 10 times what a new one does."""
    tried = {f"with the curve {name.replace('_', ' ')}": 8 <= ratio <= 10 for name, ratio in _ratios(lab).items()}
    low, high = rules.growth_for_replacement(8), rules.growth_for_replacement(10)
    return judged(tried, {f"if profit per customer grew by {low:.0%} to {high:.0%} a year for four years": True})


def five_year_customer(lab: Lab) -> Claim:
    """C3: a customer of five years brings 8 to 10 times the profit of a new one [M22]."""
    ratios = _ratios(lab)
    return Claim(
        "C3", "A customer of five years brings 8 to 10 times the profit of a new one.",
        f"In the broadband company {ratios['growth']:.1f} times; with the published curves of four industries "
        f"{min(list(ratios.values())[1:]):.1f} to {max(ratios.values()):.1f} times.",
        *_times(lab), ratios)


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
        *_times(lab), {**ratios, "in_value_credit_card": lost})


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
    names = ("life_insurance", "retail_bank", "broadband", "online_shop")
    table = dict(zip(names, lab.means([lab.company(name) for name in names], _policies), strict=True))
    ratio = {name: winning / service for name, (_, service, winning) in table.items()}
    fall = {name: rules.policy_cost_fall(ratio[name], 1 - row[0]) for name, row in table.items()}
    verdict, where = judged({_at(name): near(each, 0.18) for name, each in fall.items()})
    return Claim(
        "C5", "Five points more retention lower the cost of a policy by 18 %.",
        f"In the life insurance company (retention {1 - table['life_insurance'][0]:.0%}, a new policy costs "
        f"{ratio['life_insurance']:.1f} times a year's service) the cost per policy and year falls by "
        f"{fall['life_insurance']:.0%} at a steady number of policies; in the online shop by "
        f"{fall['online_shop']:.0%}.",
        verdict, where + f"; in general where winning a policy costs {rules.ratio_for_policy_fall(0.90):.1f} times a "
        f"year's service at 90 % retention, {rules.ratio_for_policy_fall(0.80):.1f} times at 80 %",
        {f"fall_{name}": each for name, each in fall.items()} | {"cost_ratio": ratio["life_insurance"]})


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
    tried = {"in the broadband company in its first year": near(first, 0.1),
             "in the broadband company in its fifth year": near(fifth, 0.1)}
    for retention in (0.80, 0.85, 0.90, 0.92, 0.95):
        for margin in (0.15, 0.30, 0.60):
            tried[f"in the long run at {retention:.0%} retention and {margin:.0%} contribution margin"] = near(
                0.1 * margin / rules.margin_for_cost_cut(retention), 0.1)
    return Claim(
        "C6", "Two points more retention have the effect of ten percent less cost.",
        f"In the broadband company two points less churn are worth {first:.1%} of the cost in the first year and "
        f"{fifth:.1%} in the fifth.",
        *judged(tried), {"first_year": first, "fifth_year": fifth})


def halved(lab: Lab) -> Claim:
    """C7: five points less defection, up to 125 % more profit [Murphy2002, M25]."""
    table = _worth_by_churn(lab, "credit_card")
    lowest = float(table[:, 0].min())
    start = max(0.10, lowest + 0.05)
    gain, undiscounted = map(_gain, _at_churn(table, start - 0.05)[1:], _at_churn(table, start)[1:])
    curve = PROFIT_BY_YEAR["credit_card"]
    tried = {f"in the credit card company, from {start:.0%} churn at its discount": near(gain, 1.25),
             f"in the credit card company, from {start:.0%} churn without discount": near(undiscounted, 1.25)}
    closed = {(churn, rate): rules.gain_from_less_churn(curve, churn, rate, CREDIT_CARD_ACQUISITION)
              for churn in (0.25, 0.15, 0.10) for rate in (0.0, 0.10)}
    for (churn, rate), each in closed.items():
        tried[f"for equal customers on the published curve, {churn:.0%} churn, {rate:.0%} discount"] = near(each, 1.25)
    return Claim(
        "C7", "Five points less defection raise profit by up to 125 %.",
        f"In the credit card company churn of {start:.0%} cut by five points makes a customer worth {gain:.0%} more "
        f"over "
        f"twenty years at 12 % discount, {undiscounted:.0%} without; the published curve, without end and without "
        f"discount, gives {closed[0.10, 0.0]:.0%}.",
        *judged(tried),
        {"gain": gain, "gain_undiscounted": undiscounted, "closed_form": closed[0.10, 0.0], "from": start})


def eighty_twenty(lab: Lab) -> Claim:
    """C8: 80 % of future profits come from 20 % of the customers [M29]."""
    shares = {name: _top_share(lab, name) for name in ("broadband", "retail_bank", "online_shop", "saas_enterprise")}
    tried = {_at(name): 0.75 <= share <= 0.85 for name, share in shares.items()}
    needed = rules.spread_for_share()
    return Claim(
        "C8", "80 % of future profits come from 20 % of the existing customers.",
        "Of what the customers at the end of five years pay, the best fifth pay "
        + ", ".join(f"{share:.0%} in {name.replace('_', ' ')}" for name, share in shares.items())
        + "; in the CDNOW data the best fifth bring 68 % of all spending but 84 % of repeat spending.",
        *judged(tried, {f"where customers differ by a log-normal spread of {needed:.2f}": True}),
        shares | {"needed_spread": needed})


def _top_share(lab, name):
    scenario, shares = lab.company(name), []
    for seed in lab.seeds:
        people, draws = model.run(scenario, seed).people, Draws(seed, scenario.today.market_size)
        traits = draw_traits(scenario.today, draws, first_people(scenario.today, draws, 0.0))
        who = people.status == CUSTOMER
        paid = payments(traits.value[who], people.tenure[who], people.referred[who], np.ones(who.sum()), scenario.plan)
        ranked = np.sort(paid.subscription)[::-1]
        shares.append(ranked[:len(ranked) // 5].sum() / ranked.sum())
    return float(np.mean(shares))


def five_times(lab: Lab) -> Claim:
    """C9: winning a customer costs up to five times as much as satisfying one [Goodman1999, M28]."""
    names = ("broadband", "saas_small", "retail_bank", "life_insurance", "online_shop")
    table = lab.means([lab.company(name) for name in names], _costs)
    ratios = {name: rules.cost_ratio(*row) for name, row in zip(names, table, strict=True)}
    verdict, where = judged({_at(name): 1 < ratio <= 5 for name, ratio in ratios.items()})
    return Claim(
        "C9", "Winning a customer costs up to five times as much as satisfying one.",
        "Cost of a newcomer over a year's cost of looking after a customer: "
        + ", ".join(f"{name.replace('_', ' ')} {ratio:.1f}" for name, ratio in ratios.items()) + ".",
        verdict, where + " (the ratio is an output of what is spent on both; published: 2 to 20)", ratios)


def _costs(columns):
    won, delivered = _spent(columns, WINNING_LINES), _spent(columns, DELIVERY_LINES)
    return np.array([won / max(columns["joined"].sum(), 1),
                     (columns["cost_cents"].sum() - won - delivered) / _customer_years(columns)])


def indifference(lab: Lab) -> Claim:
    """C10: 68 % leave because they feel indifference [Whiteley1991, M15]."""
    names = ("broadband", "retail_bank", "hotel_chain", "folk_table")
    causes = lab.means([lab.company(name) for name in names], _by_cause)
    feel = (causes / causes.sum(axis=1, keepdims=True))[:, CAUSES.index("indifference")]
    shares = dict(zip(names, feel, strict=True))
    held = {name: abs(share - 0.68) <= 0.05 for name, share in shares.items()}
    made = held.pop("folk_table")
    return Claim(
        "C10", "68 % of the customers who leave feel treated with indifference.",
        f"Indifference drives away {shares['broadband']:.0%} of those who leave the broadband company, "
        f"{shares['retail_bank']:.0%} at the bank and {shares['hotel_chain']:.0%} in the hotels; the folk table "
        f"company, "
        f"made to match, gives {shares['folk_table']:.0%}.",
        *judged({_at(name): each for name, each in held.items()},
                {"where rivals hardly call, problems hardly drive anybody away and neglect weighs several times as "
                 "much, as in the folk table company": made}),
        {"default": shares["broadband"], **shares})


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
    tried, values, said = {}, {}, []
    for name in ("broadband", "online_shop"):
        plans = [lab.company(name, social_listening=share) for share in (0.42, 1.0)]
        table = lab.worlds(plans, _kept_and_told)
        difference = table[1] - table[0]
        kept, earned, _ = difference.mean(axis=0)
        error = difference.std(axis=0, ddof=1) / np.sqrt(len(lab.seeds)) if len(lab.seeds) > 1 else np.full(3, np.inf)
        told = table[1, :, 2].sum() / max(table[0, :, 2].sum(), 1) - 1
        place = _at(name)
        tried[f"{place}, counted in customers"] = kept > 2 * error[0]
        tried[f"{place}, counted in money"] = earned > 2 * error[1]
        values |= {f"customers_{name}": kept, f"npv_euro_{name}": earned, f"told_bad_change_{name}": told}
        said.append(f"{place} customers after five years by {kept:+,.0f}, bad stories by {told:+.0%} and the net "
                    f"present value of profit by {earned:+,.0f} euro")
    return Claim(
        "C12", "58 % of companies ignore feedback on social sites; answering it can decide between loyalty and "
        "defection.",
        "Answering every public post instead of 42 % changes " + "; ".join(said) + ".",
        *judged(tried), values)


def _kept_and_told(columns):
    return np.array([columns["customers"][-1], columns["npv_cents"][-1] / 100, columns["told_bad"].sum()])


CLAIMS = (five_points, nineteen, five_year_customer, replaced_by_ten, policy_cost, two_points, halved, eighty_twenty,
          five_times, indifference, garbled, ignored)
