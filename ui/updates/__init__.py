"""Newer versions as the clerk meets them: a quiet line, a short wait at one start, and nothing to decide."""
