-- Roll-ups are no longer part of writing a call. They took more than half of the time of a statement of some rows, and cost
-- a tenth of that where the calls of a second are added at once. Calls wait in a queue, in the same transaction that writes
-- them; whoever reads a roll-up adds what waits before.

-- As it is called among the others. A gateway of the version before, which would count calls a second time, finds it no more
-- and keeps its calls in its journal until it is replaced.
ALTER TABLE "ledger"."usage_hour" RENAME TO "usage_caller_hour";
ALTER TABLE "ledger"."usage_caller_hour" RENAME CONSTRAINT "usage_hour_pkey" TO "usage_caller_hour_pkey";
ALTER INDEX "ledger"."usage_hour_tenant_hour_idx" RENAME TO "usage_caller_hour_tenant_hour_idx";

DROP TRIGGER "roll_up" ON "ledger"."call";
DROP FUNCTION "ledger"."roll_up"();

-- Calls that are in no roll-up yet: those of one statement and one tenant each.
CREATE TABLE "ledger"."unrolled" (
    "position" BIGINT GENERATED ALWAYS AS IDENTITY,
    "tenant" TEXT NOT NULL,
    "calls" UUID[] NOT NULL,
    "starts" TIMESTAMPTZ(3)[] NOT NULL,

    CONSTRAINT "unrolled_pkey" PRIMARY KEY ("position")
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
ALTER TABLE "ledger"."unrolled" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY "own_tenant" ON "ledger"."unrolled" USING ("tenant" = current_setting('weir.tenant', true));
CREATE POLICY "system" ON "ledger"."unrolled" TO CURRENT_USER USING (current_setting('weir.system', true) = 'on');

CREATE FUNCTION "ledger"."await_roll_up"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ledger.unrolled (tenant, calls, starts)
        SELECT tenant, array_agg(id), array_agg(started_at) FROM fresh GROUP BY tenant;
    RETURN NULL;
END
$$;
CREATE TRIGGER "await_roll_up" AFTER INSERT ON "ledger"."call" REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION "ledger"."await_roll_up"();

-- Adds the calls that have waited longest to all roll-ups, as many statements' as make "most" calls; how many those were.
-- One at a time does so: who comes second waits for the first, and finds what that has left.
CREATE FUNCTION "ledger"."roll_up"("most" BIGINT) RETURNS BIGINT
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    system TEXT := coalesce(current_setting('weir.system', true), '');
    rolled BIGINT;
BEGIN
    PERFORM set_config('weir.system', 'on', true);
    -- What somebody is adding at the moment is still there.
    IF NOT EXISTS (SELECT FROM ledger.unrolled) THEN
        PERFORM set_config('weir.system', system, true);
        RETURN 0;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('ledger.roll_up'));
    WITH waiting AS (
        SELECT position, sum(cardinality(calls)) OVER (ORDER BY position) - cardinality(calls) AS before
        FROM (SELECT position, calls FROM ledger.unrolled ORDER BY position LIMIT "most") AS oldest
    ), taken AS (
        DELETE FROM ledger.unrolled WHERE position IN (SELECT position FROM waiting WHERE before < "most")
        RETURNING calls, starts
    ), added AS MATERIALIZED (
        SELECT date_trunc('hour', started_at, 'UTC') AS hour, "tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version",
            ARRAY(SELECT DISTINCT tag FROM unnest(tags) AS tag ORDER BY tag) AS tags, subject_type || ':' || subject_id AS subject,
            count(*) AS requests,
            count(*) FILTER (WHERE cached) AS cache_hits,
            count(*) FILTER (WHERE cost_nanos IS NULL
                AND input_tokens + cached_input_tokens + cache_write_tokens + output_tokens + reasoning_tokens > 0) AS unpriced,
            sum(input_tokens) AS input_tokens,
            sum(cached_input_tokens) AS cached_input_tokens,
            sum(cache_write_tokens) AS cache_write_tokens,
            sum(output_tokens) AS output_tokens,
            sum(reasoning_tokens) AS reasoning_tokens,
            sum(coalesce(cost_nanos, 0)) AS cost_nanos
        FROM taken CROSS JOIN LATERAL unnest(calls, starts) AS wanted(id, start)
            -- Each is looked up by itself, however little the planner knows of a ledger that has grown.
            CROSS JOIN LATERAL (SELECT * FROM ledger.call WHERE id = wanted.id AND started_at = wanted.start OFFSET 0) AS call
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    ), days AS (
        INSERT INTO ledger.usage_day AS total (day, key, "tenant", "operation", "model", "provider", "deployment", "outcome",
            requests, cache_hits, unpriced, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_nanos)
        SELECT date_trunc('day', hour, 'UTC'), sha256(convert_to(json_build_array("tenant", "operation", "model", "provider", "deployment", "outcome")::text, 'UTF8')), "tenant", "operation", "model", "provider", "deployment", "outcome",
            sum(requests), sum(cache_hits), sum(unpriced), sum(input_tokens), sum(cached_input_tokens), sum(cache_write_tokens), sum(output_tokens), sum(reasoning_tokens), sum(cost_nanos)
        FROM added GROUP BY date_trunc('day', hour, 'UTC'), "tenant", "operation", "model", "provider", "deployment", "outcome"
        ON CONFLICT (day, key) DO UPDATE SET requests = total.requests + excluded.requests, cache_hits = total.cache_hits + excluded.cache_hits, unpriced = total.unpriced + excluded.unpriced,
            input_tokens = total.input_tokens + excluded.input_tokens, cached_input_tokens = total.cached_input_tokens + excluded.cached_input_tokens, cache_write_tokens = total.cache_write_tokens + excluded.cache_write_tokens,
            output_tokens = total.output_tokens + excluded.output_tokens, reasoning_tokens = total.reasoning_tokens + excluded.reasoning_tokens, cost_nanos = total.cost_nanos + excluded.cost_nanos
    ), caller_days AS (
        INSERT INTO ledger.usage_caller_day AS total (day, key, "tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version",
            requests, cache_hits, unpriced, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_nanos)
        SELECT date_trunc('day', hour, 'UTC'), sha256(convert_to(json_build_array("tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version")::text, 'UTF8')), "tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version",
            sum(requests), sum(cache_hits), sum(unpriced), sum(input_tokens), sum(cached_input_tokens), sum(cache_write_tokens), sum(output_tokens), sum(reasoning_tokens), sum(cost_nanos)
        FROM added GROUP BY date_trunc('day', hour, 'UTC'), "tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version"
        ON CONFLICT (day, key) DO UPDATE SET requests = total.requests + excluded.requests, cache_hits = total.cache_hits + excluded.cache_hits, unpriced = total.unpriced + excluded.unpriced,
            input_tokens = total.input_tokens + excluded.input_tokens, cached_input_tokens = total.cached_input_tokens + excluded.cached_input_tokens, cache_write_tokens = total.cache_write_tokens + excluded.cache_write_tokens,
            output_tokens = total.output_tokens + excluded.output_tokens, reasoning_tokens = total.reasoning_tokens + excluded.reasoning_tokens, cost_nanos = total.cost_nanos + excluded.cost_nanos
    ), caller_hours AS (
        INSERT INTO ledger.usage_caller_hour AS total (hour, key, "tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version",
            requests, cache_hits, unpriced, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_nanos)
        SELECT hour, sha256(convert_to(json_build_array("tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version")::text, 'UTF8')), "tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version",
            sum(requests), sum(cache_hits), sum(unpriced), sum(input_tokens), sum(cached_input_tokens), sum(cache_write_tokens), sum(output_tokens), sum(reasoning_tokens), sum(cost_nanos)
        FROM added GROUP BY hour, "tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version"
        ON CONFLICT (hour, key) DO UPDATE SET requests = total.requests + excluded.requests, cache_hits = total.cache_hits + excluded.cache_hits, unpriced = total.unpriced + excluded.unpriced,
            input_tokens = total.input_tokens + excluded.input_tokens, cached_input_tokens = total.cached_input_tokens + excluded.cached_input_tokens, cache_write_tokens = total.cache_write_tokens + excluded.cache_write_tokens,
            output_tokens = total.output_tokens + excluded.output_tokens, reasoning_tokens = total.reasoning_tokens + excluded.reasoning_tokens, cost_nanos = total.cost_nanos + excluded.cost_nanos
    ), marked_hours AS (
        INSERT INTO ledger.usage_marked_hour AS total (hour, key, "tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version", "tags", "subject",
            requests, cache_hits, unpriced, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_nanos)
        SELECT hour, sha256(convert_to(json_build_array("tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version", "tags", "subject")::text, 'UTF8')), "tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version", "tags", "subject",
            sum(requests), sum(cache_hits), sum(unpriced), sum(input_tokens), sum(cached_input_tokens), sum(cache_write_tokens), sum(output_tokens), sum(reasoning_tokens), sum(cost_nanos)
        FROM added WHERE tags <> '{}' OR subject IS NOT NULL GROUP BY hour, "tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version", "tags", "subject"
        ON CONFLICT (hour, key) DO UPDATE SET requests = total.requests + excluded.requests, cache_hits = total.cache_hits + excluded.cache_hits, unpriced = total.unpriced + excluded.unpriced,
            input_tokens = total.input_tokens + excluded.input_tokens, cached_input_tokens = total.cached_input_tokens + excluded.cached_input_tokens, cache_write_tokens = total.cache_write_tokens + excluded.cache_write_tokens,
            output_tokens = total.output_tokens + excluded.output_tokens, reasoning_tokens = total.reasoning_tokens + excluded.reasoning_tokens, cost_nanos = total.cost_nanos + excluded.cost_nanos
    )
    SELECT coalesce(sum(cardinality(calls)), 0) INTO rolled FROM taken;
    PERFORM set_config('weir.system', system, true);
    RETURN rolled;
