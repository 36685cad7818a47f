"""People as columns: traits that never change, and what changes from month to month."""

from __future__ import annotations

import copy
from dataclasses import dataclass, fields

import numpy as np
from scipy.special import betaincinv, ndtri, psi

from sim.draws import Draws, Purpose
from sim.scenario import Inputs

PROSPECT, CUSTOMER, LOST = 0, 1, 2
USUAL_SATISFACTION = 70.0
USUAL_INDIFFERENCE = 0.3
FIRST_REPUTATION = 0.7


@dataclass(frozen=True)
class Traits:
    """What makes a person who they are; one array of shape (people,) each, drawn once for a world.

    Attributes
    ----------
    frailty : float64, 1, mean 1
        Multiplies every voluntary reason to leave.
    value : float64, 1, mean 1
        Multiplies the price this person pays.
    talkativeness : float64, 1, standard normal score
    patience : float64, 1, standard normal score
    tolerance : float64, business hour
        Waits longer than this annoy.
    switching_cost : float64, 1, in (0, 1)
    bound : bool
        Has a yearly contract.
    renewal_month : int64, month, in 0..11
    heavy : bool
        Belongs to the heavy buyers, whom rewards do not move.
    """

    frailty: np.ndarray
    value: np.ndarray
    talkativeness: np.ndarray
    patience: np.ndarray
    tolerance: np.ndarray
    switching_cost: np.ndarray
    bound: np.ndarray
    renewal_month: np.ndarray
    heavy: np.ndarray


@dataclass
class People:
    """Where everybody stands now; one array of shape (people,) each.

    Attributes
    ----------
    status : int8, PROSPECT, CUSTOMER or LOST
    tenure : int64, month
        Months since joining; of a lost customer, months since leaving.
    satisfaction, expectation : float64, point, in [0, 100]
    indifference : float64, 1, in [0, 1]
        The feeling of being just a number.
    grievance : float64, 1/month
        Hazard left behind by problems and how they were handled.
    annoyance : float64, 1
        Doublings of the tolerated wait still remembered.
    bad_heard, good_heard : float64, 1
        Stories heard from contacts, fading.
    exposure : float64, 1
        Contacts who left lately, fading.
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
    bad_heard: np.ndarray
    good_heard: np.ndarray
    exposure: np.ndarray
    missed: np.ndarray

    def copy(self) -> People:
        """Return an independent copy."""
        return copy.deepcopy(self)

    def begin(self, who, inputs: Inputs) -> None:
        """Make the persons `who` new customers: usual satisfaction, expecting what is delivered, no history."""
        self.status[who] = CUSTOMER
        self.tenure[who] = 0
        self.satisfaction[who] = USUAL_SATISFACTION
        self.expectation[who] = inputs.service_quality
        self.indifference[who] = USUAL_INDIFFERENCE
        self.grievance[who] = 0.0
        self.annoyance[who] = 0.0
        self.missed[who] = False

    def end(self, who) -> None:
        """Make the customers `who` lost customers."""
        self.status[who] = LOST
        self.tenure[who] = 0


def draw_traits(inputs: Inputs, draws: Draws, people: People) -> Traits:
    """Draw everybody's traits, knowing how long the first customers have stayed.

    Notes
    -----
    Frailty is the hazard ``-ln(1 - theta)`` of a yearly churn probability ``theta ~ Beta(alpha, beta)``,
    divided by its mean ``psi(alpha + beta) - psi(beta)``: at yearly renewals with nothing else at work the
    base survives as the shifted Beta-geometric [FaderHardie2007]; pinned by tests/theory/test_survival.py.
    Who has stayed t years shows it: theirs is the posterior, ``Beta(alpha, beta + t)``.
    Value is log-normal with mean 1; its normal score correlates with that of frailty [M22, M29].
    """
    def luck(purpose):
        return draws.uniform(purpose)

    alpha, beta = inputs.frailty_alpha, inputs.frailty_beta
    frail = luck(Purpose.FRAILTY)
    stayed = np.where(people.status == CUSTOMER, people.tenure / 12, 0.0)
    stays = betaincinv(beta + stayed, alpha, 1 - frail)
    frailty = -np.log(np.maximum(stays, 1e-300)) / (psi(alpha + beta) - psi(beta))
    rho, spread = inputs.value_frailty_correlation, inputs.value_spread
    worth = rho * ndtri(frail) + np.sqrt(1 - rho * rho) * ndtri(luck(Purpose.VALUE))
    return Traits(
        frailty=frailty,
        value=np.exp(spread * worth - spread * spread / 2),
        talkativeness=ndtri(luck(Purpose.TALKATIVENESS)),
        patience=ndtri(luck(Purpose.PATIENCE)),
        tolerance=inputs.tolerance * np.exp(inputs.tolerance_spread * ndtri(luck(Purpose.TOLERANCE))),
        switching_cost=luck(Purpose.SWITCHING_COST),
        bound=luck(Purpose.CONTRACT) < inputs.contract_share,
        renewal_month=np.floor(12 * luck(Purpose.RENEWAL_MONTH)).astype(np.int64),
        heavy=worth > ndtri(np.clip(1 - inputs.heavy_share, 0.0, 1.0)),
    )


def first_people(inputs: Inputs, draws: Draws) -> People:
    """Everybody's position when the burn-in begins: the first customers with their tenure, the rest prospects."""
    n = inputs.market_size
    columns = {each.name: np.zeros(n) for each in fields(People)}
    people = People(**columns | {"status": np.zeros(n, np.int8), "tenure": np.zeros(n, np.int64),
                                 "missed": np.zeros(n, bool)})
    rank = np.argsort(draws.uniform(Purpose.FIRST_CUSTOMER), kind="stable")
    first = np.sort(rank[:inputs.customers_at_start])
    people.begin(first, inputs)
    years = -np.log(draws.uniform(Purpose.FIRST_TENURE, who=first)) * inputs.first_tenure
    people.tenure[first] = np.minimum(12 * years, 240).astype(np.int64)
    return people
