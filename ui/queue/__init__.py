"""The queue of the hall: tickets, calls by one key, and the screen people look at."""
