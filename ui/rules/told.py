"""What was found of each rule of thumb, in words. Knows no Streamlit."""

from __future__ import annotations

import math
from collections.abc import Mapping

from sim import Scenario, rules, trial
from sim.lab import GARBLED, HERE, HOLDS, NOT_SUPPORTED, ONLY_WHEN, Found
from sim.metrics import CAUSES
from sim.precision import Interval
from sim.trial import EXPERIMENTS, FOLK_TABLE, MOST_PEOPLE, SHIPPED_RATIOS, WORLDS, sized
from ui import format as write
from ui.rules.charts import BANDS, PERCENT, discounted
from ui.words import say

CLAIMS = tuple(EXPERIMENTS)
VERDICTS = {HOLDS: "holds", ONLY_WHEN: "only_when", NOT_SUPPORTED: "not_supported", GARBLED: "garbled"}
LARGEST_CAUSES = 3
USUALLY = 0.85      # between the shares at most nineteen told that count as right
MINUTE, ROUND_SECONDS = 90, 5


def numbered(claim: str) -> str:
    """Name a claim with its number."""
    return say("rules.numbered", number=claim[1:], name=say(f"rules.{claim}.name"))


# -- figures with their ranges -----------------------------------------------------------------------------------------


def share(figure: Interval) -> str:
    """Write a share in percent with its range over worlds."""
    return _ranged(figure, lambda value, place: write.quantity("1", value, place or 0.01, "short"))


def money(figure: Interval) -> str:
    """Write an amount of money with its range over worlds."""
    return _ranged(figure, lambda value, place: write.quantity("cent", value, place, "short"))


def times(figure: Interval) -> str:
    """Write a multiple with its range over worlds."""
    return _ranged(figure, lambda value, place: write.number(value, _digits(place, value)))


def changed(figure: Interval, unit: str = "person", factor: float = 1.0) -> str:
    """Write a change with its sign and its range over worlds; one of a share in percent of what it was."""
    scaled = Interval(*(factor * each for each in (figure.mean, figure.low, figure.high)))
    finer = 10 if scaled.low < 0 < scaled.high else 1      # a range around zero is not rounded to one that begins there
    return _ranged(scaled, lambda value, place: _signed(unit, value, place / finer or 0.01 * (unit == "1")))


def _signed(unit: str, value: float, place: float) -> str:
    text = write.quantity(unit, abs(value), place, "short")
    if not any(digit in text for digit in "123456789"):
        return text
    return say(f"numbers.{'plus' if value > 0 else 'minus'}") + text


def _digits(place: float, value: float) -> int:
    """Give the decimals that an interval supports, and one for a number that is known."""
    return min(max(0, -round(math.log10(place))), 2) if place else int(abs(value) < PERCENT)


def _ranged(figure: Interval, written) -> str:
    if not math.isfinite(figure.mean):
        return say("numbers.unknown")
    if figure.low == figure.high or not math.isfinite(figure.low):
        return written(figure.mean, 0.0)
    place = write.step(figure.low, figure.high, figure.mean)
    mean, low, high = (written(each, place) for each in (figure.mean, figure.low, figure.high))
    return mean if low == high else say("rules.range", value=mean, low=low, high=high)


def _exactly(value: float) -> Interval:
    return Interval(value, value, value)


def percent(value: float) -> str:
    """Write a share that does not depend on luck in percent."""
    return share(_exactly(value))


# -- the verdict -------------------------------------------------------------------------------------------------------


def verdict(found: Found | None) -> str:
    """Give the verdict in a word or two."""
    if found is None:
        return say("rules.table.untried")
    return say(f"rules.verdict.{'impossible' if _is_impossible(found) else VERDICTS[found.verdict]}")


def _is_impossible(found: Found) -> bool:
    return bool(found.problem) and found.claim != "C11"


def judged(found: Found) -> str:
    """Say in a sentence whether the claim holds in this company, and by which count."""
    if _is_impossible(found):
        return say("rules.judged.impossible", reason=problem(found))
    if found.verdict != ONLY_WHEN:
        return say(f"rules.judged.{VERDICTS[found.verdict]}")
    here = [say(f"rules.where.{each.key}") for each in found.conditions if each.scope == HERE and each.held]
    if not here:
        return say("rules.judged.elsewhere")
    return say("rules.judged.only_here", list=say("reasons.joiner").join(here))


def problem(found: Found) -> str:
    """Say why a claim cannot be tried on this company."""
    churn = share(found.figures["churn"]) if "churn" in found.figures else ""
    return say(f"rules.problem.{found.problem}", churn=churn)


def is_close(found: Found) -> bool:
    """Tell whether luck could have tipped the verdict."""
    return any(each.close for each in found.conditions if each.scope == HERE)


def overview(founds: Mapping[str, Found | None], scenario: Scenario) -> dict[str, list[str]]:
    """List every claim with its verdict and the figure measured in this company, for a table."""
    return {say("rules.table.claim"): [numbered(claim) for claim in CLAIMS],
            say("rules.table.verdict"): [verdict(founds.get(claim)) for claim in CLAIMS],
            say("rules.table.here"): [_here(founds.get(claim), scenario) for claim in CLAIMS]}


