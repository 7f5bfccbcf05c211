-- The price that the call was charged at: where it came from, which version of the price book it is, the first tier in
-- nano-dollars for a million tokens, and what the caller's tier has added. Null: nothing was charged, or it had no price.
ALTER TABLE "ledger"."call" ADD COLUMN "price" JSON;
