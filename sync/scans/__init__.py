"""Scans on their way: behind the rows, block by block, over a line that may be slow and may break."""
