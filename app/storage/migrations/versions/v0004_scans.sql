ALTER TABLE attachment ADD COLUMN preview BLOB;

ALTER TABLE attachment ADD COLUMN preview_size INTEGER DEFAULT 0 NOT NULL;

CREATE TABLE scan (
    sha256 BLOB NOT NULL,
    is_here INTEGER DEFAULT 0 NOT NULL,
    is_wanted INTEGER DEFAULT 0 NOT NULL,
    received_epoch BLOB,
    sent_blocks INTEGER DEFAULT 0 NOT NULL,
    hashes BLOB,
    staged BLOB,
    PRIMARY KEY (sha256)
);
