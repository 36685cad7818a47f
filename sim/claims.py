"""The numeric claims C1 to C12 that retention is sold with, each as an experiment on a company at hand, in figures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import ndtri

from sim import rules
from sim.behaviour import talk
from sim.curves import CREDIT_CARD_ACQUISITION, NAMES, PROFIT_BY_YEAR
from sim.draws import Draws, Purpose
from sim.lab import ASSUMED, HERE, IN_GENERAL, Condition, Found, Lab, about, estimated, known, within
from sim.ledger import payments
from sim.line import GAVE_UP
from sim.metrics import CAUSES, DELIVERY_LINES, WINNING_LINES, yearly_churn
from sim.population import CUSTOMER, draw_traits, first_people
from sim.scenario import LEVER, Scenario, keys

LOOSER = (1.0, 0.8, 0.6, 0.4, 0.2, 0.0)  # steps of the level of leaving
LONG = 240                                # months for which a base without newcomers is followed
NO_NEWCOMERS = {"acquisition_spend": 0.0, "imitation": 0.0, "referral_rate": 0.0, "return_rate": 0.0, "months": LONG,
                "winback_offer": 0}
FIVE, TWO = 0.05, 0.02                    # points of churn
STORIES, NINETEEN = 20_000, 19
ANSWERED_BEFORE, ANSWERED_ALL = 0.42, 1.0
HOUR, DAY = 3600, 8 * 3600                # business seconds


# -- what a base of customers is worth at different churn ---------------------------------------------------------


def _at_level(company, step):
    return company.changed(hazard_level=company.today.hazard_level * step)


def _without_newcomers(company):
    """The company's base alone; what its calendar says of levers that would bring newcomers is left out."""
    staged = set(NO_NEWCOMERS) & set(keys(LEVER))
    events = tuple(each for each in company.events if each.lever not in staged)
    return replace(company, events=events).changed(**NO_NEWCOMERS)


def _worth(run):
    columns = run.columns
    start = columns["customers"][0] + columns["left"][0] - columns["joined"][0]
    five = {name: values[:60] for name, values in columns.items()}
    return np.array([yearly_churn(five), columns["npv_cents"][-1] / max(start, 1),
                     columns["profit_cents"].sum() / max(start, 1), start])


def _worth_by_churn(company, lab):
    return lab.worlds([_at_level(_without_newcomers(company), step) for step in LOOSER], _worth)


def _at_churn(table, churn):
    """The other columns where the first one, yearly churn, has a value: interpolated."""
    order = np.argsort(table[:, 0])
    return np.array([np.interp(churn, table[order, 0], table[order, column]) for column in range(table.shape[1])])


def _earns_nothing(*worth):
    """Why no gain can be told of what a base is worth; nothing if one can."""
    return "" if min(worth) > 0 else "earns_nothing"


def _gain(after, before):
    """What something has gained in relation to before; NaN where it was worth nothing before."""
    return after / before - 1 if before > 0 else float("nan")


def _cannot_fall(table, points):
    """Why the churn of a base cannot be lowered by some points; nothing if it can."""
    if table[0, -1] < 1:
        return "no_customers"
    return "churn_too_low" if table[0, 0] - points < table[:, 0].min() else ""


