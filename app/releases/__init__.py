"""What a release of the program is: its files, how they travel, and what of it a machine lacks."""
