-- The reply types of each network and kind of message (5.3.6, 5.3.7).

INSERT INTO reply_types (network, kind, id, label, visibility, position) VALUES
    ('twitter', 'mention', 'normal', 'Normal Reply', 'public', 1),
    ('twitter', 'mention', 'record', 'Record Only', 'none', 2),
    ('twitter', 'reply', 'normal', 'Normal Reply', 'public', 1),
    ('twitter', 'reply', 'record', 'Record Only', 'none', 2),
    ('twitter', 'quote', 'normal', 'Normal Reply', 'public', 1),
    ('twitter', 'quote', 'record', 'Record Only', 'none', 2),
    ('twitter', 'dm', 'normal', 'Normal Reply', 'private', 1),
    ('twitter', 'dm', 'record', 'Record Only', 'none', 2),
    ('facebook', 'comment', 'normal', 'Normal Reply', 'public', 1),
    ('facebook', 'comment', 'private', 'Private Reply', 'private', 2),
    ('facebook', 'comment', 'record', 'Record Only', 'none', 3),
    ('facebook', 'post', 'normal', 'Normal Reply', 'public', 1),
    ('facebook', 'post', 'private', 'Private Reply', 'private', 2),
    ('facebook', 'post', 'record', 'Record Only', 'none', 3),
    ('facebook', 'messenger', 'normal', 'Normal Reply', 'private', 1),
    ('facebook', 'messenger', 'record', 'Record Only', 'none', 2);
