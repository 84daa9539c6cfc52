"""Worlds of one seed each: real desks, a real server, every fault, and what must hold all the same."""
