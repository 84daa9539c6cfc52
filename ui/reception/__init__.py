"""S2: the desk where a dossier is received, without a mouse and within a minute."""
