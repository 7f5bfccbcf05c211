-- More roll-ups of "call". By day and by who answered, which stays small however many call; by day and by who called as
-- well; and by hour with tags and subjects, of the calls that have any: that has as many rows as there are subjects.

CREATE TABLE "ledger"."usage_day" (
    "day" TIMESTAMPTZ(0) NOT NULL,
    "key" BYTEA NOT NULL,
    "tenant" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "provider" TEXT,
    "deployment" TEXT,
    "outcome" TEXT,
    "requests" BIGINT NOT NULL,
    "cache_hits" BIGINT NOT NULL,
    "unpriced" BIGINT NOT NULL,
    "input_tokens" BIGINT NOT NULL,
    "cached_input_tokens" BIGINT NOT NULL,
    "cache_write_tokens" BIGINT NOT NULL,
    "output_tokens" BIGINT NOT NULL,
    "reasoning_tokens" BIGINT NOT NULL,
    "cost_nanos" BIGINT NOT NULL,

    CONSTRAINT "usage_day_pkey" PRIMARY KEY ("day", "key")
) WITH (fillfactor = 50);

CREATE INDEX "usage_day_tenant_day_idx" ON "ledger"."usage_day"("tenant", "day");

CREATE TABLE "ledger"."usage_caller_day" (
    "day" TIMESTAMPTZ(0) NOT NULL,
    "key" BYTEA NOT NULL,
    "tenant" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "provider" TEXT,
    "deployment" TEXT,
    "team" TEXT,
    "application" TEXT,
    "user" TEXT,
    "api_key" TEXT NOT NULL,
    "outcome" TEXT,
    "prompt" TEXT,
    "prompt_version" INTEGER,
    "requests" BIGINT NOT NULL,
    "cache_hits" BIGINT NOT NULL,
    "unpriced" BIGINT NOT NULL,
    "input_tokens" BIGINT NOT NULL,
    "cached_input_tokens" BIGINT NOT NULL,
    "cache_write_tokens" BIGINT NOT NULL,
    "output_tokens" BIGINT NOT NULL,
    "reasoning_tokens" BIGINT NOT NULL,
    "cost_nanos" BIGINT NOT NULL,

    CONSTRAINT "usage_caller_day_pkey" PRIMARY KEY ("day", "key")
) WITH (fillfactor = 50);

CREATE INDEX "usage_caller_day_tenant_day_idx" ON "ledger"."usage_caller_day"("tenant", "day");

CREATE TABLE "ledger"."usage_marked_hour" (
    "hour" TIMESTAMPTZ(0) NOT NULL,
    "key" BYTEA NOT NULL,
    "tenant" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "provider" TEXT,
    "deployment" TEXT,
    "team" TEXT,
    "application" TEXT,
    "user" TEXT,
    "api_key" TEXT NOT NULL,
    "outcome" TEXT,
    "prompt" TEXT,
    "prompt_version" INTEGER,
    "tags" TEXT[] NOT NULL,
    "subject" TEXT,
    "requests" BIGINT NOT NULL,
    "cache_hits" BIGINT NOT NULL,
    "unpriced" BIGINT NOT NULL,
    "input_tokens" BIGINT NOT NULL,
    "cached_input_tokens" BIGINT NOT NULL,
    "cache_write_tokens" BIGINT NOT NULL,
    "output_tokens" BIGINT NOT NULL,
    "reasoning_tokens" BIGINT NOT NULL,
    "cost_nanos" BIGINT NOT NULL,

    CONSTRAINT "usage_marked_hour_pkey" PRIMARY KEY ("hour", "key")
) WITH (fillfactor = 50);

CREATE INDEX "usage_marked_hour_tenant_hour_idx" ON "ledger"."usage_marked_hour"("tenant", "hour");

-- By what entities of other services ask what they have cost.
CREATE INDEX "usage_marked_hour_subject_idx" ON "ledger"."usage_marked_hour"("tenant", "subject", "hour")
    WHERE "subject" IS NOT NULL;

DO $$
DECLARE
    owned REGCLASS;
BEGIN
    FOREACH owned IN ARRAY ARRAY['"ledger"."usage_day"', '"ledger"."usage_caller_day"', '"ledger"."usage_marked_hour"']::REGCLASS[] LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', owned);
        EXECUTE format('CREATE POLICY "own_tenant" ON %s USING ("tenant" = current_setting(''weir.tenant'', true))', owned);
        EXECUTE format('CREATE POLICY "system" ON %s TO CURRENT_USER USING (current_setting(''weir.system'', true) = ''on'')', owned);
    END LOOP;
