-- Every call is part of its tenant's audit trail: soon after it has ended, an event of the chain holds the root of a Merkle
-- tree over the calls of some seconds, so that none of them can be changed or removed without notice.

-- Calls that no event holds yet: those of one statement and one tenant each, written with them.
CREATE TABLE "audit"."unsealed" (
    "position" BIGINT GENERATED ALWAYS AS IDENTITY,
    "tenant" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "calls" UUID[] NOT NULL,
    "starts" TIMESTAMPTZ(3)[] NOT NULL,

    CONSTRAINT "unsealed_pkey" PRIMARY KEY ("tenant", "position")
);

-- The leaves of the tree of an event. "personal" has the salted hash of who called and from where, as that can be
-- erased; empty where nobody is named.
CREATE TABLE "audit"."seal" (
    "tenant" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "span" TSTZRANGE NOT NULL,
    "calls" UUID[] NOT NULL,
    "starts" TIMESTAMPTZ(3)[] NOT NULL,
    "personal" BYTEA[] NOT NULL,
    "leaves" BYTEA[] NOT NULL,

    CONSTRAINT "seal_pkey" PRIMARY KEY ("tenant", "sequence"),
    CONSTRAINT "seal_event_fkey" FOREIGN KEY ("tenant", "sequence") REFERENCES "audit"."event"("tenant", "sequence") ON DELETE CASCADE
);

CREATE INDEX "seal_span_idx" ON "audit"."seal" USING GIST ("span");

DO $$
DECLARE
    owned REGCLASS;
BEGIN
    FOREACH owned IN ARRAY ARRAY['"audit"."unsealed"', '"audit"."seal"']::REGCLASS[] LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', owned);
        EXECUTE format('CREATE POLICY "own_tenant" ON %s USING ("tenant" = current_setting(''weir.tenant'', true))', owned);
        EXECUTE format('CREATE POLICY "system" ON %s TO CURRENT_USER USING (current_setting(''weir.system'', true) = ''on'')', owned);
    END LOOP;
END
$$;

-- Lets new calls wait for their event, once a statement, whoever writes it.
CREATE FUNCTION "ledger"."await_seal"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit.unsealed (tenant, calls, starts)
        SELECT tenant, array_agg(id ORDER BY started_at, id), array_agg(started_at ORDER BY started_at, id)
        FROM fresh GROUP BY tenant;
    RETURN NULL;
END
$$;
CREATE TRIGGER "await_seal" AFTER INSERT ON "ledger"."call" REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION "ledger"."await_seal"();

-- Those that were there before.
SELECT set_config('weir.system', 'on', true);
INSERT INTO "audit"."unsealed" ("tenant", "calls", "starts")
    SELECT tenant, array_agg(id ORDER BY started_at, id), array_agg(started_at ORDER BY started_at, id)
    FROM (SELECT tenant, id, started_at, (row_number() OVER (PARTITION BY tenant ORDER BY started_at, id) - 1) / 500 AS batch
        FROM "ledger"."call") AS numbered
    GROUP BY tenant, batch ORDER BY tenant, batch;
SELECT set_config('weir.system', '', true);

-- What of a call is hashed in the open: the same text for the same row, and also when columns have been added since that
-- are null in it. Who called and from where is hashed apart where somebody is named.
CREATE FUNCTION "ledger"."call_text"("call" "ledger"."call") RETURNS TEXT
LANGUAGE sql STABLE SET timezone = 'UTC' SET extra_float_digits = 1 SET datestyle = 'ISO' AS $$
    SELECT jsonb_strip_nulls(CASE WHEN "call"."user" IS NULL THEN to_jsonb("call")
        ELSE to_jsonb("call") - ARRAY['user', 'client_address', 'session_id'] END)::text
$$;
REVOKE EXECUTE ON FUNCTION "ledger"."call_text"("ledger"."call") FROM PUBLIC;

-- Tenants with calls that have waited for longer than "patience", or many of them.
CREATE FUNCTION "audit"."tenants_with_unsealed"("patience" INTERVAL) RETURNS SETOF TEXT
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    system TEXT := coalesce(current_setting('weir.system', true), '');
BEGIN
    PERFORM set_config('weir.system', 'on', true);
    RETURN QUERY SELECT DISTINCT u.tenant FROM audit.unsealed u WHERE u.at < now() - "patience";
    PERFORM set_config('weir.system', system, true);
END
$$;
REVOKE EXECUTE ON FUNCTION "audit"."tenants_with_unsealed"(INTERVAL) FROM PUBLIC;
