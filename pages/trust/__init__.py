"""Pages that say what an answer rests on."""
