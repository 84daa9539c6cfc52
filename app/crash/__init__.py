"""When the program breaks: what is kept of it without personal data, and told at the next start."""
