-- A keyed digest of what was asked, where an earlier answer would have done as well; null of calls before, of those that ask
-- for variety, and of very long ones. Nobody can tell the text from it without the gateway's secret.
ALTER TABLE "ledger"."call" ADD COLUMN "question" TEXT COLLATE "C";
