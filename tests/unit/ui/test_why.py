"""Why one plan earns more: what the page says, its sums, its tables, and its waterfalls."""

import json
from dataclasses import replace

import pytest

import sim
from sim.decide.players import Change
from sim.decide.why import FLOWS, LINES, Entry, Part, Why
from sim.precision import Interval
from sim.scenario import Event
from ui.why import charts, told
from ui.why.told import Found

NOTHING = Interval(0.0, 0.0, 0.0)
DEFAULTS = {"worlds": 8, "months": 60, "orders": 0, "first_cents": 500_000_000, "interaction": NOTHING,
            "first_customers": 4000}


def _about(cents, half=None):
    half = abs(cents) / 10 if half is None else half
    return Interval(cents, cents - half, cents + half)


def _part(key, cents, before=1.0, after=2.0, kind="lever", where=None, half=None, error=0.0):
    where = where or ("plan" if kind == "lever" else "both")
    return Part(key, kind, cents, _about(cents, half), cents * 0.8, error, (Change(where, key, before, after),))


PARTS = (_part("service_quality", 120_000_000, 60, 72), _part("response_target", 80_000_000, 12, 2.5),
         _part("reward_spend", -10_000_050, 0.5, 4), _part("belief", 5_000_000, 0.3, 0.6, kind="assumption"))


def _entries(names, amounts):
    return tuple(Entry(name, amounts.get(name, 0), _about(amounts.get(name, 0))) for name in names)


def _found(parts=PARTS, total=None, **changes):
    cents = sum(part.cents for part in parts)
    flows = {"joined": 30, "left_rivals": 12, "left_slow": -2}
    lines = {"revenue_cents": cents + 300, "quality_cents": -300}
    values = DEFAULTS | {"parts": tuple(parts), "total_cents": cents, "total": total or _about(cents),
                         "total_customers": 40, "causes": _entries(FLOWS, flows),
                         "lines": _entries(LINES, lines)} | changes
    return Found(Why(**values), "plan A", "plan B")


# -- the verdict -------------------------------------------------------------------------------------------------------

def test_the_verdict_says_how_much_more_is_earned_and_what_brings_it():
    assert told.verdict(_found()) == (
        "As far as assumed values go: Of the €1.9 million that plan B earns more than plan A in today's money, service "
        "quality brings €1.2 million, response target brings €800,000, and 2 smaller changes together cost €50,000.")


def test_a_plan_that_earns_less_is_said_to():
    lost = [_part("service_quality", -30_000_000), _part("promise", 1_000_000)]
    assert told.verdict(_found(lost)) == (
        "As far as assumed values go: Of the €290,000 that plan B earns less than plan A in today's money, service "
        "quality costs €300,000, and promise in advertising brings €10,000.")


def test_what_changes_nothing_is_not_named_beside_what_does():
    parts = [_part("promise", 1_000_000), _part("training", 0), _part("authority", 0), _part("probing", -900)]
    assert told.verdict(_found(parts)).endswith("promise in advertising brings €10,000, and probing for unspoken needs "
                                                "costs €9.")


def test_one_change_is_named_alone():
    assert told.verdict(_found([_part("promise", 1_000_000)])).endswith("promise in advertising brings €10,000.")


def test_a_difference_that_may_be_none_is_called_unclear():
    parts = [_part("promise", 1_000_000, half=4_000_000), _part("belief", 2_000_000, kind="assumption")]
    assert told.verdict(_found(parts, total=Interval(3_000_000, -1_000_000, 7_000_000))) == (
        "Plan B earns about as much as plan A (€10,000 less to €70,000 more in today's money): belief in stories (an "
        "assumption) brings €20,000, and promise in advertising may cost or bring something (−€30,000 to +€50,000).")


def test_changes_without_any_effect_are_said_to_change_nothing():
    found = _found([_part("promise", 0)], total=NOTHING)
    assert told.verdict(found) == "Plan B earns exactly as much as plan A: promise in advertising changes nothing."
    six = [_part(key, 0) for key in ("promise", "training", "authority", "probing", "calls", "emails")]
    assert told.verdict(_found(six, total=NOTHING)).endswith("and 2 smaller changes together change nothing.")


# -- sums --------------------------------------------------------------------------------------------------------------

def test_the_parts_are_added_up_to_the_cent():
    assert told.adds_up(_found(), "parts") == (
        "The 4 parts add up exactly, to the cent: €1,200,000.00 + €800,000.00 − €100,000.50 + €50,000.00 = "
        "€1,949,999.50.")


def test_a_sum_of_many_terms_stands_in_the_table_only():
    levers = [key for key, each in sim.declarations().items() if each.role == "lever"][:9]
    assert told.adds_up(_found([_part(key, 100) for key in levers]), "parts") == (
        "The 9 parts in the table add up exactly, to the cent: €9.00.")


