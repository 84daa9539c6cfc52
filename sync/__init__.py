"""Moving changesets between devices; no Qt."""