END
$$;

-- Adds new calls to them, once a statement, whoever writes it: gateways of the version before do not know these tables.
-- Rows are taken in one order, so that two gateways cannot wait for each other.
CREATE FUNCTION "ledger"."roll_up"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ledger.usage_day AS total (day, key, "tenant", "operation", "model", "provider", "deployment", "outcome",
        "requests", "cache_hits", "unpriced", "input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens", "cost_nanos")
    SELECT day,
        sha256(convert_to(json_build_array("tenant", "operation", "model", "provider", "deployment", "outcome")::text, 'UTF8')) AS key,
        "tenant", "operation", "model", "provider", "deployment", "outcome",
        "requests", "cache_hits", "unpriced", "input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens", "cost_nanos"
    FROM (
        SELECT date_trunc('day', started_at, 'UTC') AS day, "tenant", "operation", "model", "provider", "deployment", "outcome",
            sum(1) AS requests,
            sum(cached::int) AS cache_hits,
            sum((cost_nanos IS NULL AND input_tokens + cached_input_tokens + cache_write_tokens + output_tokens + reasoning_tokens > 0)::int) AS unpriced,
            sum(input_tokens) AS input_tokens,
            sum(cached_input_tokens) AS cached_input_tokens,
            sum(cache_write_tokens) AS cache_write_tokens,
            sum(output_tokens) AS output_tokens,
            sum(reasoning_tokens) AS reasoning_tokens,
            sum(coalesce(cost_nanos, 0)) AS cost_nanos
        FROM fresh GROUP BY 1, 2, 3, 4, 5, 6, 7
    ) AS added ORDER BY day, key
    ON CONFLICT (day, key) DO UPDATE SET
        requests = total.requests + excluded.requests, cache_hits = total.cache_hits + excluded.cache_hits, unpriced = total.unpriced + excluded.unpriced,
        input_tokens = total.input_tokens + excluded.input_tokens, cached_input_tokens = total.cached_input_tokens + excluded.cached_input_tokens, cache_write_tokens = total.cache_write_tokens + excluded.cache_write_tokens,
        output_tokens = total.output_tokens + excluded.output_tokens, reasoning_tokens = total.reasoning_tokens + excluded.reasoning_tokens, cost_nanos = total.cost_nanos + excluded.cost_nanos;

    INSERT INTO ledger.usage_caller_day AS total (day, key, "tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version",
        "requests", "cache_hits", "unpriced", "input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens", "cost_nanos")
    SELECT day,
        sha256(convert_to(json_build_array("tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version")::text, 'UTF8')) AS key,
        "tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version",
        "requests", "cache_hits", "unpriced", "input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens", "cost_nanos"
    FROM (
        SELECT date_trunc('day', started_at, 'UTC') AS day, "tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version",
            sum(1) AS requests,
            sum(cached::int) AS cache_hits,
            sum((cost_nanos IS NULL AND input_tokens + cached_input_tokens + cache_write_tokens + output_tokens + reasoning_tokens > 0)::int) AS unpriced,
            sum(input_tokens) AS input_tokens,
            sum(cached_input_tokens) AS cached_input_tokens,
            sum(cache_write_tokens) AS cache_write_tokens,
            sum(output_tokens) AS output_tokens,
            sum(reasoning_tokens) AS reasoning_tokens,
            sum(coalesce(cost_nanos, 0)) AS cost_nanos
        FROM fresh GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
    ) AS added ORDER BY day, key
    ON CONFLICT (day, key) DO UPDATE SET
        requests = total.requests + excluded.requests, cache_hits = total.cache_hits + excluded.cache_hits, unpriced = total.unpriced + excluded.unpriced,
        input_tokens = total.input_tokens + excluded.input_tokens, cached_input_tokens = total.cached_input_tokens + excluded.cached_input_tokens, cache_write_tokens = total.cache_write_tokens + excluded.cache_write_tokens,
        output_tokens = total.output_tokens + excluded.output_tokens, reasoning_tokens = total.reasoning_tokens + excluded.reasoning_tokens, cost_nanos = total.cost_nanos + excluded.cost_nanos;

    INSERT INTO ledger.usage_marked_hour AS total (hour, key, "tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version", "tags", "subject",
        "requests", "cache_hits", "unpriced", "input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens", "cost_nanos")
    SELECT hour,
        sha256(convert_to(json_build_array("tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version", "tags", "subject")::text, 'UTF8')) AS key,
        "tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version", "tags", "subject",
        "requests", "cache_hits", "unpriced", "input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens", "cost_nanos"
    FROM (
        SELECT date_trunc('hour', started_at, 'UTC') AS hour, "tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version",
            ARRAY(SELECT DISTINCT tag FROM unnest(tags) AS tag ORDER BY tag) AS tags, subject_type || ':' || subject_id AS subject,
            sum(1) AS requests,
            sum(cached::int) AS cache_hits,
            sum((cost_nanos IS NULL AND input_tokens + cached_input_tokens + cache_write_tokens + output_tokens + reasoning_tokens > 0)::int) AS unpriced,
            sum(input_tokens) AS input_tokens,
            sum(cached_input_tokens) AS cached_input_tokens,
            sum(cache_write_tokens) AS cache_write_tokens,
            sum(output_tokens) AS output_tokens,
            sum(reasoning_tokens) AS reasoning_tokens,
            sum(coalesce(cost_nanos, 0)) AS cost_nanos
        FROM fresh WHERE tags <> '{}' OR subject_type IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    ) AS added ORDER BY hour, key
    ON CONFLICT (hour, key) DO UPDATE SET
        requests = total.requests + excluded.requests, cache_hits = total.cache_hits + excluded.cache_hits, unpriced = total.unpriced + excluded.unpriced,
        input_tokens = total.input_tokens + excluded.input_tokens, cached_input_tokens = total.cached_input_tokens + excluded.cached_input_tokens, cache_write_tokens = total.cache_write_tokens + excluded.cache_write_tokens,
        output_tokens = total.output_tokens + excluded.output_tokens, reasoning_tokens = total.reasoning_tokens + excluded.reasoning_tokens, cost_nanos = total.cost_nanos + excluded.cost_nanos;
    RETURN NULL;
