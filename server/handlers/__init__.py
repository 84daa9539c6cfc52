"""Request to message to storage to message, one module for each kind of caller."""
