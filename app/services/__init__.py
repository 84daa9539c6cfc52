"""One module per desk; each function is one thing an officer does."""
