"""What the page "Why" says and shows."""
