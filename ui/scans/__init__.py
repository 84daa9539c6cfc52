"""Scans and photos on their way in: read off the window's thread, looked at, given to a dossier."""