def five_points(company: Scenario, lab: Lab) -> Found:
    """C1: five points less churn, 25 to 85 % more profit [Reichheld1990, M25]."""
    table = _worth_by_churn(company, lab)
    means = table.mean(axis=1)
    problem, churn = _cannot_fall(means, FIVE) or _earns_nothing(*means[0, 1:3]), means[0, 0]
    if problem:
        return Found("C1", {"churn": known(churn)}, problem=problem, worlds=len(lab.seeds))

    def gains(table):
        now, less = table[0], _at_churn(table, table[0, 0] - FIVE)
        return {"churn": now[0], "gain": _gain(less[1], now[1]), "gain_undiscounted": _gain(less[2], now[2])}

    # The same fall in churn, at once, seen by the company as a whole in its first year.
    step, year = np.interp(-(churn - FIVE), -means[:, 0], LOOSER), company.changed(months=12)
    figures = estimated(gains, table, ("churn",)) | estimated(
        lambda profit: {"gain_first_year": _gain(profit[1, 0], profit[0, 0])},
        lab.worlds([year, _at_level(year, step)], _profit))
    low, high = rules.FIVE_POINTS
    flat = [within("equal_customers", known(rules.gain_from_less_churn((1.0,), start, rate)), low, high, IN_GENERAL,
                   churn=start, rate=rate) for start in (0.25, 0.20, 0.15, 0.10) for rate in (0.0, 0.10)]
    here = [within("value", figures["gain"], low, high),
            within("value_undiscounted", figures["gain_undiscounted"], low, high)]
    return Found("C1", figures, (*here, *flat), worlds=len(lab.seeds))


def _profit(run):
    return run.columns["profit_cents"].sum()


def halved(company: Scenario, lab: Lab) -> Found:
    """C7: five points less defection, up to 125 % more profit [Murphy2002, M25]."""
    table = _worth_by_churn(company, lab)
    means = table.mean(axis=1)
    highest, lowest = float(means[0, 0]), float(means[:, 0].min())
    start = min(max(0.10, lowest + FIVE), highest)
    problem = _cannot_fall(means, FIVE) or _earns_nothing(*_at_churn(means, start)[1:3])
    if problem:
        return Found("C7", {"churn": known(highest)}, problem=problem, worlds=len(lab.seeds))

    def gains(table):
        gain, undiscounted = map(_gain, _at_churn(table, start - FIVE)[1:3], _at_churn(table, start)[1:3])
        return {"gain": gain, "gain_undiscounted": undiscounted}

    figures = estimated(gains, table)
    closed = {(churn, rate): rules.gain_from_less_churn(PROFIT_BY_YEAR["credit_card"], churn, rate,
                                                        CREDIT_CARD_ACQUISITION)
              for churn in (0.25, 0.15, 0.10) for rate in (0.0, 0.10)}
    figures |= {"closed_form": known(closed[0.10, 0.0]), "from": known(start)}
    return Found("C7", figures, (
        about("halved", figures["gain"], 1.25, start=start, rate=company.plan.discount_rate),
        about("halved_undiscounted", figures["gain_undiscounted"], 1.25, start=start),
        *(about("credit_card_curve", known(each), 1.25, IN_GENERAL, churn=churn, rate=rate)
          for (churn, rate), each in closed.items())), worlds=len(lab.seeds))


def _first_and_fifth(run):
    columns, years = run.columns, [slice(0, 12), slice(48, 60)]
    start = columns["customers"][0] + columns["left"][0] - columns["joined"][0]
    return np.array([yearly_churn(columns), *(columns[line][year].sum() for year in years
                                              for line in ("profit_cents", "cost_cents")),
                     columns["revenue_cents"][years[1]].sum(), start])


def two_points(company: Scenario, lab: Lab) -> Found:
    """C6: two points more retention are worth a tenth of the cost [Murphy2002, M26]."""
    company = company.changed(months=60)
    table = lab.worlds([_at_level(company, step) for step in LOOSER], _first_and_fifth)
    means = table.mean(axis=1)
    problem = _cannot_fall(means, TWO) or ("" if means[0, [2, 4]].min() > 0 else "no_cost")
    if problem:
        return Found("C6", {"churn": known(means[0, 0])}, problem=problem, worlds=len(lab.seeds))

    def worth(table):
        now, better = table[0], _at_churn(table, table[0, 0] - TWO)
        gains = {name: (better[place] - now[place]) / now[place + 1] for name, place in (("first_year", 1),
                                                                                         ("fifth_year", 3))}
        more = better[5] - now[5]
        return gains | {"retention": 1 - now[0], "margin": (better[3] - now[3]) / more if more > 0 else np.nan,
                        "cost_share": now[4] / now[5] if now[5] > 0 else np.nan}

    figures = estimated(worth, table, ("retention",))
    general = [about("long_run", known(0.1 * margin / rules.margin_for_cost_cut(retention)), 0.1, IN_GENERAL,
                     retention=retention, margin=margin)
               for retention in (0.80, 0.85, 0.90, 0.92, 0.95) for margin in (0.15, 0.30, 0.60)]
    here = [about(year, figures[year], 0.1) for year in ("first_year", "fifth_year")]
    return Found("C6", figures, (*here, *general), worlds=len(lab.seeds))