def test_a_single_part_is_all_of_it():
    assert told.adds_up(_found(PARTS[:1]), "parts") == "One change makes all of the difference: €1,200,000.00."


def test_people_are_added_up_whole_and_lines_of_money_to_the_cent():
    found = _found()
    assert told.told(found, "causes") == "At the end plan B has 40 customers more than plan A."
    assert told.adds_up(found, "causes") == "It adds up exactly, in whole people: 30 + 12 − 2 = 40."
    assert told.told(found, "lines") == "Plan B earns €1.95 million more than plan A in today's money."
    assert "to the cent, to €1,949,999.50." in told.adds_up(found, "lines")


@pytest.mark.parametrize(("amount", "sentence"), [
    (-1, "At the end plan B has 1 customer fewer than plan A."),
    (0, "At the end both plans have as many customers, on average over the worlds and rounded to whole people.")])
def test_fewer_and_equally_many_customers_are_said_so(amount, sentence):
    assert told.told(_found(total_customers=amount), "causes") == sentence


def test_views_without_any_difference_have_no_sum_to_show():
    found = _found(causes=_entries(FLOWS, {}), total_customers=0)
    assert told.adds_up(found, "causes") == ""
    assert told.rows(found, "causes") == []


# -- what stands behind it ---------------------------------------------------------------------------------------------

def test_the_grounds_name_worlds_profits_assumptions_and_support():
    sentences = told.grounds(_found())
    assert sentences[0] == ("On average over 8 worlds, each with the same people and the same luck under both plans, "
                            "plan A earns €5.00 million over five years and plan B €6.95 million.")
    assert sentences[2].startswith("Every combination of the changes was lived")
    assert sentences[3].startswith("Changed assumptions stand apart from the levers")
    assert sentences[4] == ("How strongly service quality, response target, reward spend, belief in stories works is "
                            "assumed, to be replaced by your own figures.")


@pytest.mark.parametrize(("interaction", "said"), [
    (Interval(3e7, 2e7, 4e7), "The changes reinforce each other: €300,000 (€200,000 to €400,000) is brought by no"),
    (Interval(-3e7, -4e7, -2e7), "get in each other's way: together they bring €300,000 (€200,000 to €400,000) less"),
    (Interval(1e7, -2e7, 4e7), "cannot be told from these worlds (−€200,000 to +€400,000)."),
    (NOTHING, "The changes neither reinforce each other nor get in each other's way.")])
def test_what_changes_do_to_each_other_is_said_with_its_size(interaction, said):
    assert said in told.grounds(_found(interaction=interaction))[1]


def test_one_change_has_nothing_to_act_together_with():
    assert len(told.grounds(_found(PARTS[:1], worlds=1))) == 2


def test_drawn_orders_are_said_with_the_error_they_add():
    parts = (*PARTS[:3], replace(PARTS[3], sampling_error=123_456.0))
    assert "over 16 orders in which the changes can be made, drawn at random; that adds a standard error of up to " \
           "€1,000." in told.grounds(_found(parts, orders=16))[2]


def test_the_weakest_of_several_inputs_decides_what_a_part_rests_on():
    mixed = Part("two", "assumption", 1, NOTHING, 0.0, 0.0,
                 (Change("both", "unavoidable_churn", 1, 2), Change("both", "told_spread", 1, 2)))
    assert told.rests_on(mixed) == "a rule of thumb"
    assert told.rests_on(_part("told_spread", 1, kind="assumption")) == "published research"
    assert told.rests_on(_part("outage", 1, (), (), kind="assumption", where="calendar")) == "assumed values"


# -- names and tables --------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("part", "name", "step"), [
    (_part("response_target", 1, 12, 2.5), "Response target", "12 → 2.5 business hours"),
    (_part("gestures_bundled", 1, 0, 1), "Gestures tied to a discount", "No → Yes"),
    (_part("acquisition_spend", 1, 6000, 12500.0), "Advertising", "6,000 → 12,500 euro per month"),
    (_part("service_quality", 1, 60, 70, kind="assumption", where="today"), "Service quality, before the first month",
     "60 → 70 points out of 100"),
    (_part("outage", 1, (), (Event(40, "outage", 0.3),), kind="assumption", where="calendar"), "Outages",
     "the calendar changes"),
    (_part("", 1, (), (), kind="assumption", where="calendar"), "Calendar", "the calendar changes")])
def test_a_part_is_named_by_its_input_with_the_step_and_the_unit(part, name, step):
    assert (told.name_of(part), told.step_of(part)) == (name, step)


