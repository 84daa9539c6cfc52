"""S13, the help: proving the machine, the bundle for whoever helps, and what is left of a crash."""
