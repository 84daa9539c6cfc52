"""One step a file, never edited once shipped; shipped inside the program as package data."""
