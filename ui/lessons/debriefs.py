"""What happened in a lesson's run and why, sentence by sentence, from its numbers; knows no Streamlit."""

from __future__ import annotations

import math

from sim.metrics import WINNING_LINES
from sim.precision import Interval
from ui import format as write
from ui.answer import in_words
from ui.lessons import told
from ui.lessons.found import (
    PROFIT,
    Found,
    Loss,
    after_five_years,
    clear,
    grown,
    growth,
    interval,
    loss,
    lost_money,
    stayed_away,
)
from ui.lessons.plans import TODAY
from ui.words import say

# costs within this factor of each other are about the same
ABOUT_THE_SAME = 1.2
# of this share of its value on, a difference is worth a word; and so are differences from one in a hundred of a wage
WORTH_A_WORD, NEARLY_ALL, FLAT = 0.03, 0.95, 0.05
TELLS_APART = 0.1       # two averages nearer than this may be the same as they are written with one decimal


def happened(found: Found) -> list[str]:
    """Say what happened and why; if the numbers say otherwise, so does the sentence."""
    return [text for text in _SAID[found.case.lesson](found) if text]


def _people(value: float) -> str:
    return write.quantity("person", round(abs(value)), 1.0, "short")


def _money(cents: float, place: float = 1.0) -> str:
    return write.quantity("cent", cents, place, "short")


def _share(value: float) -> str:
    return write.quantity("1", value, 0.001, "short")


def _against_today(found: Found, name: str) -> str:
    return in_words("money", "cent", found.difference(PROFIT, name))


def _settled(key: str, difference: Interval, first: str, second: str) -> str:
    """Close with who earns more, if that is clear."""
    which = {1: first, -1: second, 0: "unclear"}[clear(difference)]
    return say(f"{key}.end_{which}", value=_money(abs(difference.mean), write.step(
        difference.low, difference.high, difference.mean)))


def _leaky_bucket(found: Found) -> list[str]:
    key = "lessons.leaky_bucket.told"
    ends = {name: _people(found.measure("customers", name).mean) for name in found.case.names}
    return [say(f"{key}.customers", span=write.span(found.months), **ends),
            say(f"{key}.money", **{name: _against_today(found, name) for name in ("winning", "keeping")}),
            _poured(found, key), _mended(found, key), _costs(found, key),
            _settled(key, found.difference(PROFIT, "keeping", "winning"), "keeping", "winning")]


def _poured(found: Found, key: str) -> str:
    joined, left = found.more("winning", "joined"), found.more("winning", "left")
    if joined < 1:
        return say(f"{key}.poured_none")
    return say(f"{key}.poured" if left >= 1 else f"{key}.poured_all", joined=_people(joined), left=_people(left))


def _mended(found: Found, key: str) -> str:
    joined, left = found.more("keeping", "joined"), found.more("keeping", "left")
    before, after = (found.measure("yearly_churn", name).mean for name in (TODAY, "keeping"))
    which = "more" if joined >= 1 else "fewer" if joined <= -1 else "same"
    how = "mended" if left <= -1 else "mended_more" if after < before else "mended_not"
    told = say(f"{key}.{how}", left=_people(left), before=_share(before), after=_share(after),
               joined=say(f"{key}.joined_{which}", n=_people(joined)))
    named = found.measure("reputation", "keeping").mean > found.measure("reputation", TODAY).mean
    return f"{told} {say(f'{key}.mostly_came')}" if named and joined >= 1 and joined > -left else told


def _costs(found: Found, key: str) -> str:
    winning = found.a_year(found.more("winning", *WINNING_LINES))
    keeping = found.a_year(found.more("keeping", "quality_cents"))
    which = ("keeping" if keeping > ABOUT_THE_SAME * winning else
             "winning" if winning > ABOUT_THE_SAME * keeping else "even")
    return say(f"{key}.costs_{which}", winning=_money(winning), keeping=_money(keeping))


def _nineteen(found: Found) -> list[str]:
    key = "lessons.nineteen.told"
    lost = found.measure("people_lost_to_word_of_mouth").mean
    if lost < 1:
        return [say(f"{key}.people_none", span=write.span(found.months)), _silence(found, key)]
    prospects, tellings = stayed_away(found), found.measure("people_told_bad").mean
    friends = round(lost) - round(prospects)    # so that the two add up as they are written
    a_thousand = 1000 * prospects / tellings if tellings else float("inf")
    talk = say(f"{key}.talk" if a_thousand >= 1 else f"{key}.talk_less", told=_people(tellings),
               n=_people(a_thousand)) if tellings else ""
    return [say(f"{key}.people", people=_people(lost), span=write.span(found.months), friends=_people(friends),
                prospects=_people(prospects)),
            _silence(found, key), talk, _grown(found, key),
            _friends(found, key, friends / lost) if friends >= 1 else ""]


