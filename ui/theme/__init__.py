"""How the program looks: colours, type, measures and drawings, each in one place."""
