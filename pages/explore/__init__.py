"""Pages that let one explore: turn the levers and see what happens."""
