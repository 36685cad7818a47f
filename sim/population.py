"""People as columns: traits that never change, and what changes from month to month."""

from __future__ import annotations

import copy
from dataclasses import dataclass, fields

import numpy as np
from scipy.special import betainc, betaincinv, ndtri, psi

from sim.draws import Draws, Purpose
from sim.inputs import Inputs

PROSPECT, CUSTOMER, LOST = 0, 1, 2
USUAL_SATISFACTION = 70.0
USUAL_INDIFFERENCE = 0.3
WRITES, PHONES, CHATS, POSTS = 0, 1, 2, 3
LONG_CONTRACT, CONTRACT = 24, 12
LONG_AGO = 240
_ALMOST_NONE = 1e-12


@dataclass(frozen=True)
class Traits:
    """What makes a person who they are; one array of shape (people,) each, drawn once for a world.

    Attributes
    ----------
    frailty : float64, 1, mean 1
        Multiplies every voluntary reason to leave.
    risk : float64, 1, standard normal score
        Place in the order of frailty.
    value : float64, 1, mean 1
        Multiplies the price this person pays.
    usage : float64, 1, mean 1
        Multiplies how often this person meets problems and has questions.
    talkativeness : float64, 1, standard normal score
        How many people this person tells of something.
    talker : float64, 1, mean 1, exponential
        Multiplies how often this person tells a story.
    patience : float64, 1, standard normal score
        How long this person waits for an answer.
    channel : int64, WRITES, PHONES, CHATS or POSTS
        How this person turns to the desk.
    tolerance : float64, business hour
        Waits longer than this annoy; by channel.
    reads : int64, place in `communication.CHANNELS`
        Where this person likes to hear from the company.
    switching_cost : float64, 1, in (0, 1)
        What it would cost this person to change the company.
    price_sensitivity : float64, 1, mean 1
        How much a price above or below the market's matters.
    contract : int64, month
        Length of the contract; 0 without one. It is renewed when so many months have passed.
    heavy : bool
        Belongs to the heavy buyers, whom rewards do not move.
    responsiveness : float64, 1
        What a retention offer does: below zero it only wakes them up.
    risk_noise, response_noise : float64, 1, standard normal scores
        What the company's data get wrong about this person.
    """

    frailty: np.ndarray
    risk: np.ndarray
    value: np.ndarray
    usage: np.ndarray
    talkativeness: np.ndarray
    talker: np.ndarray
    patience: np.ndarray
    channel: np.ndarray
    tolerance: np.ndarray
    reads: np.ndarray
    switching_cost: np.ndarray
    price_sensitivity: np.ndarray
    contract: np.ndarray
    heavy: np.ndarray
    responsiveness: np.ndarray
    risk_noise: np.ndarray
    response_noise: np.ndarray


