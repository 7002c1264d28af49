"""Documents for others, made from values. Nothing here writes to the database."""
