"""What people and the company do: pure functions, arrays in, arrays out, one file per step of the month.

`PHASES` is the order of the month; both schedulers walk through it.
"""

PHASES = (
    "calendar",      # 0  what the month is like, whom the company makes an offer
    "expectation",   # 1  what people expect follows what they get and are promised
    "failures",      # 2  who meets a problem, when, how severe
    "voice",         # 3  who complains to the desk, in public, or not at all; who is heard; who has a question
    "desk",          # 4  every contact, one by one
    "satisfaction",  # 5  performance against expectation, and how the case was handled
    "relationship",  # 6  rewards, messages, gestures, offers; grievance, annoyance, the feeling of being a number
    "staff",         # 7  quits, hires and releases for the months to come; morale, skill, pressure
    "talk",          # 8  stories and recommendations, who hears them; reputation
    "leaving",       # 9  competing causes, one number
    "joining",       # 10 newcomers, those who return or are won back, and those who stayed away because of bad stories
    "ledger",        # 11 money in whole cents
)
