"""The desktop's brain: no Qt."""
