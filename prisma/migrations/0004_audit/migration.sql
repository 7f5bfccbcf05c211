-- The audit trail. Whatever is worth an event waits in "pending", written by the very transaction that it is about, and
-- is then made an event of its tenant's chain: numbered without gaps, each with the hash of the one before, personal
-- data sealed with a key of the person. The schema is written with plain SQL, so Prisma neither reads nor changes it.
CREATE SCHEMA "audit";

-- What is not in the chain yet. "source" says what "content" is: CHANGE, a row that was changed and on whose behalf;
-- CALL, the id of a call that a policy has decided; NOTE, an event that somebody else has put together.
CREATE TABLE "audit"."pending" (
    "position" BIGINT GENERATED ALWAYS AS IDENTITY,
    "tenant" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "source" TEXT NOT NULL,
    "transaction" TEXT NOT NULL DEFAULT pg_current_xact_id()::text,
    "content" JSONB NOT NULL,

    CONSTRAINT "pending_pkey" PRIMARY KEY ("tenant", "position")
);

-- Where the chain of a tenant ends, and up to where checkpoints cover it.
CREATE TABLE "audit"."head" (
    "tenant" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,
    "covered" BIGINT NOT NULL,
    "checkpoint" BIGINT NOT NULL,
    -- When the first event was appended that no checkpoint covers.
    "uncovered_since" TIMESTAMPTZ(3),
    -- Up to when the ledger's rows are summed up in events.
    "ledger_until" TIMESTAMPTZ(3),

    CONSTRAINT "head_pkey" PRIMARY KEY ("tenant")
);

-- "record" is the text that was hashed; the other columns repeat of it what is searched for. "actor" and "about" are
-- subjects (see below), "address_mark" is a keyed hash.
CREATE TABLE "audit"."event" (
    "tenant" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "code" TEXT,
    "model" TEXT,
    "call" UUID,
    "credential" TEXT,
    "team" TEXT,
    "application" TEXT,
    "actor" UUID,
    "about" UUID[] NOT NULL,
    "address_mark" BYTEA,
    "record" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "event_pkey" PRIMARY KEY ("tenant", "sequence")
);

CREATE UNIQUE INDEX "event_tenant_id_key" ON "audit"."event"("tenant", "id");
CREATE INDEX "event_tenant_at_idx" ON "audit"."event"("tenant", "at");
CREATE INDEX "event_tenant_kind_sequence_idx" ON "audit"."event"("tenant", "kind", "sequence");
CREATE INDEX "event_tenant_operation_sequence_idx" ON "audit"."event"("tenant", "operation", "sequence");
CREATE INDEX "event_tenant_actor_sequence_idx" ON "audit"."event"("tenant", "actor", "sequence") WHERE "actor" IS NOT NULL;
CREATE INDEX "event_tenant_address_mark_sequence_idx" ON "audit"."event"("tenant", "address_mark", "sequence") WHERE "address_mark" IS NOT NULL;
CREATE INDEX "event_tenant_model_sequence_idx" ON "audit"."event"("tenant", "model", "sequence") WHERE "model" IS NOT NULL;
CREATE INDEX "event_tenant_call_idx" ON "audit"."event"("tenant", "call") WHERE "call" IS NOT NULL;
CREATE INDEX "event_about_idx" ON "audit"."event" USING GIN ("about");

-- A signed statement on the events from "first" to "last". It stays when they are dropped, and what follows is
-- verified from it.
CREATE TABLE "audit"."checkpoint" (
    "tenant" TEXT NOT NULL,
    "number" BIGINT NOT NULL,
    "first" BIGINT NOT NULL,
    "last" BIGINT NOT NULL,
    "record" TEXT NOT NULL,
    "signature" BYTEA NOT NULL,
    "public_key" BYTEA NOT NULL,

    CONSTRAINT "checkpoint_pkey" PRIMARY KEY ("tenant", "number")
);

CREATE UNIQUE INDEX "checkpoint_tenant_last_key" ON "audit"."checkpoint"("tenant", "last");

-- Whom personal data in events is about. "lookup" is a keyed hash of who it is; "key" seals what is said of it, and is
-- itself sealed. Without both, nobody finds or reads anything any more: that is how somebody is forgotten.
CREATE TABLE "audit"."subject" (
    "tenant" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "lookup" BYTEA,
    "key" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "erased_at" TIMESTAMPTZ(3),

    CONSTRAINT "subject_pkey" PRIMARY KEY ("tenant", "id")
);

