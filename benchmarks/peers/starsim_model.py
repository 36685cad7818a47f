"""The small model with Starsim: a module with states, and a distribution for every decision."""

import mini
import numpy as np
import starsim as ss


class ChurnAndTalk(ss.Module):
    """Customers who leave and talk, prospects who hear and join."""

    def __init__(self, **kwargs):
        super().__init__()
        self.define_pars(
            leaves=ss.bernoulli(p=self.leaving),
            joins=ss.bernoulli(p=self.joining),
            tells=ss.lognorm_im(mean=np.log(mini.TOLD_MEDIAN), sigma=mini.TOLD_SPREAD),
            knows=ss.randint(high=mini.PEOPLE),
            chooses=ss.randint(high=mini.CONTACTS),
        )
        self.update_pars(**kwargs)
        self.define_states(ss.BoolState("customer"), ss.FloatArr("heard", default=0.0),
                           ss.FloatArr("frailty", default=ss.gamma(a=mini.FRAILTY_SHAPE, scale=1 / mini.FRAILTY_SHAPE)))

    @staticmethod
    def leaving(module, sim, uids):
        """Probability of leaving this month."""
        hazard = mini.LEAVING * module.frailty[uids] * np.exp(mini.LEAVING_BY_STORY * module.heard[uids])
        return 1 - np.exp(-hazard)

    @staticmethod
    def joining(module, sim, uids):
        """Probability of joining this month."""
        return mini.JOINING * np.exp(-mini.JOINING_BY_STORY * module.heard[uids])

    def init_post(self):
        """Make the first customers and the lists of contacts."""
        super().init_post()
        self.customer[ss.uids(np.arange(mini.CUSTOMERS))] = True
        self.contacts = self.pars.knows.rvs((mini.PEOPLE, mini.CONTACTS))

    def init_results(self):
        """Declare what is counted."""
        super().init_results()
        self.define_results(ss.Result("left", dtype=int), ss.Result("told", dtype=int))

    def step(self):
        """Live one month."""
        self.heard[:] = self.heard * mini.FADING
        leavers = self.pars.leaves.filter(self.customer.uids)
        joiners = self.pars.joins.filter((~self.customer).uids)
        told = self.pars.tells.rvs(leavers).round().astype(int)
        tellers = np.repeat(leavers, told)
        hearers = self.contacts[tellers, self.pars.chooses.rvs(len(tellers))]
        np.add.at(self.heard.raw, hearers, 1)
        self.customer[leavers] = False
        self.customer[joiners] = True
        self.results.left[self.ti] = len(leavers)
        self.results.told[self.ti] = len(hearers)


def prepare(seed):
    """Make the people; returns the function that lives the months."""
    town = ss.Sim(n_agents=mini.PEOPLE, start=ss.date("2026-01-01"), dt=ss.month, dur=mini.MONTHS - 1,
                  rand_seed=seed, modules=ChurnAndTalk(), verbose=0)  # the step at the end counts as well
    town.init()
    [module] = town.modules

    def live():
        town.run()
        return mini.Result(int(module.results.left.sum()), int(module.results.told.sum()), int(module.customer.sum()))

    return live
