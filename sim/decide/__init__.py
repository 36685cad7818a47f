"""Decisions: plans compared, the difference explained, the best plan found, and how sure all that is."""
