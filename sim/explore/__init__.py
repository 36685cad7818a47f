"""Looks into one world: what bad stories cost and why, what one incident sets off, one person's life."""
