-- Numbers that rise: of cases (the first is 40001) and of parts. Sequences, so that nobody waits for them.

CREATE SEQUENCE case_numbers START 40001;
CREATE SEQUENCE part_positions START 1;
