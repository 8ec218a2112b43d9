-- Cases are found by their number, as agents say it to each other.

-- +goose Up
create index cases_number on cases (json_extract(doc, '$.number'));
