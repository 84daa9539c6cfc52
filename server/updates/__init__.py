"""The district's updates: keys, drafts, releases, what desks are served and what sticks carry."""
