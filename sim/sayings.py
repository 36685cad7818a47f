"""The numeric claims tried on companies that ship: findings in sentences, for the command line and docs/claims.md."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sim import claims, rules
from sim.curves import PROFIT_BY_YEAR
from sim.lab import GARBLED, HOLDS, NOT_SUPPORTED, ONLY_WHEN, Found, Lab, near


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


def study(lab: Lab, progress: Callable[[int], None] | None = None) -> list[Claim]:
    """Try all twelve, telling `progress` of each that is done."""
    found = []
    for claim in CLAIMS:
        found.append(claim(lab))
        if progress:
            progress(1)
    return found


def judged(tried: dict[str, bool], stretched: dict[str, bool] | None = None) -> tuple[str, str]:
    """The verdict on a claim, and the conditions in which it held.

    Parameters
    ----------
    tried : dict of bool
        Conditions that companies meet, and whether the claim held there.
    stretched : dict of bool, optional
        Conditions that one would have to assume: they are named, but support nothing.

    Returns
    -------
    (verdict, holds_when) : two str
        HOLDS when it held in all of `tried`, ONLY_WHEN in some, NOT_SUPPORTED in none.
    """
    where = [name for name, held in (tried | (stretched or {})).items() if held]
    verdict = HOLDS if all(tried.values()) else ONLY_WHEN if any(tried.values()) else NOT_SUPPORTED
    return verdict, "; ".join(where) if where else "in none of the conditions tried"


def as_markdown(found: Sequence[Claim], worlds: int) -> str:
    """The study as a page of documentation."""
    lines = ["# The numeric claims, tried", "", f"Means over {worlds} worlds. Made by `python -m sim claims`.", "",
             "| Claim | It says | Measured | Verdict | Holds when |", "|---|---|---|---|---|"]
    lines += ["| " + " | ".join((each.claim, each.says, each.measured, each.verdict, each.holds_when)) + " |"
              for each in found]
    return "\n".join([*lines, ""])


def _at(name):
    return f"in the company {name.replace('_', ' ')}"


def _held(found: Found, words: dict[str, str]) -> dict[str, bool]:
    """Each condition in words, filled in with its values, and whether the claim held."""
    return {words[each.key].format(**each.values): each.held for each in found.conditions if each.key in words}


def five_points(lab: Lab) -> Claim:
    """C1 in the broadband company."""
    found = claims.five_points(lab.company("broadband"), lab)
    now = found.means()
    return Claim(
        "C1", "Five points less churn raises profit by 25 to 85 %.",
        f"In the broadband company, churn of {now['churn']:.1%} cut by five points makes the customers of today worth "
        f"{now['gain']:.0%} more over twenty years ({now['gain_undiscounted']:.0%} without discounting), because the "
        f"loyal stay anyhow; the company's profit of the first year rises by {now['gain_first_year']:.0%}, getting "
        "there being free.",
        *judged(_held(found, {
            "value": "for the value of today's customers of the broadband company",
            "value_undiscounted": "for the same without discounting",
            "equal_customers": "for equal customers, profit that does not grow, {churn:.0%} churn and {rate:.0%} "
                               "discount"})), now)


def nineteen(lab: Lab) -> Claim:
    """C2 in the broadband company."""
    found = claims.nineteen(lab.company("broadband"), lab)
    told = found.means()
    verdict, where = judged(_held(found, {
        "serious": "after a serious problem that was never solved", "usual": "after a usual problem",
        "car": "after trouble with a car", "public": "when it is told in public"}))
    return Claim(
        "C2", "A dissatisfied customer tells up to 19 people.",
        f"Of those who tell of a serious problem {told['share_serious']:.0%} tell at most 19 people; the median is "
        f"{told['median']:.0f}, the mean {told['mean']:.1f}.",
        verdict, where + " (\"up to\" is read as what 75 to 95 of 100 stay below)",
        {"share_at_most_19": told["share_serious"], "median": told["median"], "mean": told["mean"]})


def _ratios(found: Found) -> dict[str, float]:
    """Fifth year over first on each curve, the company's own first."""
    return {name: each for name, each in found.means().items() if name in claims.NAMES}