def _friends(found: Found, key: str, share: float) -> str:
    """Say how much of the loss goes back to friends, and what that makes of the loss as a whole."""
    few, many = (_people(found.measure("people_lost_to_word_of_mouth", name).mean) for name in ("few", "many"))
    return say(f"{key}.friends", share=write.quantity("1", share, 0.01, "short"), few=few, many=many)


def _silence(found: Found, key: str) -> str:
    money, profit = lost_money(found), found.measure(PROFIT).mean
    place = write.step(money.low, money.high, money.mean)
    ends = {"low": _money(money.low, place), "high": _money(money.high, place)}
    if clear(money) <= 0:
        return say(f"{key}.money_unclear", **ends)
    if profit <= 0:
        return say(f"{key}.money_bare", value=_money(money.mean, place), **ends)
    return say(f"{key}.money", value=_money(money.mean, place), share=_share(money.mean / profit), **ends)


def _grown(found: Found, key: str) -> str:
    few, many = (stayed_away(found, name) for name in ("few", "many"))
    told_few, told_many = (found.measure("people_told_bad", name).mean for name in ("few", "many"))
    times = growth(found)
    if times is None or told_few <= 0:
        return ""
    which = "falls" if times <= 1 else grown(found)
    return say(f"{key}.growth_{which}", tellings=write.number(told_many / told_few, 1), times=write.number(times, 1),
               few=_people(few), many=_people(many))


def _overloaded_desk(found: Found) -> list[str]:
    key = "lessons.overloaded_desk.told"
    return [_saved(found, key), _waits(found, key), _snowball(found, key), _churn(found, key),
            say(f"{key}.money", **{name: _against_today(found, name) for name in ("cut", "quick")}),
            _bill(found, key), _quick(found, key)]


def _saved(found: Found, key: str) -> str:
    people = [found.average(name, "staff") for name in (TODAY, "cut")]
    digits = 2 if abs(people[0] - people[1]) < TELLS_APART else 1
    staff = {name: write.number(each, digits) for name, each in zip((TODAY, "cut"), people, strict=True)}
    saved = -found.a_year(found.more("cut", "desk_wages_cents", "supervision_cents", "hiring_cents"))
    return say(f"{key}.saved" if saved >= 100 else f"{key}.saved_none", wages=_money(saved), **staff)


def _waits(found: Found, key: str) -> str:
    hours = {name: found.measure("response_hours", name).mean for name in (TODAY, "cut")}
    if not all(map(math.isfinite, hours.values())):
        return ""
    return say(f"{key}.wait", **{name: write.quantity("business hour", value, 0.1) for name, value in hours.items()})


def _snowball(found: Found, key: str) -> str:
    """List what moved at the desk, each with its direction."""
    moved = {"given_up": ([found.measure("given_up_share", name).mean for name in (TODAY, "cut")], _share),
             "contacts": ([found.contacts_a_customer(name) for name in (TODAY, "cut")],
                          lambda value: write.number(value, 1)),
             "solved": ([found.average(name, "first_contact_resolution") for name in (TODAY, "cut")], _share),
             "morale": ([found.average(name, "morale") for name in (TODAY, "cut")], write.number)}
    parts = [say(f"{key}.{what}_{'up' if after > before else 'down'}", before=written(before), after=written(after))
             for what, ((before, after), written) in moved.items()
             if math.isfinite(before + after) and abs(after - before) > WORTH_A_WORD * max(abs(before), 1e-9)]
    return say(f"{key}.spiral", list=say("reasons.joiner").join(parts)) if parts else say(f"{key}.spiral_none")


def _churn(found: Found, key: str) -> str:
    before, after = (found.measure("yearly_churn", name).mean for name in (TODAY, "cut"))
    customers = found.difference("customers", "cut").mean
    which = "up" if after > before and customers <= -1 else "other" if abs(customers) >= 1 else "same"
    return say(f"{key}.churn_{which}", before=_share(before), after=_share(after),
               n=_people(customers), change=write.change("person", customers, 1.0))


def _bill(found: Found, key: str) -> str:
    base, profit = found.difference("base_value_cents", "cut"), found.difference(PROFIT, "cut")
    if clear(base) >= 0:
        return say(f"{key}.bill_none")
    place = write.step(base.low, base.high, base.mean)
    return say(f"{key}.bill_{'now' if clear(profit) < 0 else 'later'}", value=_money(-base.mean, place))


def _quick(found: Found, key: str) -> str:
    gain = found.difference(PROFIT, "quick")
    which = "same" if gain.low == gain.high == 0 else {1: "quick", -1: "not_quick", 0: "unclear"}[clear(gain)]
    return say(f"{key}.end_{which}", span=write.span(found.months))


