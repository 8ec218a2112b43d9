-- Wrong passwords in a row, by user name and by address, each as a hash: somebody may have typed his password as his name. They are
-- here so that all backends count together and a restart forgets nothing.
CREATE TABLE tries (
    key      TEXT PRIMARY KEY,
    failed   INTEGER NOT NULL,
    last_at  BIGINT NOT NULL,
    until_at BIGINT NOT NULL
);
CREATE INDEX tries_last ON tries (last_at);
