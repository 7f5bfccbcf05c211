-- What the caller had asked for, where a quota has sent the call to a cheaper model.
ALTER TABLE "ledger"."call" ADD COLUMN "rerouted_from" TEXT;
