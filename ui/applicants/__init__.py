"""The people of the books: who they are, all they handed in, and which records are one person."""