@dataclass
class People:
    """Where everybody stands now; one array of shape (people,) each.

    Attributes
    ----------
    status : int8, PROSPECT, CUSTOMER or LOST
        What this person is to the company.
    tenure : int32, month
        Months since joining; of a lost customer, months since leaving.
    satisfaction, expectation : float64, point, in [0, 100]
        What this person makes of the service, and what they count on.
    indifference : float64, 1, in [0, 1]
        The feeling of being just a number.
    grievance : float64, 1/month
        Hazard left behind by problems and how they were handled.
    annoyance : float64, 1
        Doublings of the tolerated wait still remembered.
    problem_free : int32, month
        Since the last problem.
    trouble : int8, place in `stories.ROOTS`
        What the last trouble was; 0 before.
    troubled_in : int32, month
        When that was.
    warmth, thanked : float64, 1
        What gestures have left, and how many there were lately.
    opted_out : bool
        Wants no more messages.
    points : int64, cent
        Not yet turned into a reward.
    rewarded : bool
        Got a reward for points last month.
    tier : bool
        Is in the upper tier.
    demoted : int8, month
        How long the loss of the tier still smarts.
    woken : float64, 1
        What a retention contact does to every voluntary reason to leave.
    woken_for : int8, month
        How long the contact still does it.
    obstructed : bool
        Met the retention script when cancelling last month.
    held : bool
        Wanted to leave, was talked out of it for a month, and goes now.
    bond : float64, 1
        What multiplies every voluntary reason since joining: referred or won back.
    referred : bool
        Came on the recommendation of a customer.
    reason : int8, place in `metrics.CAUSES`
        Why this person left last; -1 before.
    bad_heard, good_heard : float64, 1
        Stories heard from contacts, fading.
    recommended : bool
        A customer recommended the company in person this month.
    exposure : float64, 1
        Contacts who left lately, by strength of tie, fading.
    missed : bool
        Was already counted as lost to word of mouth.
    """

    status: np.ndarray
    tenure: np.ndarray
    satisfaction: np.ndarray
    expectation: np.ndarray
    indifference: np.ndarray
    grievance: np.ndarray
    annoyance: np.ndarray
    problem_free: np.ndarray
    trouble: np.ndarray
    troubled_in: np.ndarray
    warmth: np.ndarray
    thanked: np.ndarray
    opted_out: np.ndarray
    points: np.ndarray
    rewarded: np.ndarray
    tier: np.ndarray
    demoted: np.ndarray
    woken: np.ndarray
    woken_for: np.ndarray
    obstructed: np.ndarray
    held: np.ndarray
    bond: np.ndarray
    referred: np.ndarray
    reason: np.ndarray
    bad_heard: np.ndarray
    good_heard: np.ndarray
    recommended: np.ndarray
    exposure: np.ndarray
    missed: np.ndarray

    def copy(self) -> People:
        """Return an independent copy."""
        return copy.deepcopy(self)

    def begin(self, who, expectation: float) -> None:
        """Make the persons `who` new customers: usual satisfaction, expecting what they were told, no history."""
        for column, value in _NEW.items():
            getattr(self, column)[who] = value
        self.expectation[who] = expectation

    def end(self, who, reason) -> None:
        """Make the customers `who` lost customers, who keep nothing of what customers are given."""
        self.status[who] = LOST
        self.tenure[who] = 0
        self.reason[who] = reason
        for column in _GIVEN:
            getattr(self, column)[who] = _NEW[column]


class Some:
    """Some persons for a month: a column of theirs is read when it is first needed, and all are written back at once.

    Attributes
    ----------
    who : (n,) int64, person
    <any column of `Traits` and `People`> : (n,) array
        Setting a column of `People` changes it here; `put_back` changes it for everybody to see. Whatever else is
        set is a note of the month.
    """

    def __init__(self, who: np.ndarray, people: People, traits: Traits):
        vars(self).update(who=who, people=people, traits=traits, changed=set())

    def __getattr__(self, column: str) -> np.ndarray:
        """Read a column for the first time."""
        table = self.people if column in _COLUMNS else self.traits
        values = vars(self)[column] = getattr(table, column)[self.who]
        return values

    def __setattr__(self, name: str, values: object) -> None:
        vars(self)[name] = values
        if name in _COLUMNS:
            self.changed.add(name)

    def __len__(self) -> int:
        return len(self.who)

    def put_back(self) -> None:
        """Write the columns that changed to where everybody's stand."""
        for column in self.changed:
            getattr(self.people, column)[self.who] = getattr(self, column)


_COLUMNS = frozenset(each.name for each in fields(People))
# What every customer begins with; whatever is not named here stays with the person.
_NEW = {"status": CUSTOMER, "tenure": 0, "satisfaction": USUAL_SATISFACTION, "indifference": USUAL_INDIFFERENCE,
        "grievance": 0.0, "annoyance": 0.0, "problem_free": LONG_AGO, "trouble": 0, "troubled_in": 0,
        "warmth": 0.0, "thanked": 0.0, "opted_out": False, "points": 0, "rewarded": False, "tier": False, "demoted": 0,
        "woken": 1.0, "woken_for": 0, "held": False, "bond": 1.0, "referred": False, "missed": False}
_GIVEN = ("warmth", "thanked", "opted_out", "rewarded", "tier", "demoted", "woken", "woken_for")
_KINDS = {"status": np.int8, "tenure": np.int32, "problem_free": np.int32, "trouble": np.int8,
          "troubled_in": np.int32, "points": np.int64, "demoted": np.int8,
          "woken_for": np.int8, "reason": np.int8, "opted_out": bool, "rewarded": bool, "tier": bool,
          "obstructed": bool, "held": bool, "referred": bool, "recommended": bool, "missed": bool}
# Tolerated waits by channel: median relative to the written one's, and the spread of the logarithm [M12].
_TOLERATED = np.array([1.0, 1 / 120, 1 / 80, 0.4])
_SPREAD = np.array([1.0, 2 / 3, 2 / 3, 2.0])


