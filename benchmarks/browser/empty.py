"""An empty Streamlit app that imports what Nineteen imports, and shows one word: what a first page costs at least."""

# ruff: noqa: F401  imported for what importing costs
import altair
import joblib
import numpy
import pandas
import pyarrow
import pydantic
import scipy.special
import simpy
import streamlit as st
from joblib.externals.loky import ProcessPoolExecutor

st.header("Empty", anchor=False)
