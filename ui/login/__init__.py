"""Who sits at the desk: the list of clerks, their PIN, and the lock."""
