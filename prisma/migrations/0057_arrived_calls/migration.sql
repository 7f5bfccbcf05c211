-- A call is written in two steps. What makes it durable before its caller sees the end of the answer is a line of JSON in a
-- table without triggers, at less than half of the cost; rows of "call", their roll-ups, and what waits for the audit trail are made
-- of the lines of a moment at once. Whoever reads calls or roll-ups has what has arrived taken in before.

CREATE TABLE "ledger"."arrived" (
    "position" BIGINT GENERATED ALWAYS AS IDENTITY,
    "line" TEXT NOT NULL,

    CONSTRAINT "arrived_pkey" PRIMARY KEY ("position")
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- Lines that no row can be made of, for a person to look at.
CREATE TABLE "ledger"."unreadable" (
    "position" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "line" TEXT NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "unreadable_pkey" PRIMARY KEY ("position")
);

-- Lines are of all tenants, and so nothing for any of them.
DO $$
DECLARE
    shared REGCLASS;
BEGIN
    FOREACH shared IN ARRAY ARRAY['"ledger"."arrived"', '"ledger"."unreadable"']::REGCLASS[] LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', shared);
        EXECUTE format('CREATE POLICY "system" ON %s TO CURRENT_USER USING (current_setting(''weir.system'', true) = ''on'')', shared);
    END LOOP;
END
$$;

-- Makes calls of lines, in the order of their arrival. A line that is there twice, or has been taken in before, counts once.
-- The keys are those of src/stores/postgres/ledger-row.ts: a column that comes later is added here.
CREATE FUNCTION "ledger"."take_in"("positions" BIGINT[]) RETURNS VOID LANGUAGE plpgsql AS $$
DECLARE
    -- Of tokens, as in a line of today; a journal may have older ones.
    "most" CONSTANT BIGINT := 1000000000000;
BEGIN
    WITH taken AS (
        DELETE FROM ledger.arrived WHERE position = ANY("positions") RETURNING position, line
    ), fresh AS (
        INSERT INTO ledger.call (
            "id", "started_at", "tenant", "api_key", "team", "application", "user", "operation", "api", "model",
            "provider", "deployment", "stream", "prompt", "prompt_version", "cached", "input_tokens",
            "cached_input_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens", "usage_source",
            "cost_nanos", "latency_ms", "time_to_first_token_ms", "outcome", "provider_outcome", "error_code", "reason",
            "finish_reason", "tags", "subject_type", "subject_id", "session_id", "client_address", "attempts",
            "verdicts", "rerouted_from", "parent", "price", "question")
        SELECT
            said."id", 'epoch'::timestamptz + said."at" * INTERVAL '1 millisecond', said."t", said."k", said."tm",
            said."ap", said."u", said."op", said."api", said."m", said."p", said."d", coalesce(said."s", false),
            said."pr", said."pv", coalesce(said."c", false), least(said."it", "most"), least(coalesce(said."cit", 0), "most"),
            least(coalesce(said."cwt", 0), "most"), least(said."ot", "most"), least(coalesce(said."rt", 0), "most"), said."src", said."cn", said."ms", said."ft", said."o", said."po",
            said."e", said."r", said."fr", coalesce(said."tg", '{}'), said."st", said."si", said."ss", said."ca",
            said."a", coalesce(said."v", '[]'), said."rf", said."pa", said."cp", said."q"
        FROM (SELECT line FROM taken ORDER BY position) AS oldest
            CROSS JOIN LATERAL json_to_record(oldest.line::json) AS said(
                "id" uuid, "at" bigint, "t" text, "k" text, "tm" text, "ap" text, "u" text, "op" text, "api" text,
                "m" text, "p" text, "d" text, "s" boolean, "pr" text, "pv" integer, "c" boolean, "it" bigint,
                "cit" bigint, "cwt" bigint, "ot" bigint, "rt" bigint, "src" text, "cn" bigint, "ms" double precision,
                "ft" double precision, "o" text, "po" text, "e" text, "r" text, "fr" text, "tg" text[], "st" text,
                "si" text, "ss" text, "ca" text, "a" json, "v" json, "rf" text, "pa" uuid, "cp" json, "q" text)
        ON CONFLICT DO NOTHING
        RETURNING id, started_at, tenant, error_code, verdicts, attempts, rerouted_from
    )
    -- What a policy has decided is worth an event of its own.
    INSERT INTO audit.pending (tenant, at, source, content)
    SELECT tenant, started_at, 'CALL', jsonb_build_object('id', id) FROM fresh
    WHERE error_code IN ('CONTENT_BLOCKED', 'FORBIDDEN', 'NOT_FOUND', 'QUOTA_EXCEEDED', 'RATE_LIMITED', 'UNAUTHENTICATED')
        OR json_array_length(verdicts) > 0 OR json_array_length(attempts) > 1 OR rerouted_from IS NOT NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION "ledger"."take_in"(BIGINT[]) FROM PUBLIC;

-- The same half by half where not all of them can be taken in together: a month that there is no partition for yet, or text
-- that cannot be read, which must not keep out the others. As few statements as can be, since all who read wait for these.
CREATE FUNCTION "ledger"."take_in_apart"("positions" BIGINT[]) RETURNS VOID LANGUAGE plpgsql AS $$
DECLARE
    half INTEGER := cardinality("positions") / 2;
BEGIN
    BEGIN
        IF half = 0 THEN
            PERFORM ledger.ensure_month('epoch'::timestamptz + (line::json ->> 'at')::bigint * INTERVAL '1 millisecond')
            FROM ledger.arrived WHERE position = "positions"[1];
        END IF;
        PERFORM ledger.take_in("positions");
        RETURN;
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR program_limit_exceeded THEN
        IF half = 0 THEN
            WITH taken AS (DELETE FROM ledger.arrived WHERE position = "positions"[1] RETURNING position, line)
            INSERT INTO ledger.unreadable (position, line, reason) SELECT position, line, SQLERRM FROM taken;
            RAISE WARNING 'a call cannot be read and is kept in ledger.unreadable at %: %', "positions"[1], SQLERRM;
            RETURN;
        END IF;
    END;
    PERFORM ledger.take_in_apart("positions"[:half]);
    PERFORM ledger.take_in_apart("positions"[half + 1:]);
END
$$;
REVOKE EXECUTE ON FUNCTION "ledger"."take_in_apart"(BIGINT[]) FROM PUBLIC;

-- What waits to be rolled up as it was done before. Nobody writes until this is through. The locks in the order in which
-- "rename_user" takes them.
SELECT pg_advisory_xact_lock(hashtext('ledger.roll_up'));
LOCK TABLE "ledger"."call" IN SHARE ROW EXCLUSIVE MODE;
DO $$
DECLARE
    system TEXT := coalesce(current_setting('weir.system', true), '');
BEGIN
    PERFORM set_config('weir.system', 'on', true);
    WHILE ledger.roll_up(5000) > 0 LOOP
    END LOOP;
    PERFORM set_config('weir.system', system, true);
END
$$;
DROP TRIGGER "await_roll_up" ON "ledger"."call";
DROP FUNCTION "ledger"."await_roll_up"();
-- "unrolled" stays, empty: gateways of the version before look into it, also while they wait for this to be through.

-- Adds new calls to all roll-ups, whoever writes them: gateways of the version before do so by themselves.
CREATE FUNCTION "ledger"."add_to_roll_ups"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    -- One at a time, so that no two of them wait for each other.
    PERFORM pg_advisory_xact_lock(hashtext('ledger.roll_up'));
    WITH added AS MATERIALIZED (
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
        FROM fresh
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
    )
    INSERT INTO ledger.usage_marked_hour AS total (hour, key, "tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version", "tags", "subject",
        requests, cache_hits, unpriced, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_nanos)
    SELECT hour, sha256(convert_to(json_build_array("tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version", "tags", "subject")::text, 'UTF8')), "tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version", "tags", "subject",
        sum(requests), sum(cache_hits), sum(unpriced), sum(input_tokens), sum(cached_input_tokens), sum(cache_write_tokens), sum(output_tokens), sum(reasoning_tokens), sum(cost_nanos)
    FROM added WHERE tags <> '{}' OR subject IS NOT NULL GROUP BY hour, "tenant", "operation", "model", "provider", "deployment", "team", "application", "user", "api_key", "outcome", "prompt", "prompt_version", "tags", "subject"
    ON CONFLICT (hour, key) DO UPDATE SET requests = total.requests + excluded.requests, cache_hits = total.cache_hits + excluded.cache_hits, unpriced = total.unpriced + excluded.unpriced,
        input_tokens = total.input_tokens + excluded.input_tokens, cached_input_tokens = total.cached_input_tokens + excluded.cached_input_tokens, cache_write_tokens = total.cache_write_tokens + excluded.cache_write_tokens,
        output_tokens = total.output_tokens + excluded.output_tokens, reasoning_tokens = total.reasoning_tokens + excluded.reasoning_tokens, cost_nanos = total.cost_nanos + excluded.cost_nanos;
    RETURN NULL;
END
$$;
CREATE TRIGGER "add_to_roll_ups" AFTER INSERT ON "ledger"."call" REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION "ledger"."add_to_roll_ups"();

-- As before, but that a statement may have many calls now: they wait for their event in parts of what one event holds.
CREATE OR REPLACE FUNCTION "ledger"."await_seal"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit.unsealed (tenant, calls, starts)
        SELECT tenant, array_agg(id ORDER BY started_at, id), array_agg(started_at ORDER BY started_at, id)
        FROM (SELECT tenant, id, started_at, (row_number() OVER (PARTITION BY tenant ORDER BY started_at, id) - 1) / 256 AS part
            FROM fresh) AS numbered
        GROUP BY tenant, part ORDER BY tenant, part;
    RETURN NULL;
END
$$;

-- Takes in what has arrived, the oldest calls first; how many those were. Under its old name, as gateways of the version before
-- ask for it too. One at a time does so: who comes second waits for the first, and finds what that has left.
CREATE OR REPLACE FUNCTION "ledger"."roll_up"("most" BIGINT) RETURNS BIGINT
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    system TEXT := coalesce(current_setting('weir.system', true), '');
    positions BIGINT[] := '{}';
BEGIN
    PERFORM set_config('weir.system', 'on', true);
    -- What somebody is taking in at the moment is still there. The index tells, without all that has been there before.
    IF (SELECT position FROM ledger.arrived ORDER BY position LIMIT 1) IS NOT NULL THEN
        PERFORM pg_advisory_xact_lock(hashtext('ledger.roll_up'));
        positions := ARRAY(SELECT position FROM ledger.arrived ORDER BY position LIMIT "most");
        IF cardinality(positions) > 0 THEN
            PERFORM ledger.take_in_apart(positions);
        END IF;
    END IF;
    PERFORM set_config('weir.system', system, true);
    RETURN cardinality(positions);
END
$$;

-- As before, and of what has arrived too.
CREATE OR REPLACE FUNCTION "ledger"."rename_user"("old" TEXT, "new" TEXT) RETURNS BIGINT
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    own TEXT := current_setting('weir.tenant');
    system TEXT := coalesce(current_setting('weir.system', true), '');
    renamed BIGINT;
BEGIN
    PERFORM set_config('weir.system', 'on', true);
    PERFORM pg_advisory_xact_lock(hashtext('ledger.roll_up'));
    -- Only what has arrived by now: more may come for ever.
    WHILE ledger.roll_up(1000) >= 1000 LOOP
    END LOOP;
    UPDATE ledger.call c SET "user" = "new", client_address = NULL, session_id = NULL
        WHERE c.tenant = own AND c."user" = "old";
    GET DIAGNOSTICS renamed = ROW_COUNT;
    DELETE FROM ledger.unreadable
        WHERE strpos(line, '"t":' || to_json(own)::text) > 0 AND strpos(line, '"u":' || to_json("old")::text) > 0;
    -- The keys as "add_to_roll_ups" makes them.
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
