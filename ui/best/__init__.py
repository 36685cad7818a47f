"""What the page "Best plan" says and shows."""
