-- As before, also for tables of which every column is worth an event.
CREATE OR REPLACE FUNCTION "audit"."note_change"() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    -- Null where the trigger has no arguments.
    ignored TEXT[] := coalesce(TG_ARGV, '{}');
    before JSONB := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) - ignored END;
    after JSONB := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) - ignored END;
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

-- Tables that have come in between, in whatever order.
SELECT "audit"."watch"(c.oid, 'last_used_at', 'last_used_address')
FROM pg_class c
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
    AND (c.relname = 'tenant' OR EXISTS (SELECT FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attname = 'tenant' AND NOT a.attisdropped));

-- For how long events are kept is worth an event itself, and so is who was forgotten, though not what was known of them.
SELECT "audit"."watch"('"audit"."retention"');
CREATE TRIGGER "audit" AFTER UPDATE ON "audit"."subject"
    FOR EACH ROW EXECUTE FUNCTION "audit"."note_change"('lookup', 'key');

-- Tenants that have events which they do not want to keep any more.
CREATE FUNCTION "audit"."tenants_with_expired"("present" TIMESTAMPTZ) RETURNS SETOF TEXT
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    system TEXT := coalesce(current_setting('weir.system', true), '');
BEGIN
    PERFORM set_config('weir.system', 'on', true);
    RETURN QUERY SELECT r.tenant FROM audit.retention r
        WHERE EXISTS (SELECT FROM audit.event e
            WHERE e.tenant = r.tenant AND e.at < "present" - make_interval(days => r.days));
    PERFORM set_config('weir.system', system, true);
END
$$;
REVOKE EXECUTE ON FUNCTION "audit"."tenants_with_expired"(TIMESTAMPTZ) FROM PUBLIC;

-- Drops the oldest events of the current tenant that a checkpoint covers, if they are all older than the tenant keeps
-- them; how many those were. The checkpoint stays.
DROP FUNCTION "audit"."drop_expired"(TIMESTAMPTZ);
CREATE FUNCTION "audit"."drop_expired"("present" TIMESTAMPTZ) RETURNS BIGINT
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
            AND e.at >= LEAST("present", now()) - make_interval(days => kept)) THEN
        DELETE FROM audit.event e WHERE e.tenant = own AND e.sequence <= covered;
        GET DIAGNOSTICS dropped = ROW_COUNT;
    END IF;
    PERFORM set_config('weir.system', system, true);
    RETURN dropped;
END
$$;
REVOKE EXECUTE ON FUNCTION "audit"."drop_expired"(TIMESTAMPTZ) FROM PUBLIC;
