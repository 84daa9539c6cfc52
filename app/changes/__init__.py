"""What a change is: its numbers, bytes, chain, seal and merge. No SQL, no Qt."""
