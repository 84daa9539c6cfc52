"""The district server's database."""