def desk_table(found: Found) -> dict[str, list[str]]:
    """List what is at the desk under each plan, for a table."""
    def hours(value: float) -> str:
        return write.quantity("business hour", value, 0.1, "short")

    rows = {"staff": (lambda name: found.average(name, "staff"), lambda value: write.number(value, 1)),
            "hours": (lambda name: found.measure("response_hours", name).mean, hours),
            "given_up": (lambda name: found.measure("given_up_share", name).mean, _share),
            "contacts": (found.contacts_a_customer, lambda value: write.number(value, 1)),
            "solved": (lambda name: found.average(name, "first_contact_resolution"), _share),
            "morale": (lambda name: found.average(name, "morale"), write.number),
            "churn": (lambda name: found.measure("yearly_churn", name).mean, _share)}
    key = "lessons.overloaded_desk.table"
    table = {say(f"{key}.measure"): [say(f"{key}.{row}") for row in rows]}
    for name in found.case.names:
        values = [(measured(name), written) for measured, written in rows.values()]
        table[told.plan(found.case, name)] = [written(value) if math.isfinite(value) else say("numbers.unknown")
                                              for value, written in values]
    return table


def _rewards_first(found: Found) -> list[str]:
    key = "lessons.rewards_first.told"
    names = ("rewards", "service", "both")
    service = found.a_year(found.more("service", "quality_cents"))
    rewards = found.a_year(found.more("rewards", "rewards_cents", "reward_programme_cents"))
    return [say(f"{key}.money", **{name: _against_today(found, name) for name in names}),
            _on_top(found, key), _reached(found, key),
            say(f"{key}.churn", **{name: _share(found.measure("yearly_churn", name).mean)
                                   for name in found.case.names}),
            say(f"{key}.cost_{_dearer(service, rewards)}", service=_money(service), rewards=_money(rewards)),
            _settled(key, found.difference(PROFIT, "rewards", "service"), "rewards", "service")]


def _dearer(first: float, second: float) -> str:
    return "more" if first > ABOUT_THE_SAME * second else "less" if second > ABOUT_THE_SAME * first else "even"


def _on_top(found: Found, key: str) -> str:
    earned = {name: found.worlds[name].values(PROFIT) for name in found.case.names}
    more = interval((earned["both"] - earned["service"]) - (earned["rewards"] - earned[TODAY]))
    place = write.step(more.low, more.high, more.mean)
    low, high = (_money(abs(value), place) for value in (more.low, more.high))
    sign = clear(more)
    if sign < 0:
        low, high = high, low
    loses = (earned["both"] - earned["service"]).mean() < 0 and (earned["rewards"] - earned[TODAY]).mean() < 0
    which = {1: "more", -1: "loses" if loses else "less", 0: "unclear"}[sign]
    return say(f"{key}.on_top_{which}", value=_money(abs(more.mean), place), low=low, high=high)


def _reached(found: Found, key: str) -> str:
    """Say whom rewards reach, by average satisfaction over all months."""
    needs = found.case.figures["needs"]
    today, service = (found.average(name, "satisfaction") for name in (TODAY, "service"))
    which = "above" if today >= needs else "below" if service >= needs else "never"
    return say(f"{key}.reach_{which}", needs=write.plain(needs), today=write.number(today),
               service=write.number(service))


def _lost_customer(found: Found) -> list[str]:
    key, lost = "lessons.lost_customer.told", loss(found)
    if lost.whole.mean < 1:
        return [say(f"{key}.margin_none"), _tenure(found, key)]
    place = write.step(lost.whole.low, lost.whole.high, lost.whole.mean)
    whole = {"whole": _money(lost.whole.mean, place), "low": _money(lost.whole.low, place),
             "high": _money(lost.whole.high, place)}
    hundred = 100 * lost.pull.mean
    share = lost.year.mean / lost.whole.mean
    said = [say(f"{key}.margin", month=_money(lost.month.mean), year=_money(lost.year.mean)),
            say(f"{key}.future", stay=write.number(lost.stay.mean, 1), future=_money(lost.future.mean, place)),
            say(f"{key}.share" if share < NEARLY_ALL else f"{key}.share_all",
                share=write.quantity("1", share, 0.01, "short")),
            say(f"{key}.followers" if hundred >= 1 else f"{key}.followers_none", n=write.number(hundred),
                followers=_money(lost.followers.mean), **whole),
            _newcomer(lost, key), _tenure(found, key)]
    left = found.a_year(found.total(TODAY, "left"))
    return [*said, say(f"{key}.year_total", left=_people(left), total=_money(left * lost.whole.mean))]


def _newcomer(lost: Loss, key: str) -> str:
    if not math.isfinite(lost.newcomer.mean):
        return say(f"{key}.newcomer_unknown")
    share = lost.newcomer.mean / lost.whole.mean
    return say(f"{key}.newcomer_{'less' if share <= 1 else 'more'}", newcomer=_money(lost.newcomer.mean),
               share=write.quantity("1", share, 0.01, "short"))


def _tenure(found: Found, key: str) -> str:
    share = after_five_years(found)
    which = "tenure_flat" if abs(share) < FLAT else "tenure" if share > 0 else "tenure_less"
    return say(f"{key}.{which}", share=write.quantity("1", abs(share), 0.01, "short"))


_SAID = {"leaky_bucket": _leaky_bucket, "nineteen": _nineteen, "overloaded_desk": _overloaded_desk,
         "rewards_first": _rewards_first, "lost_customer": _lost_customer}