def _here(found: Found | None, scenario: Scenario) -> str:
    """Say yes or no, and the one figure that tells most."""
    if found is None or found.problem:
        return say("rules.table.untried") if found is None else verdict(found)
    figure = say(f"rules.{found.claim}.short", **values(found, scenario))
    here = [each.held for each in found.conditions if each.scope == HERE]
    if not here:
        return figure
    return say("rules.here.answer", answer=say(f"rules.here.{'yes' if all(here) else 'partly' if any(here) else 'no'}"),
               figure=figure)


# -- what was measured, and where it holds -----------------------------------------------------------------------------


def values(found: Found, scenario: Scenario) -> dict[str, str]:
    """Give the figures of a claim as its sentences need them."""
    return _VALUES[found.claim](found.figures, scenario)


def measured(found: Found, scenario: Scenario) -> str:
    """Say what was measured in this company."""
    if found.problem:
        return problem(found)[0].upper() + problem(found)[1:]
    form = "measured"
    if found.claim == "C1" and not math.isfinite(found.figures["gain_first_year"].mean):
        form = "measured_bare"
    if found.claim == "C4" and not math.isfinite(found.figures["in_value"].mean):
        form = "measured_never"
    if found.claim == "C6" and not math.isfinite(found.figures["margin"].mean):
        form = "measured_bare"
    return say(f"rules.{found.claim}.{form}", **values(found, scenario))


def _gains(figures, scenario):
    return {"churn": share(figures["churn"]), "gain": share(figures["gain"]),
            "undiscounted": share(figures["gain_undiscounted"]), "first": share(figures["gain_first_year"])}


def _told(figures, scenario):
    return {**{kind: share(figures[f"share_{kind}"]) for kind in ("serious", "usual", "car", "public")},
            "median": write.number(figures["median"].mean), "mean": write.number(figures["mean"].mean, 1)}


def _curves(figures, scenario):
    published = [figures[name].mean for name in ("credit_card", "industrial_laundry", "industrial_distribution",
                                                 "auto_service")]
    return {"own": times(figures["own"]), "low": write.number(min(published), 1),
            "high": write.number(max(published), 1)}


def _replaced(figures, scenario):
    return {"own": times(figures["own"]), "value": times(figures["in_value"]), "churn": share(figures["churn"])}


def _policies(figures, scenario):
    return {"ratio": times(figures["cost_ratio"]), "retention": share(figures["retention"]),
            "fall": share(figures["fall"])}


def _two_points(figures, scenario):
    return {"first": share(figures["first_year"]), "fifth": share(figures["fifth_year"]),
            "margin": share(figures["margin"]), "cost_share": share(figures["cost_share"])}


def _halved(figures, scenario):
    return {"start": percent(figures["from"].mean), "gain": share(figures["gain"]),
            "undiscounted": share(figures["gain_undiscounted"]), "closed": share(figures["closed_form"])}


def _shares(figures, scenario):
    return {"share": share(figures["share"]), "span": write.span(scenario.plan.months)}


def _ratios(figures, scenario):
    return {"ratio": times(figures["ratio"]), "winning": money(figures["winning"]), "care": money(figures["care"])}


def _causes(figures, scenario):
    ranked = sorted(CAUSES, key=lambda cause: -figures[cause].mean)[:LARGEST_CAUSES]
    return {"indifference": share(figures["indifference"]), "list": _cause_list(
        {cause: figures[cause].mean for cause in ranked})}


def _cause_list(shares: Mapping[str, float]) -> str:
    return say("reasons.joiner").join(
        f"{say(f'charts.causes_short.{cause}').lower()} {percent(value)}" for cause, value in shares.items())


def _answers(figures, scenario):
    return {"hour": share(figures["within_hour"]), "day": share(figures["within_day"]),
            "given_up": share(figures["given_up"])}


def _changes(figures, scenario):
    return {"customers": changed(figures["customers"]), "told": changed(figures["told_bad_change"], "1"),
            "money": changed(figures["npv_euro"], "cent", PERCENT)}


_VALUES = {"C1": _gains, "C2": _told, "C3": _curves, "C4": _replaced, "C5": _policies, "C6": _two_points,
           "C7": _halved, "C8": _shares, "C9": _ratios, "C10": _causes, "C11": _answers, "C12": _changes}


def region(claim: str, rows: list[dict], scenario: Scenario, found: Found | None = None) -> str:
    """Say where a claim holds, whatever company it is."""
    if claim == "C2":
        return _stories(found or trial.at_once(claim, scenario))
    return say(f"rules.{claim}.region", **_region(claim, rows, scenario))


