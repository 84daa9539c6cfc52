"""Qt Widgets and the command line; Vietnamese."""
