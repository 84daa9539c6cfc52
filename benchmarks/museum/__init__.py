"""The bug museum: what went wrong with others, done to our engine again, and caught each time."""