END
$$;
REVOKE EXECUTE ON FUNCTION "ledger"."roll_up"(BIGINT) FROM PUBLIC;

-- As before, but that it waits for calls that are on their way into the roll-ups under the old name.
CREATE OR REPLACE FUNCTION "ledger"."rename_user"("old" TEXT, "new" TEXT) RETURNS BIGINT
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    own TEXT := current_setting('weir.tenant');
    system TEXT := coalesce(current_setting('weir.system', true), '');
    renamed BIGINT;
BEGIN
    PERFORM set_config('weir.system', 'on', true);
    PERFORM pg_advisory_xact_lock(hashtext('ledger.roll_up'));
    UPDATE ledger.call c SET "user" = "new", client_address = NULL, session_id = NULL
        WHERE c.tenant = own AND c."user" = "old";
    GET DIAGNOSTICS renamed = ROW_COUNT;
    -- The keys as "roll_up" makes them.
    UPDATE ledger.usage_caller_hour u SET "user" = "new", key = sha256(convert_to(json_build_array(u.tenant, u.operation,
            u.model, u.provider, u.deployment, u.team, u.application, "new", u.api_key, u.outcome, u.prompt, u.prompt_version)::text, 'UTF8'))
        WHERE u.tenant = own AND u."user" = "old";
    UPDATE ledger.usage_caller_day u SET "user" = "new", key = sha256(convert_to(json_build_array(u.tenant, u.operation,
            u.model, u.provider, u.deployment, u.team, u.application, "new", u.api_key, u.outcome, u.prompt, u.prompt_version)::text, 'UTF8'))
        WHERE u.tenant = own AND u."user" = "old";
    UPDATE ledger.usage_marked_hour u SET "user" = "new", key = sha256(convert_to(json_build_array(u.tenant, u.operation,
            u.model, u.provider, u.deployment, u.team, u.application, "new", u.api_key, u.outcome, u.prompt, u.prompt_version,
            u.tags, u.subject)::text, 'UTF8'))
        WHERE u.tenant = own AND u."user" = "old";
    PERFORM set_config('weir.system', system, true);
    RETURN renamed;
END
$$;