def test_every_kind_of_event_has_a_name():
    for kind in sim.events.KINDS:
        if kind != "lever":
            assert told.name_of(_part(kind, 1, (), (), kind="assumption", where="calendar"))


def test_the_table_lists_every_part_in_full_with_both_values_levers_first():
    table = told.table(_found(), "parts")
    assert list(table) == ["Change", "Share", "Likely range", "Alone"]
    assert [cell.split("**")[1] for cell in table["Change"][:-1]] == [
        "Service quality", "Response target", "Reward spend", "Belief in stories (an assumption)"]
    assert table["Change"][1] == "**Response target**  \n12 → 2.5 business hours  \nrests on: assumed values"
    assert table["Change"][-1] == "Together"
    assert table["Share"][2:] == ["−\u2060€100,000.50", "€50,000.00", "€1,949,999.50"]
    assert table["Likely range"][0] == "+\u2060€1.1 million to +\u2060€1.3 million"
    staged = _part("outage", 1, (), (Event(40, "outage", 0.3),), kind="assumption", where="calendar")
    assert told.table(_found([staged]), "parts")["Change"][0].split("  \n")[1] == (
        "nothing → In month 2 an outage hits 30 % of the customers.")


def test_the_other_tables_list_what_differs_and_the_sum():
    assert told.table(_found(), "causes")["Customers"] == ["New customers", "Fewer leave: rivals",
                                                           "More leave: slow answer", "Together"]
    lines = told.table(_found(), "lines")
    assert lines["Line of money"] == ["Revenue", "Cost of quality", "Together"]
    assert lines["Difference"] == ["€1,950,002.50", "−\u2060€3.00", "€1,949,999.50"]


# -- the waterfalls ----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("theme", charts.THEMES)
@pytest.mark.parametrize("view", told.VIEWS)
def test_a_specification_holds_a_title_and_no_data_and_the_house_colours(theme, view):
    spec = charts.spec(view, theme)
    text = json.dumps(spec)
    assert spec["title"]
    assert '"data"' not in text
    assert '"datasets"' not in text
    scale = next(layer["encoding"]["color"]["scale"] for layer in spec["layer"] if "color" in layer["encoding"])
    assert dict(zip(scale["domain"], scale["range"], strict=True))["gain"] == "#0072B2"
    assert dict(zip(scale["domain"], scale["range"], strict=True))["loss"] == "#D55E00"


def test_each_bar_begins_where_the_one_before_ends_and_the_last_one_is_the_total():
    for view, factor in (("parts", 0.01), ("causes", 1), ("lines", 0.01)):
        bars = charts.data(_found(), view).to_pylist()
        assert [bar["start"] for bar in bars] == pytest.approx([0, *(bar["end"] for bar in bars[:-2]), 0])
        assert bars[-2]["end"] == pytest.approx(bars[-1]["end"])
        assert bars[-1]["end"] == pytest.approx(told.total(_found(), view) * factor)
        assert [bar["next"] for bar in bars] == [*(bar["label"] for bar in bars[1:]), bars[-1]["label"]]
        assert {"start", "end", "right", "look", "shade", "amount", "range", "name", "detail"} < set(bars[0])
    parts = charts.data(_found(), "parts").to_pylist()
    assert [bar["look"] for bar in parts] == ["gain", "gain", "loss", "gain", "gain"]
    assert [bar["shade"] for bar in parts] == [1, 1, 1, charts.PALE, 1]
    assert parts[0]["label"] == "Service quality\n60 → 72 points out of 100"
    assert [bar["look"] for bar in charts.data(_found(), "causes").to_pylist()] == [
        "gain", "left_rivals", "left_slow", "gain"]


def test_of_many_parts_the_smallest_are_one_bar_and_nothing_is_lost():
    levers = [key for key, each in sim.declarations().items() if each.role == "lever"][:20]
    found = _found([_part(key, 100 * (number + 1), 0, 1) for number, key in enumerate(levers)])
    bars = charts.data(found, "parts").to_pylist()
    assert len(bars) == charts.MOST_BARS + 1
    assert bars[-2]["label"] == "All others together\n9 changes"
    assert bars[-1]["label"] == "Plan B against plan A\naltogether"
    assert bars[-2]["end"] == pytest.approx(bars[-1]["end"]) == pytest.approx(210)


def test_the_waterfall_is_told_in_words():
    assert charts.message(_found(), "causes") == (
        "From plan A to plan B: New customers +30; Fewer leave: rivals +12; More leave: slow answer −2; "
        "altogether +40.")
    assert charts.message(_found(), "parts").startswith(
        "From plan A to plan B: Service quality 60 → 72 points out of 100 +€1.20 million; ")