def _times(ratios: dict[str, float]) -> tuple[str, str]:
    """Where a customer of five years brings 8 to 10 times what a new one does."""
    tried = {f"with the curve {name.replace('_', ' ')}": 8 <= ratio <= 10 for name, ratio in ratios.items()}
    low, high = (rules.growth_for_replacement(times) for times in (8, 10))
    return judged(tried, {f"if profit per customer grew by {low:.0%} to {high:.0%} a year for four years": True})


def five_year_customer(lab: Lab) -> Claim:
    """C3 in the broadband company and on the published curves."""
    ratios = _ratios(claims.five_year_customer(lab.company("broadband"), lab))
    return Claim(
        "C3", "A customer of five years brings 8 to 10 times the profit of a new one.",
        f"In the broadband company {ratios['growth']:.1f} times; with the published curves of four industries "
        f"{min(list(ratios.values())[1:]):.1f} to {max(ratios.values()):.1f} times.",
        *_times(ratios), ratios)


def replaced_by_ten(lab: Lab) -> Claim:
    """C4 in the broadband company and on the published curves."""
    ratios = _ratios(claims.replaced_by_ten(lab.company("broadband"), lab))
    lost = rules.replacement_in_value(PROFIT_BY_YEAR["credit_card"], 0.15, 0.10)
    return Claim(
        "C4", "It takes 8 to 10 new customers to replace one of five years.",
        f"This year's margin takes {ratios['growth']:.1f} new customers in the broadband company and up to "
        f"{max(ratios.values()):.1f} on the published curves; in value still to come {lost:.1f} (credit card, 15 % "
        "churn, 10 % discount), because newcomers have their best years ahead.",
        *_times(ratios), {**ratios, "in_value_credit_card": lost})


def policy_cost(lab: Lab) -> Claim:
    """C5 in four companies."""
    names = ("life_insurance", "retail_bank", "broadband", "online_shop")
    found = {name: claims.policy_cost(lab.company(name), lab).means() for name in names}
    fall, insurance = {name: each["fall"] for name, each in found.items()}, found["life_insurance"]
    verdict, where = judged({_at(name): near(each, 0.18) for name, each in fall.items()})
    return Claim(
        "C5", "Five points more retention lower the cost of a policy by 18 %.",
        f"In the life insurance company (retention {insurance['retention']:.0%}, a new policy costs "
        f"{insurance['cost_ratio']:.1f} times a year's service) the cost per policy and year falls by "
        f"{fall['life_insurance']:.0%} at a steady number of policies; in the online shop by "
        f"{fall['online_shop']:.0%}.",
        verdict, where + f"; in general where winning a policy costs {rules.ratio_for_policy_fall(0.90):.1f} times a "
        f"year's service at 90 % retention, {rules.ratio_for_policy_fall(0.80):.1f} times at 80 %",
        {f"fall_{name}": each for name, each in fall.items()} | {"cost_ratio": insurance["cost_ratio"]})


def two_points(lab: Lab) -> Claim:
    """C6 in the broadband company."""
    found = claims.two_points(lab.company("broadband"), lab)
    worth = {name: found.means()[name] for name in ("first_year", "fifth_year")}
    return Claim(
        "C6", "Two points more retention have the effect of ten percent less cost.",
        f"In the broadband company two points less churn are worth {worth['first_year']:.1%} of the cost in the first "
        f"year and {worth['fifth_year']:.1%} in the fifth.",
        *judged(_held(found, {
            "first_year": "in the broadband company in its first year",
            "fifth_year": "in the broadband company in its fifth year",
            "long_run": "in the long run at {retention:.0%} retention and {margin:.0%} contribution margin"})), worth)


def halved(lab: Lab) -> Claim:
    """C7 in the credit card company."""
    found = claims.halved(lab.company("credit_card"), lab)
    gain = found.means()
    return Claim(
        "C7", "Five points less defection raise profit by up to 125 %.",
        f"In the credit card company churn of {gain['from']:.0%} cut by five points makes a customer worth "
        f"{gain['gain']:.0%} more over twenty years at 12 % discount, {gain['gain_undiscounted']:.0%} without; the "
        f"published curve, without end and without discount, gives {gain['closed_form']:.0%}.",
        *judged(_held(found, {
            "halved": "in the credit card company, from {start:.0%} churn at its discount",
            "halved_undiscounted": "in the credit card company, from {start:.0%} churn without discount",
            "credit_card_curve": "for equal customers on the published curve, {churn:.0%} churn, {rate:.0%} discount",
        })), gain)


