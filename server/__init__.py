"""The district server: receives, keeps and passes on what the communes write."""
