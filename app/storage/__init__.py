"""SQLAlchemy over SQLCipher: the only room that speaks SQL on the desktop."""