def _stories(found: Found) -> str:
    """Say after which kind of story about nineteen are told at most, after which fewer, and after which more."""
    kinds: dict[str, list[str]] = {"holds": [], "fewer": [], "more": []}
    for each in found.conditions:
        figure = found.figures[f"share_{each.key}"]
        kind = "holds" if each.held else "fewer" if figure.mean > USUALLY else "more"
        kinds[kind].append(say(f"rules.C2.kinds.{each.key}", share=share(figure)))
    said = [say(f"rules.C2.{kind}", list=say("reasons.joiner").join(named)) for kind, named in kinds.items() if named]
    return " ".join(said if kinds["holds"] else [say("rules.C2.nowhere"), *said])


def _region(claim: str, rows: list[dict], scenario: Scenario) -> dict[str, str]:
    if claim in ("C1", "C7"):
        low, high = (each / PERCENT for each in BANDS["gains" if claim == "C1" else "halvings"])
        rates = sorted({row["rate"] for row in rows})
        plain, other = (_reach([row["churn"] for row in rows if row["rate"] == rate and low <= row["gain"] <= high])
                        for rate in (rates[0], rates[-1]))
        return {"plain": plain, "discounted": other, "rate": discounted(rates[-1])}
    if claim in ("C3", "C4"):
        return dict(zip(("slow", "fast"), (percent(rules.growth_for_replacement(each)) for each in (8, 10)),
                        strict=True))
    if claim == "C5":
        return {f"at{each}": write.number(rules.ratio_for_policy_fall(each / PERCENT), 1) for each in (80, 85, 90)}
    if claim == "C6":
        exact = {round(PERCENT * row["retention"]): row["margin"] for row in rows if row["name"] == "exact"}
        return {"cost_share": percent(rows[0]["cost_share"]), **{f"at{each}": percent(exact[each])
                                                                for each in (85, 90, 95)}}
    if claim == "C8":
        return {"needed": write.number(rules.spread_for_share(), 2), "own": write.number(scenario.plan.value_spread, 2)}
    if claim == "C9":
        return {"low": write.number(min(SHIPPED_RATIOS.values()), 1), "high": write.number(
            max(SHIPPED_RATIOS.values()), 1)}
    return {}


def _reach(churns: list[float]) -> str:
    if not churns:
        return say("rules.reach.nowhere")
    return say("rules.reach.some", low=percent(min(churns)), high=percent(max(churns)))


def message(claim: str, rows: list[dict], found: Found | None, scenario: Scenario) -> str:
    """Tell the message of a claim's chart in words, for those who cannot see it."""
    known = found is not None and not found.problem
    parts = _region(claim, rows, scenario) | {"region": region(claim, rows, scenario, found)}
    if claim == "C2":
        beyond, median = rows[-1]["share"], (found or trial.at_once(claim, scenario)).figures["median"].mean
        parts |= {"serious": percent(sum(row["share"] for row in rows if row["below"])),
                  "median": write.number(median), "last": write.number(rows[-1]["told"]),
                  "beyond": percent(beyond) if beyond >= 1 / PERCENT else say("rules.C2.few")}
    if claim in ("C3", "C4"):
        last = [row for row in rows if row["year"] == max(row["year"] for row in rows)]
        parts["list"] = say("reasons.joiner").join(
            f"{say('rules.curve.' + row['curve'])} {write.number(row['times'], 1)}" for row in last)
    if claim == "C9":
        parts["list"] = say("reasons.joiner").join(f"{say('rules.company.' + name)} {write.number(ratio, 1)}"
                                                   for name, ratio in SHIPPED_RATIOS.items())
    if claim == "C10":
        parts["folk"] = _cause_list(FOLK_TABLE)
    if claim == "C12":
        keys = ("customers_change", "told_bad_change", "npv_change")
        parts["list"] = say("reasons.joiner").join(f"{say(f'rules.chart.changes.{key}')} "
                                                   f"{changed(found.figures[key], '1')}" for key in keys)
    said = say(f"rules.{claim}.alt", **parts)
    if claim == "C10" and known:
        own = {cause: found.figures[cause].mean for cause in CAUSES}
        said += " " + say("rules.C10.alt_company", list=_cause_list(own))
    elif known and claim not in ("C2", "C3", "C4", "C12"):
        said += " " + measured(found, scenario)
    return said


def about(claim: str, seconds: float) -> str:
    """Say what trying a claim takes."""
    return say("rules.try.about", n=WORLDS[claim], time=_time(seconds))


def about_all(seconds: float) -> str:
    """Say what trying all claims takes."""
    return say("rules.try.all_about", time=_time(seconds))


def _time(seconds: float) -> str:
    if seconds > MINUTE:
        return say("rules.try.minutes", n=round(seconds / 60))
    rounded = max(round(seconds), 1) if seconds < 2 * ROUND_SECONDS else ROUND_SECONDS * round(seconds / ROUND_SECONDS)
    return say("rules.try.seconds", n=rounded)


def scale(scenario: Scenario) -> str:
    """Say on which scale a large company is tried; nothing of one that is tried as it is."""
    if sized(scenario) is scenario:
        return ""
    return say("rules.scale", people=write.number(MOST_PEOPLE))