CREATE UNIQUE INDEX "subject_tenant_lookup_key" ON "audit"."subject"("tenant", "lookup");

-- For how many days a tenant keeps its events; without a row, for ever.
CREATE TABLE "audit"."retention" (
    "tenant" TEXT NOT NULL,
    "days" INTEGER,

    CONSTRAINT "retention_pkey" PRIMARY KEY ("tenant"),
    CONSTRAINT "retention_days" CHECK ("days" >= 1)
);

DO $$
DECLARE
    owned REGCLASS;
BEGIN
    FOREACH owned IN ARRAY ARRAY['"audit"."pending"', '"audit"."head"', '"audit"."event"', '"audit"."checkpoint"',
        '"audit"."subject"', '"audit"."retention"']::REGCLASS[] LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', owned);
        EXECUTE format('CREATE POLICY "own_tenant" ON %s USING ("tenant" = current_setting(''weir.tenant'', true))', owned);
        EXECUTE format('CREATE POLICY "system" ON %s TO CURRENT_USER USING (current_setting(''weir.system'', true) = ''on'')', owned);
    END LOOP;
END
$$;

-- Notes what a statement has changed, on behalf of whom `weir.act` names: for the tenant whose row it is, and for the
-- tenant of who did it, if that is another one. The arguments of the trigger are columns that are not worth an event.
CREATE FUNCTION "audit"."note_change"() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    before JSONB := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) - TG_ARGV END;
    after JSONB := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) - TG_ARGV END;
    changed JSONB := coalesce(after, before);
    owner TEXT := coalesce(changed ->> 'tenant', changed ->> 'name');
    act JSONB := nullif(current_setting('weir.act', true), '')::jsonb;
    system TEXT := coalesce(current_setting('weir.system', true), '');
BEGIN
    IF before = after THEN
        RETURN NULL;
    END IF;
    PERFORM set_config('weir.system', 'on', true);
    INSERT INTO audit.pending (tenant, at, source, content)
        SELECT concerned, clock_timestamp(), 'CHANGE', jsonb_build_object(
            'act', act, 'relation', TG_TABLE_NAME, 'before', before, 'after', after)
        FROM (SELECT DISTINCT unnest(ARRAY[owner, coalesce(act ->> 'tenant', owner)]) AS concerned) AS tenants;
    PERFORM set_config('weir.system', system, true);
    RETURN NULL;
END
$$;

-- Sees to it that every change of a table's rows becomes an event. To be said of each table with a tenant's things.
CREATE FUNCTION "audit"."watch"("relation" REGCLASS, VARIADIC "ignoring" TEXT[] DEFAULT '{}') RETURNS VOID
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER "audit" AFTER INSERT OR UPDATE OR DELETE ON %s
        FOR EACH ROW EXECUTE FUNCTION audit.note_change(%s)', relation,
        (SELECT coalesce(string_agg(quote_literal(name), ', '), '') FROM unnest("ignoring") AS name));
END
$$;
REVOKE EXECUTE ON FUNCTION "audit"."watch"(REGCLASS, TEXT[]) FROM PUBLIC;

SELECT "audit"."watch"(c.oid, 'last_used_at', 'last_used_address')
FROM pg_class c
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
    AND (c.relname = 'tenant' OR EXISTS (SELECT FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attname = 'tenant' AND NOT a.attisdropped));

-- Tenants of which something waits, or of which events have waited for a checkpoint for longer than "patience".
CREATE FUNCTION "audit"."tenants_with_work"("patience" INTERVAL) RETURNS SETOF TEXT
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    system TEXT := coalesce(current_setting('weir.system', true), '');
BEGIN
    PERFORM set_config('weir.system', 'on', true);
    RETURN QUERY SELECT DISTINCT p.tenant FROM audit.pending p
        UNION SELECT h.tenant FROM audit.head h WHERE h.uncovered_since < now() - "patience";
    PERFORM set_config('weir.system', system, true);
END
$$;
REVOKE EXECUTE ON FUNCTION "audit"."tenants_with_work"(INTERVAL) FROM PUBLIC;