# -- what one customer tells and brings ----------------------------------------------------------------------------


def told_by_kind(company: Scenario, seed: int) -> dict[str, np.ndarray]:
    """How many people hear of it from each of many who tell a bad story: (20,000,) int64 by kind of problem."""
    inputs, draws = company.plan, Draws(seed, STORIES)
    score, luck = (draws.uniform(each) for each in (Purpose.TALKATIVENESS, Purpose.BAD_STORY_TOLD))
    kinds = {"serious": inputs.told_bad_median, "usual": 5.0, "car": 16.0,
             "public": inputs.told_bad_median * inputs.told_public_factor}
    return {name: talk.people_told(ndtri(score), luck, median, inputs.told_spread) for name, median in kinds.items()}


def nineteen(company: Scenario, lab: Lab) -> Found:
    """C2: a dissatisfied customer tells up to 19 people [TARP1981, M17]."""
    told = told_by_kind(company, lab.seeds[0])
    share = {name: known((each <= NINETEEN).mean()) for name, each in told.items()}
    figures = {f"share_{name}": each for name, each in share.items()}
    figures |= {"median": known(np.median(told["serious"])), "mean": known(told["serious"].mean())}
    return Found("C2", figures, tuple(
        within(name, share[name], 0.75, 0.95, scope)
        for name, scope in (("serious", HERE), ("usual", IN_GENERAL), ("car", IN_GENERAL), ("public", HERE))))


def margins_by_year(inputs, years: int = 6) -> np.ndarray:
    """What an average customer leaves after the cost of serving, in the middle of each year of tenure: euro a year."""
    paid = payments(np.ones(years), np.arange(years) * 12 + 6, np.zeros(years, bool), np.ones(years), inputs)
    return (paid.subscription - paid.variable_cost) * 12 / 100


def _ratios(inputs):
    """Margin in the fifth year over that in the first, on the company's own curve and on each that is published."""
    curves = {name: inputs.model_copy(update={"tenure_curve": place}) for place, name in enumerate(NAMES)}
    margins = {name: margins_by_year(each) for name, each in {"own": inputs, **curves}.items()}
    return {name: known(each[4] / each[0] if each[0] > 0 else np.nan) for name, each in margins.items()}


def _times(company, ratios):
    own = NAMES[company.plan.tenure_curve]
    published = [within("published_curve", ratios[name], 8, 10, IN_GENERAL, curve=place)
                 for place, name in enumerate(NAMES) if name not in ("growth", own)]
    growth = [rules.growth_for_replacement(times) for times in (8, 10)]
    return (within("margin", ratios["own"], 8, 10), *published,
            Condition("growth", True, ASSUMED, values={"low": growth[0], "high": growth[1]}))


def five_year_customer(company: Scenario, lab: Lab) -> Found:
    """C3: a customer of five years brings 8 to 10 times the profit of a new one [M22]."""
    ratios = _ratios(company.plan)
    return Found("C3", ratios, _times(company, ratios), problem=_without_margin(ratios))


def _without_margin(ratios):
    return "" if np.isfinite(ratios["own"].mean) else "no_margin"


