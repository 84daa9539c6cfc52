CREATE TABLE book (
    id INTEGER NOT NULL,
    kind INTEGER DEFAULT 0 NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    year INTEGER DEFAULT 0 NOT NULL,
    first_number INTEGER DEFAULT 0 NOT NULL,
    at_ms INTEGER DEFAULT 0 NOT NULL,
    clerk_id INTEGER,
    stamp BIGINT DEFAULT 0 NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(clerk_id) REFERENCES clerk (id)
);

CREATE TABLE book_turn (
    id INTEGER NOT NULL,
    book_id INTEGER NOT NULL,
    parent_id INTEGER,
    kind INTEGER DEFAULT 0 NOT NULL,
    first_number INTEGER DEFAULT 0 NOT NULL,
    to_origin BLOB,
    reason TEXT DEFAULT '' NOT NULL,
    at_ms INTEGER DEFAULT 0 NOT NULL,
    clerk_id INTEGER,
    stamp BIGINT DEFAULT 0 NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(book_id) REFERENCES book (id),
    FOREIGN KEY(parent_id) REFERENCES book_turn (id),
    FOREIGN KEY(clerk_id) REFERENCES clerk (id)
);

CREATE INDEX book_turn_by_book ON book_turn (book_id);

CREATE TABLE book_entry (
    id INTEGER NOT NULL,
    book_id INTEGER NOT NULL,
    turn_id INTEGER NOT NULL,
    number INTEGER DEFAULT 0 NOT NULL,
    what TEXT DEFAULT '' NOT NULL,
    at_ms INTEGER DEFAULT 0 NOT NULL,
    clerk_id INTEGER,
    void_reason TEXT DEFAULT '' NOT NULL,
    voided_ms INTEGER DEFAULT 0 NOT NULL,
    stamp BIGINT DEFAULT 0 NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(book_id) REFERENCES book (id),
    FOREIGN KEY(turn_id) REFERENCES book_turn (id),
    FOREIGN KEY(clerk_id) REFERENCES clerk (id)
);

CREATE INDEX book_entry_by_number ON book_entry (book_id, number);

CREATE TABLE dossier_alias (
    id INTEGER NOT NULL,
    dossier_id INTEGER NOT NULL,
    code TEXT DEFAULT '' NOT NULL,
    at_ms INTEGER DEFAULT 0 NOT NULL,
    clerk_id INTEGER,
    stamp BIGINT DEFAULT 0 NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(dossier_id) REFERENCES dossier (id),
    FOREIGN KEY(clerk_id) REFERENCES clerk (id)
);

CREATE INDEX dossier_alias_by_code ON dossier_alias (code);

CREATE INDEX dossier_alias_by_dossier ON dossier_alias (dossier_id);

CREATE TABLE lease_return (
    id INTEGER NOT NULL,
    serial INTEGER DEFAULT 0 NOT NULL,
    last_day TEXT DEFAULT '' NOT NULL,
    at_ms INTEGER DEFAULT 0 NOT NULL,
    clerk_id INTEGER,
    stamp BIGINT DEFAULT 0 NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(clerk_id) REFERENCES clerk (id)
);