-- Whose keys begin like this: somebody has tried to sign in with what looks like one of them.
CREATE FUNCTION "audit"."keys_beginning"("prefixes" TEXT[]) RETURNS TABLE ("prefix" TEXT, "tenant" TEXT, "id" TEXT)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    system TEXT := coalesce(current_setting('weir.system', true), '');
BEGIN
    PERFORM set_config('weir.system', 'on', true);
    RETURN QUERY SELECT k.prefix, k.tenant, k.id FROM public.api_key k WHERE k.prefix = ANY ("prefixes");
    PERFORM set_config('weir.system', system, true);
END
$$;
REVOKE EXECUTE ON FUNCTION "audit"."keys_beginning"(TEXT[]) FROM PUBLIC;

-- Forgets who a subject of the current tenant is: what was sealed for it cannot be read again, by anyone.
CREATE FUNCTION "audit"."forget"("subject" UUID) RETURNS VOID
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    own TEXT := current_setting('weir.tenant');
    system TEXT := coalesce(current_setting('weir.system', true), '');
BEGIN
    PERFORM set_config('weir.system', 'on', true);
    UPDATE audit.subject s SET lookup = NULL, key = NULL, erased_at = coalesce(s.erased_at, now())
        WHERE s.tenant = own AND s.id = "subject";
    UPDATE audit.event e SET address_mark = NULL WHERE e.tenant = own AND e.actor = "subject";
    PERFORM set_config('weir.system', system, true);
END
$$;
REVOKE EXECUTE ON FUNCTION "audit"."forget"(UUID) FROM PUBLIC;

-- Drops the oldest events of the current tenant that a checkpoint covers, if they are all older than the tenant keeps
-- them; how many those were. The checkpoint stays.
CREATE FUNCTION "audit"."drop_expired"("at" TIMESTAMPTZ) RETURNS BIGINT
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    own TEXT := current_setting('weir.tenant');
    system TEXT := coalesce(current_setting('weir.system', true), '');
    kept INTEGER;
    oldest BIGINT;
    covered BIGINT;
    dropped BIGINT := 0;
BEGIN
    PERFORM set_config('weir.system', 'on', true);
    SELECT r.days INTO kept FROM audit.retention r WHERE r.tenant = own;
    SELECT min(e.sequence) INTO oldest FROM audit.event e WHERE e.tenant = own;
    SELECT min(c.last) INTO covered FROM audit.checkpoint c WHERE c.tenant = own AND c.last >= oldest;
    IF kept IS NOT NULL AND covered IS NOT NULL AND NOT EXISTS (SELECT FROM audit.event e
        WHERE e.tenant = own AND e.sequence <= covered
            AND e.at >= LEAST("at", now()) - make_interval(days => kept)) THEN
        DELETE FROM audit.event e WHERE e.tenant = own AND e.sequence <= covered;
        GET DIAGNOSTICS dropped = ROW_COUNT;
    END IF;
    PERFORM set_config('weir.system', system, true);
    RETURN dropped;
END
$$;
REVOKE EXECUTE ON FUNCTION "audit"."drop_expired"(TIMESTAMPTZ) FROM PUBLIC;

-- Why a policy has refused a call, in the words that the caller was told.
ALTER TABLE "ledger"."call" ADD COLUMN "reason" TEXT;
CREATE INDEX "call_tenant_user_started_at_idx" ON "ledger"."call"("tenant", "user", "started_at") WHERE "user" IS NOT NULL;

-- Calls the one who is forgotten by another name in all that is kept of its use, and takes away where it called from.
CREATE FUNCTION "ledger"."rename_user"("old" TEXT, "new" TEXT) RETURNS BIGINT
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    own TEXT := current_setting('weir.tenant');
    system TEXT := coalesce(current_setting('weir.system', true), '');
    renamed BIGINT;
BEGIN
    PERFORM set_config('weir.system', 'on', true);
    UPDATE ledger.call c SET "user" = "new", client_address = NULL, session_id = NULL
        WHERE c.tenant = own AND c."user" = "old";
    GET DIAGNOSTICS renamed = ROW_COUNT;
    -- The key as the ledger makes it (src/stores/postgres/ledger-row.ts).
    UPDATE ledger.usage_hour u SET "user" = "new", key = sha256(convert_to(json_build_array(u.tenant, u.operation,
            u.model, u.provider, u.deployment, u.team, u.application, "new", u.api_key, u.outcome)::text, 'UTF8'))
        WHERE u.tenant = own AND u."user" = "old";
    PERFORM set_config('weir.system', system, true);
    RETURN renamed;
END
$$;
REVOKE EXECUTE ON FUNCTION "ledger"."rename_user"(TEXT, TEXT) FROM PUBLIC;
