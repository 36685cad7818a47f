"""Pages that let one learn: rules of thumb tried live, guided lessons."""