def draw_traits(inputs: Inputs, draws: Draws, people: People) -> Traits:
    """Draw everybody's traits, knowing how long the first customers have stayed.

    Notes
    -----
    Frailty is the hazard ``-ln(1 - theta)`` of a yearly churn probability ``theta ~ Beta(alpha, beta)``,
    divided by its mean ``psi(alpha + beta) - psi(beta)``: at yearly renewals with nothing else at work the
    base survives as the shifted Beta-geometric [FaderHardie2007]; pinned by tests/theory/test_survival.py.
    Who has stayed t years shows it: theirs is the posterior, ``Beta(alpha, beta + t)``.
    Value is log-normal with mean 1; its normal score correlates with that of frailty, so that the base that
    has stayed is worth more [M22, M29]; responsiveness to offers likewise [M33].
    """
    def luck(purpose):
        return draws.uniform(purpose)

    def score(purpose):
        return ndtri(luck(purpose))

    alpha, beta = inputs.frailty_alpha, inputs.frailty_beta
    stayed = np.where(people.status == CUSTOMER, people.tenure / 12, 0.0)
    stays = betaincinv(beta + stayed, alpha, 1 - luck(Purpose.FRAILTY))
    risk = -ndtri(np.clip(betainc(beta, alpha, stays), _ALMOST_NONE, 1 - _ALMOST_NONE))
    rho, rho_offer = inputs.value_frailty_correlation, inputs.responsiveness_frailty_correlation
    worth = rho * risk + np.sqrt(1 - rho * rho) * score(Purpose.VALUE)
    response = rho_offer * risk + np.sqrt(1 - rho_offer * rho_offer) * score(Purpose.RESPONSIVENESS)
    channel = _one_of(luck(Purpose.CHANNEL), inputs.phone_share, inputs.chat_share, inputs.social_share)
    patient = np.exp(inputs.tolerance_spread * _SPREAD[channel] * score(Purpose.TOLERANCE))
    bound = luck(Purpose.CONTRACT)
    return Traits(
        frailty=-np.log(np.maximum(stays, 1e-300)) / (psi(alpha + beta) - psi(beta)),
        risk=risk,
        value=_lognormal(worth, inputs.value_spread),
        usage=_lognormal(score(Purpose.USAGE), inputs.usage_spread),
        talkativeness=score(Purpose.TALKATIVENESS),
        talker=-np.log(luck(Purpose.TALKER)),
        patience=score(Purpose.PATIENCE),
        channel=channel,
        tolerance=inputs.tolerance * _TOLERATED[channel] * patient,
        reads=np.floor(3 * luck(Purpose.READS)).astype(np.int64),
        switching_cost=luck(Purpose.SWITCHING_COST),
        price_sensitivity=_lognormal(score(Purpose.PRICE_SENSITIVITY), inputs.price_sensitivity_spread),
        contract=np.where(bound < inputs.contract_share * inputs.long_contract_share, LONG_CONTRACT,
                          np.where(bound < inputs.contract_share, CONTRACT, 0)),
        heavy=worth > ndtri(np.clip(1 - inputs.heavy_share, 0.0, 1.0)),
        responsiveness=inputs.responsiveness + inputs.responsiveness_spread * response,
        risk_noise=score(Purpose.RISK_NOISE),
        response_noise=score(Purpose.RESPONSE_NOISE),
    )


def _lognormal(score, spread):
    """Log-normal multiplier with mean 1."""
    return np.exp(spread * score - spread * spread / 2)


def _one_of(luck, *shares):
    """1, 2, ... with these probabilities, 0 with the rest: int64."""
    place = 1 + np.searchsorted(np.cumsum(shares), luck, side="right")
    return np.where(place > len(shares), 0, place)


def first_people(inputs: Inputs, draws: Draws, expectation: float) -> People:
    """Everybody's position when the burn-in begins: the first customers with their tenure, the rest prospects."""
    n = inputs.market_size
    people = People(**{each.name: np.zeros(n, _KINDS.get(each.name, np.float64)) for each in fields(People)})
    people.bond[:], people.woken[:], people.reason[:] = 1.0, 1.0, -1
    rank = np.argsort(draws.uniform(Purpose.FIRST_CUSTOMER), kind="stable")
    first = np.sort(rank[:inputs.customers_at_start])
    people.begin(first, expectation)
    years = -np.log(draws.uniform(Purpose.FIRST_TENURE, who=first)) * inputs.first_tenure
    people.tenure[first] = np.minimum(12 * years, 240).astype(np.int64)
    return people
