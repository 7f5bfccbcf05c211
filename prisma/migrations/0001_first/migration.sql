-- CreateTable
CREATE TABLE "api_key" (
    "id" TEXT NOT NULL,
    "tenant" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "secret_sha256" BYTEA NOT NULL,
    "team" TEXT,
    "application" TEXT,
    "user" TEXT,
    "roles" TEXT[],
    "models" TEXT[],
    "limits_models" BOOLEAN NOT NULL,
    "operations" TEXT[],
    "limits_operations" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "api_key_secret_sha256_key" ON "api_key"("secret_sha256");

-- CreateIndex
CREATE INDEX "api_key_tenant_created_at_id_idx" ON "api_key"("tenant", "created_at", "id");

-- The ledger is written with plain SQL and partitioned, which Prisma does not know: it has a schema of its own,
-- which Prisma neither reads nor changes.
CREATE SCHEMA "ledger";

-- One row a call. Neither prompts nor answers are in it.
CREATE TABLE "ledger"."call" (
    "id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "tenant" TEXT NOT NULL,
    "api_key" TEXT NOT NULL,
    "team" TEXT,
    "application" TEXT,
    "user" TEXT,
    "operation" TEXT NOT NULL,
    "api" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "provider" TEXT,
    "deployment" TEXT,
    "stream" BOOLEAN NOT NULL,
    "cached" BOOLEAN NOT NULL,
    "input_tokens" BIGINT NOT NULL,
    "cached_input_tokens" BIGINT NOT NULL,
    "cache_write_tokens" BIGINT NOT NULL,
    "output_tokens" BIGINT NOT NULL,
    "reasoning_tokens" BIGINT NOT NULL,
    "usage_source" TEXT NOT NULL,
    "cost_nanos" BIGINT,
    "latency_ms" DOUBLE PRECISION,
    "time_to_first_token_ms" DOUBLE PRECISION,
    "outcome" TEXT,
    "provider_outcome" TEXT,
    "error_code" TEXT,
    "finish_reason" TEXT,
    "tags" TEXT[] NOT NULL,
    "subject_type" TEXT,
    "subject_id" TEXT,
    "session_id" TEXT,
    "client_address" TEXT,
    "attempts" JSON NOT NULL,
    "verdicts" JSON NOT NULL,

    CONSTRAINT "call_pkey" PRIMARY KEY ("id", "started_at")
) PARTITION BY RANGE ("started_at");

CREATE INDEX "call_tenant_started_at_idx" ON "ledger"."call"("tenant", "started_at");

-- Makes the partition of the month (UTC) in which "at" lies, unless it is there. It is made apart and then attached,
-- which waits for nobody who reads or writes.
CREATE FUNCTION "ledger"."ensure_month"("at" TIMESTAMPTZ) RETURNS VOID LANGUAGE plpgsql AS $$
DECLARE
    month TIMESTAMP := date_trunc('month', "at" AT TIME ZONE 'UTC');
    partition TEXT := 'call_' || to_char(month, 'YYYY_MM');
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('ledger.ensure_month'));
    IF to_regclass('ledger.' || quote_ident(partition)) IS NOT NULL THEN
        RETURN;
    END IF;
    EXECUTE format('CREATE TABLE "ledger".%I (LIKE "ledger"."call" INCLUDING ALL)', partition);
    EXECUTE format(
        'ALTER TABLE "ledger"."call" ATTACH PARTITION "ledger".%I FOR VALUES FROM (%L) TO (%L)',
        partition, month AT TIME ZONE 'UTC', (month + INTERVAL '1 month') AT TIME ZONE 'UTC');
END
$$;

-- What the rows of "call" add up to, by hour and by everything that usage is asked by, except tags and subjects.
-- "key" is the SHA-256 of all that a row is grouped by: short enough for an index whatever the callers send.
CREATE TABLE "ledger"."usage_hour" (
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
    "requests" BIGINT NOT NULL,
    "cache_hits" BIGINT NOT NULL,
    "unpriced" BIGINT NOT NULL,
    "input_tokens" BIGINT NOT NULL,
    "cached_input_tokens" BIGINT NOT NULL,
    "cache_write_tokens" BIGINT NOT NULL,
    "output_tokens" BIGINT NOT NULL,
    "reasoning_tokens" BIGINT NOT NULL,
    "cost_nanos" BIGINT NOT NULL,

    CONSTRAINT "usage_hour_pkey" PRIMARY KEY ("hour", "key")
) WITH (fillfactor = 50);

CREATE INDEX "usage_hour_tenant_hour_idx" ON "ledger"."usage_hour"("tenant", "hour");
