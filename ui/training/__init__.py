"""Training as it is seen: the red frame, the missions, and the door to it from the office's books."""
