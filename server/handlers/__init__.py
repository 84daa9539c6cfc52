"""Request to message to storage to message."""
