"""What differs between Windows and the rest."""
