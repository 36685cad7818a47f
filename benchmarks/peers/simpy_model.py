"""The small model with SimPy: one process per customer, and one for everybody else."""

import math
import random

import mini
import simpy


class Town:
    """Everybody; whoever is no customer is looked after by the town's own process."""

    def __init__(self, seed):
        self.env = simpy.Environment()
        self.luck = random.Random(seed)
        self.left = self.told = 0
        self.hearers, self.leavers = [], []
        people = [Person(self) for _ in range(mini.PEOPLE)]
        for person in people:
            person.contacts = self.luck.choices(people, k=mini.CONTACTS)
        for person in people[:mini.CUSTOMERS]:
            self.env.process(person.custom())
        self.prospects = people[mini.CUSTOMERS:]
        self.env.process(self.months())

    def months(self):
        """Every month prospects may join; at its end leavers become prospects and stories arrive."""
        while True:
            yield self.env.timeout(1)
            staying = []
            for person in self.prospects:
                if person.joins():
                    self.env.process(person.custom())
                else:
                    staying.append(person)
            yield self.env.timeout(0)
            self.prospects = staying + self.leavers
            for hearer in self.hearers:
                hearer.heard += 1
            self.left += len(self.leavers)
            self.told += len(self.hearers)
            self.hearers, self.leavers = [], []


class Person:
    """Somebody who remembers bad stories."""

    def __init__(self, town):
        self.town, self.heard, self.contacts = town, 0.0, []
        self.frailty = town.luck.gammavariate(mini.FRAILTY_SHAPE, 1 / mini.FRAILTY_SHAPE)

    def joins(self):
        """Forget a little; whether the prospect becomes a customer."""
        self.heard *= mini.FADING
        return self.town.luck.random() < mini.JOINING * math.exp(-mini.JOINING_BY_STORY * self.heard)

    def custom(self):
        """Every month forget a little, until it is time to leave and tell a number of contacts."""
        town = self.town
        staying = True
        while staying:
            yield town.env.timeout(1)
            self.heard *= mini.FADING
            hazard = mini.LEAVING * self.frailty * math.exp(mini.LEAVING_BY_STORY * self.heard)
            staying = town.luck.random() >= 1 - math.exp(-hazard)
        told = round(town.luck.lognormvariate(math.log(mini.TOLD_MEDIAN), mini.TOLD_SPREAD))
        town.leavers.append(self)
        town.hearers += town.luck.choices(self.contacts, k=told)


def prepare(seed):
    """Make the people; returns the function that lives the months."""
    town = Town(seed)

    def live():
        town.env.run(until=mini.MONTHS + 0.5)
        return mini.Result(town.left, town.told, mini.PEOPLE - len(town.prospects))

    return live
