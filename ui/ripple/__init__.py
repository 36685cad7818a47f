"""What the page "Word of mouth" says and shows."""
