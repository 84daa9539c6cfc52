"""What would be true with paper and pen: dataclasses and rules, standard library only."""
