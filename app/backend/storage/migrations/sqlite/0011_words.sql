-- What messages are found by. message_keys numbers the messages in the order in which they came, because VACUUM may give rows other
-- numbers than an index knows them by.
CREATE TABLE message_keys (
    n  INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE
);
CREATE VIRTUAL TABLE message_words USING fts5(text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2');

CREATE TRIGGER message_came AFTER INSERT ON messages BEGIN
    INSERT INTO message_keys (id) VALUES (new.id);
    INSERT INTO message_words (rowid, text) SELECT n, new.text FROM message_keys WHERE id = new.id;
END;
CREATE TRIGGER message_edited AFTER UPDATE OF text ON messages WHEN old.text <> new.text BEGIN
    DELETE FROM message_words WHERE rowid = (SELECT n FROM message_keys WHERE id = new.id);
    INSERT INTO message_words (rowid, text) SELECT n, new.text FROM message_keys WHERE id = new.id;
END;
CREATE TRIGGER message_gone AFTER DELETE ON messages BEGIN
    DELETE FROM message_words WHERE rowid = (SELECT n FROM message_keys WHERE id = old.id);
    DELETE FROM message_keys WHERE id = old.id;
END;

INSERT INTO message_keys (id) SELECT id FROM messages ORDER BY id;
INSERT INTO message_words (rowid, text) SELECT k.n, m.text FROM message_keys k JOIN messages m ON m.id = k.id;
