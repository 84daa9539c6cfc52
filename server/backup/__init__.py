"""Encrypted backups of the whole server, read back before they count, and the way back from one."""
