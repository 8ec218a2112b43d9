-- How often a part was looked for and was not there since it was sent: what is known outlives the one who found it out.
ALTER TABLE parts ADD COLUMN looks INTEGER NOT NULL DEFAULT 0;
