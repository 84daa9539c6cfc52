"""A district's worth of devices against the real server: signed pushes, slow attackers, a whole province."""
