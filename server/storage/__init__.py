"""The district server's database: all the server's SQL, for SQLCipher and PostgreSQL alike."""
