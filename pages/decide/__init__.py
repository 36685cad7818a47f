"""Pages that help one decide: which plan, why, which would be best, and how sure that is."""