def replaced_by_ten(company: Scenario, lab: Lab) -> Found:
    """C4: one lost customer of five years takes 8 to 10 new ones to replace [M22]."""
    plan, ratios = company.plan, _ratios(company.plan)
    value = known(rules.replacement_in_value(margins_by_year(plan), plan.yearly_churn, plan.discount_rate,
                                             plan.joining_cost))
    margin, *others = _times(company, ratios)
    return Found("C4", {**ratios, "in_value": value, "churn": known(plan.yearly_churn)},
                 (margin, within("in_value", value, 8, 10), *others), problem=_without_margin(ratios))


def eighty_twenty(company: Scenario, lab: Lab) -> Found:
    """C8: 80 % of future profits come from 20 % of the customers [M29]."""
    needed = known(rules.spread_for_share())
    shares = lab.worlds([company], _top_share)
    if not np.isfinite(shares).all():
        return Found("C8", {"needed_spread": needed}, problem="too_few_customers", worlds=len(lab.seeds))
    share = estimated(lambda means: {"share": means[0, 0]}, shares, ("share",))["share"]
    return Found("C8", {"share": share, "spread": known(company.plan.value_spread), "needed_spread": needed},
                 (within("top_fifth", share, 0.75, 0.85),
                  Condition("spread", True, ASSUMED, values={"spread": needed.mean})), worlds=len(lab.seeds))


def _top_share(run):
    scenario, people = run.scenario, run.people
    draws = Draws(run.seed, scenario.today.market_size)
    traits = draw_traits(scenario.today, draws, first_people(scenario.today, draws, 0.0))
    who = people.status == CUSTOMER
    paid = payments(traits.value[who], people.tenure[who], people.referred[who], np.ones(who.sum()), scenario.plan)
    ranked = np.sort(paid.subscription)[::-1]
    best = len(ranked) // 5
    return ranked[:best].sum() / ranked.sum() if best and ranked.sum() > 0 else np.nan


# -- what winning and looking after cost --------------------------------------------------------------------------


def _spent(columns, lines):
    return sum(columns[line].sum() for line in lines)


def _customer_years(columns):
    return (columns["customers"] + columns["left"] - columns["joined"]).sum() / 12


def _costs(run):
    columns = run.columns
    won, delivered = _spent(columns, WINNING_LINES), _spent(columns, DELIVERY_LINES)
    joined, years, other = columns["joined"].sum(), _customer_years(columns), columns["cost_cents"].sum() - won
    return np.array([yearly_churn(columns), won / max(joined, 1), other / max(years, 1), (other - delivered)
                     / max(years, 1), joined, years])


def _no_costs(means):
    if means[5] < 1 or means[3] <= 0:
        return "no_customers"
    return "nobody_won" if means[4] < 1 else ""


def policy_cost(company: Scenario, lab: Lab) -> Found:
    """C5: five points more retention, 18 % less cost per policy [Reichheld1993, M27]."""
    table = lab.worlds([company], _costs)
    churn, *_ = means = table.mean(axis=1)[0]
    problem = _no_costs(means) or ("churn_too_low" if churn < FIVE else "")
    if problem:
        return Found("C5", {"churn": known(churn)}, problem=problem, worlds=len(lab.seeds))

    def fall(table):
        churn, winning, service = table[0, :3]
        ratio = winning / service
        return {"cost_ratio": ratio, "retention": 1 - churn,
                "fall": rules.policy_cost_fall(ratio, 1 - max(churn, FIVE))}

    figures = estimated(fall, table, ("retention",))
    needed = [Condition("ratio", True, ASSUMED, values={"ratio": rules.ratio_for_policy_fall(retention),
                                                        "retention": retention}) for retention in (0.90, 0.80)]
    return Found("C5", figures, (about("fall", figures["fall"], 0.18), *needed), worlds=len(lab.seeds))


