-- What messages are found by. The words as they are: beginnings find "tagihannya" by "tagihan".
CREATE INDEX messages_words ON messages USING GIN (to_tsvector('simple', text));
