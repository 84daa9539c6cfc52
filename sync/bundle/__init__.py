"""The exchange on a stick: files that only their receiver can open and only their sender can have made."""