def five_times(company: Scenario, lab: Lab) -> Found:
    """C9: winning a customer costs up to five times as much as satisfying one [Goodman1999, M28]."""
    table = lab.worlds([company], _costs)
    problem = _no_costs(table.mean(axis=1)[0])
    if problem:
        return Found("C9", problem=problem, worlds=len(lab.seeds))
    figures = estimated(lambda means: {"ratio": rules.cost_ratio(means[0, 1], means[0, 3]), "winning": means[0, 1],
                                       "care": means[0, 3]}, table)
    return Found("C9", figures, (within("ratio", figures["ratio"], np.nextafter(1, 2), 5),), worlds=len(lab.seeds))


# -- why people leave, and how soon they are answered -------------------------------------------------------------


def indifference(company: Scenario, lab: Lab) -> Found:
    """C10: 68 % leave because they feel indifference [Whiteley1991, M15]."""
    table = lab.worlds([company], _by_cause)
    if table.sum() < 1:
        return Found("C10", problem="nobody_left", worlds=len(lab.seeds))
    figures = estimated(lambda means: dict(zip(CAUSES, means[0] / max(means[0].sum(), 1e-9), strict=True)), table,
                        CAUSES)
    return Found("C10", figures, (within("indifference", figures["indifference"], 0.63, 0.73),
                                  Condition("folk_table", True, ASSUMED)), worlds=len(lab.seeds))


def _by_cause(run):
    return np.array([run.columns[f"left_{cause}"].sum() for cause in CAUSES])


def garbled(company: Scenario, lab: Lab) -> Found:
    """C11: 47 % of something [M12]; how soon this company answers, for comparison."""
    table = lab.worlds([company.changed(months=min(company.plan.months, 12))], _answers, log=True)
    if table[:, :, 0].sum() < 1:
        return Found("C11", problem="no_contacts", worlds=len(lab.seeds))
    shares = ("within_hour", "within_day", "given_up")
    return Found("C11", estimated(lambda means: dict(zip(shares, means[0, 1:] / means[0, 0], strict=True)), table,
                                  shares), worlds=len(lab.seeds))


def _answers(run):
    waits = np.array([ticket.wait for ticket in run.tickets], dtype=np.int64)
    answered = waits[waits != GAVE_UP]
    return np.array([len(waits), (answered <= HOUR).sum(), (answered <= DAY).sum(), len(waits) - len(answered)])


def ignored(company: Scenario, lab: Lab) -> Found:
    """C12: 58 % of companies ignore feedback; a team that answers decides between loyalty and defection [M12, M9]."""
    plans = [company.changed(social_listening=share) for share in (ANSWERED_BEFORE, ANSWERED_ALL)]
    table = lab.worlds(plans, _kept_and_told)
    if table[0, :, 3].sum() < 1:
        return Found("C12", problem="no_customers", worlds=len(lab.seeds))

    def changes(means):
        before, after = means
        more = after - before
        return {"customers": more[0], "npv_euro": more[1],
                "told_bad_change": more[2] / before[2] if before[2] > 0 else np.nan,
                "customers_change": more[0] / before[0] if before[0] > 0 else np.nan,
                "npv_change": more[1] / abs(before[1]) if before[1] else np.nan}

    more = (table[1] - table[0])[:, :2]
    enough = 2 * more.std(axis=0, ddof=1) / np.sqrt(len(more)) if len(more) > 1 else np.full(2, np.inf)
    figures = estimated(changes, table)
    return Found("C12", figures, tuple(
        Condition(key, bool(figures[name].mean > least), close=figures[name].low <= 0 < figures[name].high)
        for key, name, least in (("in_customers", "customers", enough[0]), ("in_money", "npv_euro", enough[1]))),
        worlds=len(lab.seeds))


def _kept_and_told(run):
    columns = run.columns
    return np.array([columns["customers"][-1], columns["npv_cents"][-1] / 100, columns["told_bad"].sum(),
                     _customer_years(columns)])
