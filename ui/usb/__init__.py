"""Sticks at the window: which are plugged in, writing, taking in, sending for others."""
