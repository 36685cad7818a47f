"""What the page "Compare" says and shows."""
