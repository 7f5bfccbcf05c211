-- What the gateway's own keys are derived from, sealed with the master key, once that is no longer the first one: keys
-- stay the same while the master key changes. Null: they are derived from the master key itself.
ALTER TABLE "control_version" ADD COLUMN "root" TEXT;
