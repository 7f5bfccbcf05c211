-- What many calls cost together need not fit into 64 bits, though what each of them costs does: a sum that did not would
-- keep all tenants' calls out of the roll-ups.
ALTER TABLE "ledger"."usage_day" ALTER COLUMN "cost_nanos" TYPE NUMERIC;
ALTER TABLE "ledger"."usage_caller_day" ALTER COLUMN "cost_nanos" TYPE NUMERIC;
ALTER TABLE "ledger"."usage_caller_hour" ALTER COLUMN "cost_nanos" TYPE NUMERIC;
ALTER TABLE "ledger"."usage_marked_hour" ALTER COLUMN "cost_nanos" TYPE NUMERIC;
