"""The exchange carried by hand: the same requests and replies as over a line, in bundles on a stick."""
