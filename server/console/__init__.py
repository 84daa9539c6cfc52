"""The district's web console: server-rendered pages that work without script."""
