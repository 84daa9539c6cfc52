ALTER TABLE dossier_event ADD COLUMN step_due_ms INTEGER;
ALTER TABLE dossier_event ADD COLUMN legal_basis TEXT DEFAULT '' NOT NULL;
ALTER TABLE dossier_event ADD COLUMN approver_id INTEGER REFERENCES clerk (id);
ALTER TABLE dossier_event ADD COLUMN paper TEXT DEFAULT '' NOT NULL;
ALTER TABLE dossier_event ADD COLUMN outside_code TEXT DEFAULT '' NOT NULL;
ALTER TABLE attachment ADD COLUMN purpose INTEGER DEFAULT 0 NOT NULL;
ALTER TABLE attachment ADD COLUMN component INTEGER;

CREATE TABLE payment (
    id INTEGER NOT NULL,
    dossier_id INTEGER,
    applicant_id INTEGER,
    payer_name TEXT DEFAULT '' NOT NULL,
    owed INTEGER DEFAULT 0 NOT NULL,
    amount INTEGER DEFAULT 0 NOT NULL,
    legal_basis TEXT DEFAULT '' NOT NULL,
    exemption TEXT DEFAULT '' NOT NULL,
    receipt_number TEXT DEFAULT '' NOT NULL,
    method INTEGER DEFAULT 0 NOT NULL,
    at_ms INTEGER DEFAULT 0 NOT NULL,
    clerk_id INTEGER,
    void_reason TEXT DEFAULT '' NOT NULL,
    voided_ms INTEGER DEFAULT 0 NOT NULL,
    stamp BIGINT DEFAULT 0 NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(dossier_id) REFERENCES dossier (id),
    FOREIGN KEY(applicant_id) REFERENCES applicant (id),
    FOREIGN KEY(clerk_id) REFERENCES clerk (id)
);

CREATE INDEX payment_by_dossier ON payment (dossier_id);

CREATE INDEX payment_by_time ON payment (at_ms);

CREATE TABLE certification (
    id INTEGER NOT NULL,
    entry_id INTEGER NOT NULL,
    payment_id INTEGER,
    dossier_id INTEGER,
    applicant_id INTEGER,
    applicant_name TEXT DEFAULT '' NOT NULL,
    paper TEXT DEFAULT '' NOT NULL,
    kind INTEGER DEFAULT 0 NOT NULL,
    pages INTEGER DEFAULT 0 NOT NULL,
    copies INTEGER DEFAULT 0 NOT NULL,
    fee INTEGER DEFAULT 0 NOT NULL,
    signer TEXT DEFAULT '' NOT NULL,
    signer_title TEXT DEFAULT '' NOT NULL,
    at_ms INTEGER DEFAULT 0 NOT NULL,
    clerk_id INTEGER,
    stamp BIGINT DEFAULT 0 NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(entry_id) REFERENCES book_entry (id),
    FOREIGN KEY(payment_id) REFERENCES payment (id),
    FOREIGN KEY(dossier_id) REFERENCES dossier (id),
    FOREIGN KEY(applicant_id) REFERENCES applicant (id),
    FOREIGN KEY(clerk_id) REFERENCES clerk (id)
);

CREATE INDEX certification_by_entry ON certification (entry_id);

CREATE INDEX certification_by_time ON certification (at_ms);

CREATE TABLE cash_close (
    id INTEGER NOT NULL,
    day TEXT DEFAULT '' NOT NULL,
    expected INTEGER DEFAULT 0 NOT NULL,
    counted INTEGER DEFAULT 0 NOT NULL,
    receipts INTEGER DEFAULT 0 NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    at_ms INTEGER DEFAULT 0 NOT NULL,
    clerk_id INTEGER,
    stamp BIGINT DEFAULT 0 NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(clerk_id) REFERENCES clerk (id)
);

CREATE INDEX cash_close_by_day ON cash_close (day);

CREATE TABLE day_close (
    id INTEGER NOT NULL,
    day TEXT DEFAULT '' NOT NULL,
    printed INTEGER DEFAULT 0 NOT NULL,
    recorded INTEGER DEFAULT 0 NOT NULL,
    acknowledged INTEGER DEFAULT 0 NOT NULL,
    missing TEXT DEFAULT '' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    audit_head BLOB,
    at_ms INTEGER DEFAULT 0 NOT NULL,
    clerk_id INTEGER,
    signer_id INTEGER,
    signed_ms INTEGER DEFAULT 0 NOT NULL,
    signed_note TEXT DEFAULT '' NOT NULL,
    stamp BIGINT DEFAULT 0 NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(clerk_id) REFERENCES clerk (id),
    FOREIGN KEY(signer_id) REFERENCES clerk (id)
);

CREATE INDEX day_close_by_day ON day_close (day);

CREATE TABLE applicant_join (
    id INTEGER NOT NULL,
    kept_id INTEGER NOT NULL,
    joined_id INTEGER NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    at_ms INTEGER DEFAULT 0 NOT NULL,
    clerk_id INTEGER,
    parted_reason TEXT DEFAULT '' NOT NULL,
    parted_ms INTEGER DEFAULT 0 NOT NULL,
    stamp BIGINT DEFAULT 0 NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(kept_id) REFERENCES applicant (id),
    FOREIGN KEY(joined_id) REFERENCES applicant (id),
    FOREIGN KEY(clerk_id) REFERENCES clerk (id)
);

CREATE INDEX applicant_join_by_joined ON applicant_join (joined_id);

CREATE INDEX applicant_join_by_kept ON applicant_join (kept_id);

CREATE TABLE delegation (
    id INTEGER NOT NULL,
    from_id INTEGER NOT NULL,
    to_id INTEGER NOT NULL,
    role INTEGER DEFAULT 0 NOT NULL,
    form TEXT DEFAULT '' NOT NULL,
    document_number TEXT DEFAULT '' NOT NULL,
    first_day TEXT DEFAULT '' NOT NULL,
    last_day TEXT DEFAULT '' NOT NULL,
    at_ms INTEGER DEFAULT 0 NOT NULL,
    clerk_id INTEGER,
    ended_ms INTEGER DEFAULT 0 NOT NULL,
    stamp BIGINT DEFAULT 0 NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(from_id) REFERENCES clerk (id),
    FOREIGN KEY(to_id) REFERENCES clerk (id),
    FOREIGN KEY(clerk_id) REFERENCES clerk (id)
);

CREATE TABLE form_text (
    id INTEGER NOT NULL,
    template_pack TEXT DEFAULT '' NOT NULL,
    form TEXT DEFAULT '' NOT NULL,
    html TEXT DEFAULT '' NOT NULL,
    version INTEGER DEFAULT 0 NOT NULL,
    at_ms INTEGER DEFAULT 0 NOT NULL,
    clerk_id INTEGER,
    stamp BIGINT DEFAULT 0 NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(clerk_id) REFERENCES clerk (id)
);
