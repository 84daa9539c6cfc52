"""One dossier: its clock, what was done, its papers and prints, and the acts that may follow."""
