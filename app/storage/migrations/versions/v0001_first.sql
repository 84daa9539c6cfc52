CREATE TABLE act_log (
    id INTEGER NOT NULL,
    at_ms INTEGER DEFAULT 0 NOT NULL,
    clerk_id INTEGER,
    kind TEXT DEFAULT '' NOT NULL,
    detail TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE applicant (
    id INTEGER NOT NULL,
    kind INTEGER DEFAULT 0 NOT NULL,
    full_name TEXT DEFAULT '' NOT NULL,
    id_number TEXT DEFAULT '' NOT NULL,
    birth_date TEXT DEFAULT '' NOT NULL,
    sex TEXT DEFAULT '' NOT NULL,
    id_issued_on TEXT DEFAULT '' NOT NULL,
    phone TEXT DEFAULT '' NOT NULL,
    email TEXT DEFAULT '' NOT NULL,
    address TEXT DEFAULT '' NOT NULL,
    stamp BIGINT DEFAULT 0 NOT NULL,
    PRIMARY KEY (id)
);

CREATE INDEX applicant_by_id_number ON applicant (id_number) WHERE id_number <> '';

CREATE INDEX applicant_by_phone ON applicant (phone) WHERE phone <> '';

CREATE TABLE capture (
    n INTEGER NOT NULL,
    table_no INTEGER DEFAULT 0 NOT NULL,
    op TEXT DEFAULT '' NOT NULL,
    row_id INTEGER DEFAULT 0 NOT NULL,
    ordinal INTEGER DEFAULT 0 NOT NULL,
    mask INTEGER DEFAULT 0 NOT NULL,
    PRIMARY KEY (n)
);

CREATE TABLE capture_switch (
    id INTEGER NOT NULL,
    is_on INTEGER DEFAULT 1 NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE catalogue_pack (
    version TEXT NOT NULL,
    effective_from TEXT DEFAULT '' NOT NULL,
    decision TEXT DEFAULT '' NOT NULL,
    publisher TEXT DEFAULT '' NOT NULL,
    imported_ms INTEGER DEFAULT 0 NOT NULL,
    signer BLOB NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (version)
);

CREATE TABLE changeset (
    origin_no INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    header BLOB NOT NULL,
    payload BLOB NOT NULL,
    head BLOB NOT NULL,
    PRIMARY KEY (origin_no, seq)
)
 WITHOUT ROWID;

CREATE TABLE clerk (
    id INTEGER NOT NULL,
    full_name TEXT DEFAULT '' NOT NULL,
    title TEXT DEFAULT '' NOT NULL,
    roles TEXT DEFAULT '' NOT NULL,
    is_active INTEGER DEFAULT 1 NOT NULL,
    stamp BIGINT DEFAULT 0 NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE "conflict" (
    id INTEGER NOT NULL,
    table_no INTEGER DEFAULT 0 NOT NULL,
    row_id INTEGER DEFAULT 0 NOT NULL,
    ordinal INTEGER DEFAULT 0 NOT NULL,
    group_no INTEGER DEFAULT 0 NOT NULL,
    winner_stamp INTEGER DEFAULT 0 NOT NULL,
    loser_stamp INTEGER DEFAULT 0 NOT NULL,
    loser_cells BLOB NOT NULL,
    noticed_ms INTEGER DEFAULT 0 NOT NULL,
    settled_ms INTEGER,
    PRIMARY KEY (id),
    UNIQUE (table_no, row_id, ordinal, group_no, loser_stamp)
);

CREATE TABLE day_number (
    day TEXT NOT NULL,
    first_to_use INTEGER DEFAULT 1 NOT NULL,
    last_used INTEGER DEFAULT 0 NOT NULL,
    PRIMARY KEY (day)
);

CREATE TABLE device (
    id INTEGER NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    signing_seed BLOB NOT NULL,
    address TEXT DEFAULT '' NOT NULL,
    commune TEXT DEFAULT '' NOT NULL,
    commune_name TEXT DEFAULT '' NOT NULL,
    server_name TEXT DEFAULT '' NOT NULL,
    root BLOB,
    server_key BLOB,
    catalogue_key BLOB,
    tls_fingerprint BLOB,
    certificate BLOB,
    epoch BLOB,
    nonce BLOB,
    cursor INTEGER DEFAULT 0 NOT NULL,
    ca_file TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE group_stamp (
    table_no INTEGER NOT NULL,
    row_id INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    group_no INTEGER NOT NULL,
    stamp INTEGER DEFAULT 0 NOT NULL,
    PRIMARY KEY (table_no, row_id, ordinal, group_no)
)
 WITHOUT ROWID;

CREATE TABLE incarnation (
    id INTEGER NOT NULL,
    device_name TEXT DEFAULT '' NOT NULL,
    born_from_origin BLOB,
    born_from_seq INTEGER,
    born_from_head BLOB,
    stamp BIGINT DEFAULT 0 NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE lease (
    serial INTEGER NOT NULL,
    origin BLOB NOT NULL,
    is_spare INTEGER DEFAULT 0 NOT NULL,
    first INTEGER DEFAULT 0 NOT NULL,
    last INTEGER DEFAULT 0 NOT NULL,
    valid_from TEXT DEFAULT '' NOT NULL,
    valid_to TEXT DEFAULT '' NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (serial)
);

CREATE TABLE log_state (
    id INTEGER NOT NULL,
    origin_no INTEGER DEFAULT 0 NOT NULL,
    hlc INTEGER DEFAULT 0 NOT NULL,
    row_counter INTEGER DEFAULT 0 NOT NULL,
    wall_ms INTEGER DEFAULT 0 NOT NULL,
    trusted_ms INTEGER,
    trusted_wall_ms INTEGER,
    last_number TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE office (
    id INTEGER NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    superior_name TEXT DEFAULT '' NOT NULL,
    unit_name TEXT DEFAULT '' NOT NULL,
    place_name TEXT DEFAULT '' NOT NULL,
    agency_code TEXT DEFAULT '' NOT NULL,
    address TEXT DEFAULT '' NOT NULL,
    phone TEXT DEFAULT '' NOT NULL,
    website TEXT DEFAULT '' NOT NULL,
    stamp BIGINT DEFAULT 0 NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE origin (
    no INTEGER NOT NULL,
    origin BLOB NOT NULL,
    is_own INTEGER DEFAULT 0 NOT NULL,
    seq INTEGER DEFAULT 0 NOT NULL,
    head BLOB NOT NULL,
    sealed_seq INTEGER DEFAULT 0 NOT NULL,
    stored_seq INTEGER DEFAULT 0 NOT NULL,
    applied_seq INTEGER DEFAULT 0 NOT NULL,
    durable_seq INTEGER DEFAULT 0 NOT NULL,
    told_seq INTEGER DEFAULT 0 NOT NULL,
    PRIMARY KEY (no),
    UNIQUE (origin)
);

CREATE TABLE peer_certificate (
    public_key BLOB NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (public_key)
);

CREATE TABLE receipt (
    number INTEGER NOT NULL,
    epoch BLOB NOT NULL,
    issued_ms INTEGER DEFAULT 0 NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (number)
);

CREATE TABLE returned (
    origin_no INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    code TEXT DEFAULT '' NOT NULL,
    detail TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (origin_no, seq)
)
 WITHOUT ROWID;

CREATE TABLE segment (
    id INTEGER NOT NULL,
    origin_no INTEGER DEFAULT 0 NOT NULL,
    first_seq INTEGER DEFAULT 0 NOT NULL,
    last_seq INTEGER DEFAULT 0 NOT NULL,
    sealed_ms INTEGER DEFAULT 0 NOT NULL,
    cseq INTEGER,
    received_ms INTEGER,
    bytes BLOB NOT NULL,
    PRIMARY KEY (id)
);

CREATE INDEX segment_by_range ON segment (origin_no, first_seq);

CREATE TABLE setting (
    name TEXT NOT NULL,
    value TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (name)
);

CREATE TABLE tombstone (
    table_no INTEGER NOT NULL,
    row_id INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    stamp INTEGER DEFAULT 0 NOT NULL,
    PRIMARY KEY (table_no, row_id, ordinal)
)
 WITHOUT ROWID;

CREATE TABLE waiting (
    origin_no INTEGER NOT NULL,
    seq INTEGER DEFAULT 0 NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    detail TEXT DEFAULT '' NOT NULL,
    since_ms INTEGER DEFAULT 0 NOT NULL,
    PRIMARY KEY (origin_no)
);

CREATE TABLE clerk_secret (
    clerk_id INTEGER NOT NULL,
    pin_hash TEXT DEFAULT '' NOT NULL,
    failures INTEGER DEFAULT 0 NOT NULL,
    locked_until_ms INTEGER DEFAULT 0 NOT NULL,
    PRIMARY KEY (clerk_id),
    FOREIGN KEY(clerk_id) REFERENCES clerk (id)
);

CREATE TABLE dossier (
    id INTEGER NOT NULL,
    code TEXT DEFAULT '' NOT NULL,
    applicant_id INTEGER NOT NULL,
    procedure_code TEXT DEFAULT '' NOT NULL,
    procedure_name TEXT DEFAULT '' NOT NULL,
    field TEXT DEFAULT '' NOT NULL,
    catalogue_version TEXT DEFAULT '' NOT NULL,
    limit_text TEXT DEFAULT '' NOT NULL,
    received_ms INTEGER DEFAULT 0 NOT NULL,
    promised_ms INTEGER,
    sets INTEGER DEFAULT 1 NOT NULL,
    channel INTEGER DEFAULT 0 NOT NULL,
    content TEXT DEFAULT '' NOT NULL,
    relation TEXT DEFAULT '' NOT NULL,
    return_place TEXT DEFAULT '' NOT NULL,
    return_address TEXT DEFAULT '' NOT NULL,
    representative_name TEXT DEFAULT '' NOT NULL,
    representative_id_number TEXT DEFAULT '' NOT NULL,
    representative_phone TEXT DEFAULT '' NOT NULL,
    representative_authority TEXT DEFAULT '' NOT NULL,
    fee_amount INTEGER DEFAULT 0 NOT NULL,
    fee_paid INTEGER DEFAULT 0 NOT NULL,
    fee_receipt TEXT DEFAULT '' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    stamp BIGINT DEFAULT 0 NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(applicant_id) REFERENCES applicant (id)
);

CREATE INDEX dossier_by_applicant ON dossier (applicant_id);

CREATE INDEX dossier_by_code ON dossier (code);

CREATE INDEX dossier_by_receipt ON dossier (received_ms, id);

CREATE TABLE attachment (
    id INTEGER NOT NULL,
    dossier_id INTEGER NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    media_type TEXT DEFAULT '' NOT NULL,
    sha256 BLOB NOT NULL,
    size INTEGER DEFAULT 0 NOT NULL,
    block_root BLOB NOT NULL,
    at_ms INTEGER DEFAULT 0 NOT NULL,
    clerk_id INTEGER,
    stamp BIGINT DEFAULT 0 NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(dossier_id) REFERENCES dossier (id),
    FOREIGN KEY(clerk_id) REFERENCES clerk (id)
);

CREATE INDEX attachment_by_dossier ON attachment (dossier_id);

CREATE TABLE dossier_component (
    dossier_id INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    title TEXT DEFAULT '' NOT NULL,
    is_mandatory INTEGER DEFAULT 0 NOT NULL,
    is_present INTEGER DEFAULT 0 NOT NULL,
    originals INTEGER DEFAULT 0 NOT NULL,
    copies INTEGER DEFAULT 0 NOT NULL,
    stamp BIGINT DEFAULT 0 NOT NULL,
    PRIMARY KEY (dossier_id, ordinal),
    FOREIGN KEY(dossier_id) REFERENCES dossier (id)
)
 WITHOUT ROWID;

CREATE TABLE dossier_event (
    id INTEGER NOT NULL,
    dossier_id INTEGER NOT NULL,
    parent_id INTEGER,
    kind INTEGER DEFAULT 0 NOT NULL,
    at_ms INTEGER DEFAULT 0 NOT NULL,
    clerk_id INTEGER,
    role INTEGER DEFAULT 0 NOT NULL,
    holder_id INTEGER,
    unit TEXT DEFAULT '' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    due_ms INTEGER,
    person_name TEXT DEFAULT '' NOT NULL,
    person_id_number TEXT DEFAULT '' NOT NULL,
    signer TEXT DEFAULT '' NOT NULL,
    document_number TEXT DEFAULT '' NOT NULL,
    stamp BIGINT DEFAULT 0 NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(dossier_id) REFERENCES dossier (id),
    FOREIGN KEY(parent_id) REFERENCES dossier_event (id),
    FOREIGN KEY(clerk_id) REFERENCES clerk (id),
    FOREIGN KEY(holder_id) REFERENCES clerk (id)
);

CREATE INDEX dossier_event_by_dossier ON dossier_event (dossier_id);

CREATE TABLE dossier_state (
    dossier_id INTEGER NOT NULL,
    state INTEGER DEFAULT 0 NOT NULL,
    is_open INTEGER DEFAULT 0 NOT NULL,
    lane INTEGER DEFAULT 0 NOT NULL,
    due_ms INTEGER DEFAULT 0 NOT NULL,
    holder_id INTEGER,
    unit TEXT DEFAULT '' NOT NULL,
    finished_ms INTEGER,
    returned_ms INTEGER,
    last_event_id INTEGER,
    is_contested INTEGER DEFAULT 0 NOT NULL,
    own_stamp INTEGER DEFAULT 0 NOT NULL,
    PRIMARY KEY (dossier_id),
    FOREIGN KEY(dossier_id) REFERENCES dossier (id)
);

CREATE INDEX dossier_state_finished ON dossier_state (finished_ms) WHERE finished_ms IS NOT NULL;

CREATE INDEX dossier_state_open ON dossier_state (lane, due_ms, dossier_id) WHERE is_open = 1;

CREATE INDEX dossier_state_own ON dossier_state (own_stamp);

CREATE INDEX dossier_state_returned ON dossier_state (returned_ms) WHERE returned_ms IS NOT NULL;

CREATE TABLE print_act (
    id INTEGER NOT NULL,
    dossier_id INTEGER NOT NULL,
    form TEXT DEFAULT '' NOT NULL,
    template_pack TEXT DEFAULT '' NOT NULL,
    template_version INTEGER DEFAULT 0 NOT NULL,
    copy INTEGER DEFAULT 0 NOT NULL,
    content_hash BLOB NOT NULL,
    at_ms INTEGER DEFAULT 0 NOT NULL,
    clerk_id INTEGER,
    stamp BIGINT DEFAULT 0 NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(dossier_id) REFERENCES dossier (id),
    FOREIGN KEY(clerk_id) REFERENCES clerk (id)
);

CREATE INDEX print_act_by_dossier ON print_act (dossier_id);

CREATE VIRTUAL TABLE dossier_search USING fts5(folded, exact, content='', contentless_delete=1, prefix='2 3', detail=column, tokenize='unicode61 remove_diacritics 0');

CREATE VIRTUAL TABLE applicant_search USING fts5(folded, content='', contentless_delete=1, prefix='2 3', detail=column, tokenize='unicode61 remove_diacritics 0');

INSERT INTO capture_switch(id, is_on) VALUES (1, 1);
