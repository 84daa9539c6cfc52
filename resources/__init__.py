"""Data the program ships: no code."""
