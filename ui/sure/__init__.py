"""What the page "How sure" says and shows."""
