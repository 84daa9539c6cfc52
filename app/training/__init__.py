"""Training: a second set of books with sample people, guided missions, their times and their points."""
