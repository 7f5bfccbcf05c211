-- The call that this one was a step of.
ALTER TABLE "ledger"."call" ADD COLUMN "parent" UUID;
