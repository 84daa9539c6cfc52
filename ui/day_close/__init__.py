"""The end of a day (S11): papers, records and acknowledgements side by side; the till; a signature."""
