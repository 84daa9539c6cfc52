CREATE TABLE log_base (
    origin_no INTEGER NOT NULL,
    seq INTEGER DEFAULT 0 NOT NULL,
    head BLOB NOT NULL,
    device_key BLOB NOT NULL,
    PRIMARY KEY (origin_no)
);

CREATE TABLE written (
    stamp INTEGER NOT NULL,
    hlc INTEGER DEFAULT 0 NOT NULL,
    clerk_id INTEGER,
    PRIMARY KEY (stamp)
);

CREATE TABLE checkpoint (
    id INTEGER NOT NULL,
    statement BLOB NOT NULL,
    cseq INTEGER DEFAULT 0 NOT NULL,
    loaded INTEGER DEFAULT 0 NOT NULL,
    total INTEGER DEFAULT 0 NOT NULL,
    PRIMARY KEY (id)
);
