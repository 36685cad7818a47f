"""The page "Evidence": who says so, of every number."""
