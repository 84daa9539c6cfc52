"""S1: the desk that shows every open dossier, the most pressing on top."""
