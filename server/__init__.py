"""The district server."""
