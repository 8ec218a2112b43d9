-- What an index of words keeps from agents: how often each word comes is not used by any plan (statements are planned without their
-- values), but to count it took seconds each minute; and what messages leave for later was put into the index by one of them, for all.

ALTER INDEX messages_words ALTER COLUMN 1 SET STATISTICS 0;
ALTER INDEX messages_words SET (gin_pending_list_limit = 256);
