"""Nineteen's model: customers, their help desk and their talk, month by month."""

from sim import experiments, reference, sweep
from sim.experiments import compare
from sim.files import load, names
from sim.model import run
from sim.results import Run
from sim.scenario import MODEL_VERSION, Declaration, Inputs, Scenario, ScenarioError, declarations

__all__ = ["MODEL_VERSION", "Declaration", "Inputs", "Run", "Scenario", "ScenarioError", "compare", "declarations",
           "experiments", "load", "names", "reference", "run", "sweep"]
