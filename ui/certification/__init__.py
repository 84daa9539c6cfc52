"""The express lane of certified copies (S3): one row a document, one key for all of it."""