END
$$;
CREATE TRIGGER "roll_up" AFTER INSERT ON "ledger"."call" REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION "ledger"."roll_up"();

-- What was called before. The trigger holds up those who write until this is through, so no call is left out.
DO $$
DECLARE
    system TEXT := coalesce(current_setting('weir.system', true), '');
BEGIN
    PERFORM set_config('weir.system', 'on', true);
    INSERT INTO ledger.usage_day AS total (day, key, "tenant", "operation", "model", "provider", "deployment", "outcome",
        "requests", "cache_hits", "unpriced", "input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens", "cost_nanos")
    SELECT day,
        sha256(convert_to(json_build_array("tenant", "operation", "model", "provider", "deployment", "outcome")::text, 'UTF8')) AS key,
        "tenant", "operation", "model", "provider", "deployment", "outcome",
        "requests", "cache_hits", "unpriced", "input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens", "cost_nanos"
    FROM (
        SELECT date_trunc('day', started_at, 'UTC') AS day, "tenant", "operation", "model", "provider", "deployment", "outcome",
            sum(1) AS requests,
            sum(cached::int) AS cache_hits,
            sum((cost_nanos IS NULL AND input_tokens + cached_input_tokens + cache_write_tokens + output_tokens + reasoning_tokens > 0)::int) AS unpriced,
            sum(input_tokens) AS input_tokens,
            sum(cached_input_tokens) AS cached_input_tokens,
            sum(cache_write_tokens) AS cache_write_tokens,
            sum(output_tokens) AS output_tokens,
            sum(reasoning_tokens) AS reasoning_tokens,
            sum(coalesce(cost_nanos, 0)) AS cost_nanos
        FROM ledger.call GROUP BY 1, 2, 3, 4, 5, 6, 7
    ) AS added ORDER BY day, key
    ON CONFLICT (day, key) DO UPDATE SET
        requests = total.requests + excluded.requests, cache_hits = total.cache_hits + excluded.cache_hits, unpriced = total.unpriced + excluded.unpriced,
        input_tokens = total.input_tokens + excluded.input_tokens, cached_input_tokens = total.cached_input_tokens + excluded.cached_input_tokens, cache_write_tokens = total.cache_write_tokens + excluded.cache_write_tokens,
        output_tokens = total.output_tokens + excluded.output_tokens, reasoning_tokens = total.reasoning_tokens + excluded.reasoning_tokens, cost_nanos = total.cost_nanos + excluded.cost_nanos;

    INSERT INTO ledger.usage_caller_day AS total (day, key, "tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version",
        "requests", "cache_hits", "unpriced", "input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens", "cost_nanos")
    SELECT day,
        sha256(convert_to(json_build_array("tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version")::text, 'UTF8')) AS key,
        "tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version",
        "requests", "cache_hits", "unpriced", "input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens", "cost_nanos"
    FROM (
        SELECT date_trunc('day', started_at, 'UTC') AS day, "tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version",
            sum(1) AS requests,
            sum(cached::int) AS cache_hits,
            sum((cost_nanos IS NULL AND input_tokens + cached_input_tokens + cache_write_tokens + output_tokens + reasoning_tokens > 0)::int) AS unpriced,
            sum(input_tokens) AS input_tokens,
            sum(cached_input_tokens) AS cached_input_tokens,
            sum(cache_write_tokens) AS cache_write_tokens,
            sum(output_tokens) AS output_tokens,
            sum(reasoning_tokens) AS reasoning_tokens,
            sum(coalesce(cost_nanos, 0)) AS cost_nanos
        FROM ledger.call GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
    ) AS added ORDER BY day, key
    ON CONFLICT (day, key) DO UPDATE SET
        requests = total.requests + excluded.requests, cache_hits = total.cache_hits + excluded.cache_hits, unpriced = total.unpriced + excluded.unpriced,
        input_tokens = total.input_tokens + excluded.input_tokens, cached_input_tokens = total.cached_input_tokens + excluded.cached_input_tokens, cache_write_tokens = total.cache_write_tokens + excluded.cache_write_tokens,
        output_tokens = total.output_tokens + excluded.output_tokens, reasoning_tokens = total.reasoning_tokens + excluded.reasoning_tokens, cost_nanos = total.cost_nanos + excluded.cost_nanos;

    INSERT INTO ledger.usage_marked_hour AS total (hour, key, "tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version", "tags", "subject",
        "requests", "cache_hits", "unpriced", "input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens", "cost_nanos")
    SELECT hour,
        sha256(convert_to(json_build_array("tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version", "tags", "subject")::text, 'UTF8')) AS key,
        "tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version", "tags", "subject",
        "requests", "cache_hits", "unpriced", "input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens", "cost_nanos"
    FROM (
        SELECT date_trunc('hour', started_at, 'UTC') AS hour, "tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version",
            ARRAY(SELECT DISTINCT tag FROM unnest(tags) AS tag ORDER BY tag) AS tags, subject_type || ':' || subject_id AS subject,
            sum(1) AS requests,
            sum(cached::int) AS cache_hits,
            sum((cost_nanos IS NULL AND input_tokens + cached_input_tokens + cache_write_tokens + output_tokens + reasoning_tokens > 0)::int) AS unpriced,
            sum(input_tokens) AS input_tokens,
            sum(cached_input_tokens) AS cached_input_tokens,
            sum(cache_write_tokens) AS cache_write_tokens,
            sum(output_tokens) AS output_tokens,
            sum(reasoning_tokens) AS reasoning_tokens,
            sum(coalesce(cost_nanos, 0)) AS cost_nanos
        FROM ledger.call WHERE tags <> '{}' OR subject_type IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    ) AS added ORDER BY hour, key
    ON CONFLICT (hour, key) DO UPDATE SET
        requests = total.requests + excluded.requests, cache_hits = total.cache_hits + excluded.cache_hits, unpriced = total.unpriced + excluded.unpriced,
        input_tokens = total.input_tokens + excluded.input_tokens, cached_input_tokens = total.cached_input_tokens + excluded.cached_input_tokens, cache_write_tokens = total.cache_write_tokens + excluded.cache_write_tokens,
        output_tokens = total.output_tokens + excluded.output_tokens, reasoning_tokens = total.reasoning_tokens + excluded.reasoning_tokens, cost_nanos = total.cost_nanos + excluded.cost_nanos;
    PERFORM set_config('weir.system', system, true);
END
$$;

-- As before, with the roll-ups that users are in too.
CREATE OR REPLACE FUNCTION "ledger"."rename_user"("old" TEXT, "new" TEXT) RETURNS BIGINT
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
            u.model, u.provider, u.deployment, u.team, u.application, "new", u.api_key, u.outcome, u.prompt, u.prompt_version)::text, 'UTF8'))
        WHERE u.tenant = own AND u."user" = "old";
    -- The keys as "roll_up" makes them.
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
