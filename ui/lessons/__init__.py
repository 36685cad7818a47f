"""What the page "Lessons" says and shows: a question, a prediction, a run, and what it shows."""
