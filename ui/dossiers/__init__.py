"""The list of every dossier of this desk, and the one that is open."""
