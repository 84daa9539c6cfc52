"""Our exchange beside its peers and the floors, on the same work in the same run."""
