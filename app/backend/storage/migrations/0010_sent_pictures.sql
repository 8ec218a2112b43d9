-- The pictures that go with a part, as ids of media separated by spaces.
ALTER TABLE parts ADD COLUMN pictures TEXT NOT NULL DEFAULT '';
