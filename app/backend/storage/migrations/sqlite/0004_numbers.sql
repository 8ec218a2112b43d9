-- Numbers that rise: of cases (the first is 40001) and of parts. There is one writer, so a row will do.

CREATE TABLE numbers (
    name TEXT PRIMARY KEY,
    last BIGINT NOT NULL
) WITHOUT ROWID;
INSERT INTO numbers (name, last) VALUES ('case_numbers', 40000), ('part_positions', 0);
