"""The small model with Mesa: one agent per person."""

import math

import mesa
import mini


class Person(mesa.Agent):
    """Somebody who is a customer or not, and remembers bad stories."""

    def __init__(self, model, customer):
        super().__init__(model)
        self.customer = customer
        self.heard = 0.0
        self.frailty = self.random.gammavariate(mini.FRAILTY_SHAPE, 1 / mini.FRAILTY_SHAPE)
        self.contacts = []

    def step(self):
        """Forget a little, then leave or join."""
        self.heard *= mini.FADING
        if self.customer:
            hazard = mini.LEAVING * self.frailty * math.exp(mini.LEAVING_BY_STORY * self.heard)
            if self.random.random() < 1 - math.exp(-hazard):
                self.leave()
        elif self.random.random() < mini.JOINING * math.exp(-mini.JOINING_BY_STORY * self.heard):
            self.customer = True

    def leave(self):
        """Leave, and tell a number of contacts."""
        self.customer = False
        told = round(self.random.lognormvariate(math.log(mini.TOLD_MEDIAN), mini.TOLD_SPREAD))
        self.model.left += 1
        self.model.hearers += self.random.choices(self.contacts, k=told)


class Town(mesa.Model):
    """Everybody, month by month."""

    def __init__(self, seed):
        super().__init__(seed=seed)
        self.left = self.told = 0
        self.hearers = []
        people = Person.create_agents(self, mini.PEOPLE, [each < mini.CUSTOMERS for each in range(mini.PEOPLE)])
        everybody = list(people)
        for person in everybody:
            person.contacts = self.random.choices(everybody, k=mini.CONTACTS)

    def step(self):
        """Live one month; stories arrive when it is over."""
        self.hearers = []
        self.agents.do("step")
        for hearer in self.hearers:
            hearer.heard += 1
        self.told += len(self.hearers)


def prepare(seed):
    """Make the people; returns the function that lives the months."""
    town = Town(seed)

    def live():
        for _ in range(mini.MONTHS):
            town.step()
        return mini.Result(town.left, town.told, len(town.agents.select(lambda person: person.customer)))

    return live
