"""How open cases and ended contacts are laid out in tables of whole numbers, for the loops that serve them."""

from sim.behaviour.answers import ATTEMPTS

NEVER = 1 << 62
GAVE_UP = -1
# Rows of a line, which has a column for each open case; what every attempt has of its own takes a row each.
PERSON, SEVERITY, OPENED, PREFERRED, TICK, ATTEMPT, WAITED, OUTCOME, ORDER, PATIENCE = range(10)
WORK, LUCK, LINE_ROWS = (PATIENCE + attempts * ATTEMPTS for attempts in (1, 2, 3))
# Rows of a log, which has a column for each contact that ended.
CASE, CAME, ENDED, WAIT, WORKED, LOG_ROWS = range(6)
# Places in the rules: the month's end, the pause before another attempt; then what luck leads to.
UNTIL, PAUSE, WHEN_ANSWERED = range(3)
WHEN_GIVEN_UP = WHEN_ANSWERED + 8 * ATTEMPTS