def eighty_twenty(lab: Lab) -> Claim:
    """C8 in four companies."""
    names = ("broadband", "retail_bank", "online_shop", "saas_enterprise")
    found = {name: claims.eighty_twenty(lab.company(name), lab) for name in names}
    shares, needed = {name: each.means()["share"] for name, each in found.items()}, rules.spread_for_share()
    return Claim(
        "C8", "80 % of future profits come from 20 % of the existing customers.",
        "Of what the customers at the end of five years pay, the best fifth pay "
        + ", ".join(f"{share:.0%} in {name.replace('_', ' ')}" for name, share in shares.items())
        + "; in the CDNOW data the best fifth bring 68 % of all spending but 84 % of repeat spending.",
        *judged({_at(name): each.conditions[0].held for name, each in found.items()},
                {f"where customers differ by a log-normal spread of {needed:.2f}": True}),
        shares | {"needed_spread": needed})


def five_times(lab: Lab) -> Claim:
    """C9 in five companies."""
    names = ("broadband", "saas_small", "retail_bank", "life_insurance", "online_shop")
    found = {name: claims.five_times(lab.company(name), lab) for name in names}
    ratios = {name: each.means()["ratio"] for name, each in found.items()}
    verdict, where = judged({_at(name): each.conditions[0].held for name, each in found.items()})
    return Claim(
        "C9", "Winning a customer costs up to five times as much as satisfying one.",
        "Cost of a newcomer over a year's cost of looking after a customer: "
        + ", ".join(f"{name.replace('_', ' ')} {ratio:.1f}" for name, ratio in ratios.items()) + ".",
        verdict, where + " (the ratio is an output of what is spent on both; published: 2 to 20)", ratios)


def indifference(lab: Lab) -> Claim:
    """C10 in three companies, and in the one that was made to match."""
    names = ("broadband", "retail_bank", "hotel_chain", "folk_table")
    found = {name: claims.indifference(lab.company(name), lab) for name in names}
    shares = {name: each.means()["indifference"] for name, each in found.items()}
    held = {name: each.conditions[0].held for name, each in found.items()}
    made = held.pop("folk_table")
    return Claim(
        "C10", "68 % of the customers who leave feel treated with indifference.",
        f"Indifference drives away {shares['broadband']:.0%} of those who leave the broadband company, "
        f"{shares['retail_bank']:.0%} at the bank and {shares['hotel_chain']:.0%} in the hotels; the folk table "
        f"company, made to match, gives {shares['folk_table']:.0%}.",
        *judged({_at(name): each for name, each in held.items()},
                {"where rivals hardly call, problems hardly drive anybody away and neglect weighs several times as "
                 "much, as in the folk table company": made}),
        {"default": shares["broadband"], **shares})


def garbled(lab: Lab) -> Claim:
    """C11, of which nothing is left that could be tried."""
    return Claim(
        "C11", "Most expect 47 percent turnaround time.",
        "Nothing: the sentence lost its unit of time in translation.", GARBLED,
        "never as it stands; surveys of those years say that 41 to 50 % of customers expect an answer within a day by "
        "e-mail or within an hour on social media")


def ignored(lab: Lab) -> Claim:
    """C12 in two companies."""
    tried, values, said = {}, {}, []
    for name in ("broadband", "online_shop"):
        found, place = claims.ignored(lab.company(name), lab), _at(name)
        kept, earned, told = (found.means()[each] for each in ("customers", "npv_euro", "told_bad_change"))
        tried |= _held(found, {"in_customers": f"{place}, counted in customers",
                               "in_money": f"{place}, counted in money"})
        values |= {f"customers_{name}": kept, f"npv_euro_{name}": earned, f"told_bad_change_{name}": told}
        said.append(f"{place} customers after five years by {kept:+,.0f}, bad stories by {told:+.0%} and the net "
                    f"present value of profit by {earned:+,.0f} euro")
    return Claim(
        "C12", "58 % of companies ignore feedback on social sites; answering it can decide between loyalty and "
        "defection.",
        "Answering every public post instead of 42 % changes " + "; ".join(said) + ".",
        *judged(tried), values)


CLAIMS = (five_points, nineteen, five_year_customer, replaced_by_ten, policy_cost, two_points, halved, eighty_twenty,
          five_times, indifference, garbled, ignored)
