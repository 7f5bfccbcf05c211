-- Tenants and what they own. Everything refers to tenants, teams, users and applications by their names, as the
-- ledger does: a name never changes and is never given twice, whatever its case and though its bearer is archived.

-- CreateTable
CREATE TABLE "tenant" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "tenant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "team" (
    "id" TEXT NOT NULL,
    "tenant" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT,
    "parent" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "team_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user" (
    "id" TEXT NOT NULL,
    "tenant" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "email" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "application" (
    "id" TEXT NOT NULL,
    "tenant" TEXT NOT NULL,
    "team" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "application_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "tenant_name_key" ON "tenant"("name");
CREATE UNIQUE INDEX "team_tenant_name_key" ON "team"("tenant", "name");
CREATE INDEX "team_tenant_parent_name_idx" ON "team"("tenant", "parent", "name");
CREATE UNIQUE INDEX "user_tenant_name_key" ON "user"("tenant", "name");
CREATE UNIQUE INDEX "application_tenant_name_key" ON "application"("tenant", "name");
CREATE UNIQUE INDEX "application_tenant_team_name_key" ON "application"("tenant", "team", "name");
CREATE INDEX "api_key_tenant_team_created_at_id_idx" ON "api_key"("tenant", "team", "created_at", "id");
CREATE INDEX "api_key_tenant_application_created_at_id_idx" ON "api_key"("tenant", "application", "created_at", "id");
CREATE INDEX "api_key_tenant_user_created_at_id_idx" ON "api_key"("tenant", "user", "created_at", "id");

-- Names that differ in case alone are the same name. Prisma does not know such indexes and leaves them alone.
CREATE UNIQUE INDEX "tenant_lower_name_key" ON "tenant"(lower("name"));
CREATE UNIQUE INDEX "team_tenant_lower_name_key" ON "team"("tenant", lower("name"));
CREATE UNIQUE INDEX "user_tenant_lower_name_key" ON "user"("tenant", lower("name"));
CREATE UNIQUE INDEX "application_tenant_lower_name_key" ON "application"("tenant", lower("name"));

-- What earlier keys called their teams, applications and users comes into being, each under one spelling. An
-- application that several teams used, or none, goes to the first of them, or to a team of its own name.
UPDATE "api_key" k SET
    "team" = (SELECT min(o."team" COLLATE "C") FROM "api_key" o
        WHERE o."tenant" = k."tenant" AND lower(o."team") = lower(k."team")),
    "user" = (SELECT min(o."user" COLLATE "C") FROM "api_key" o
        WHERE o."tenant" = k."tenant" AND lower(o."user") = lower(k."user")),
    "application" = (SELECT min(o."application" COLLATE "C") FROM "api_key" o
        WHERE o."tenant" = k."tenant" AND lower(o."application") = lower(k."application"));
UPDATE "api_key" k SET "team" = coalesce(
    (SELECT min(o."team" COLLATE "C") FROM "api_key" o
        WHERE o."tenant" = k."tenant" AND o."application" = k."application"),
    (SELECT min(o."team" COLLATE "C") FROM "api_key" o
        WHERE o."tenant" = k."tenant" AND lower(o."team") = lower(k."application")),
    k."application")
WHERE k."application" IS NOT NULL;
INSERT INTO "tenant" ("id", "name", "title", "created_at")
    SELECT gen_random_uuid(), name, name, now() FROM (SELECT 'default' AS name UNION SELECT "tenant" FROM "api_key");
INSERT INTO "team" ("id", "tenant", "name", "title", "created_at")
    SELECT gen_random_uuid(), "tenant", "team", "team", now() FROM "api_key"
    WHERE "team" IS NOT NULL GROUP BY "tenant", "team";
INSERT INTO "user" ("id", "tenant", "name", "title", "created_at")
    SELECT gen_random_uuid(), "tenant", "user", "user", now() FROM "api_key"
    WHERE "user" IS NOT NULL GROUP BY "tenant", "user";
INSERT INTO "application" ("id", "tenant", "team", "name", "title", "created_at")
    SELECT gen_random_uuid(), "tenant", "team", "application", "application", now() FROM "api_key"
    WHERE "application" IS NOT NULL GROUP BY "tenant", "team", "application";

-- AddForeignKey
ALTER TABLE "team" ADD CONSTRAINT "team_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "tenant"("name") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "team" ADD CONSTRAINT "team_tenant_parent_fkey" FOREIGN KEY ("tenant", "parent") REFERENCES "team"("tenant", "name") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "user" ADD CONSTRAINT "user_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "tenant"("name") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "application" ADD CONSTRAINT "application_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "tenant"("name") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "application" ADD CONSTRAINT "application_tenant_team_fkey" FOREIGN KEY ("tenant", "team") REFERENCES "team"("tenant", "name") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "tenant"("name") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_tenant_team_fkey" FOREIGN KEY ("tenant", "team") REFERENCES "team"("tenant", "name") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_tenant_team_application_fkey" FOREIGN KEY ("tenant", "team", "application") REFERENCES "application"("tenant", "team", "name") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_tenant_user_fkey" FOREIGN KEY ("tenant", "user") REFERENCES "user"("tenant", "name") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- A foreign key of which one column is null is not checked.
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_application_has_team" CHECK ("application" IS NULL OR "team" IS NOT NULL);

-- Row-level security. The gateway works as a role that owns nothing (src/stores/postgres/app-role.ts) and names, in
-- each transaction, the tenant that it works for: `weir.tenant`. Without it there are no rows. It has two ways
-- around that, both of the tables' owner and both with `weir.system` on, so that not even the owner, where it is no
-- superuser, sees other tenants' rows unawares: "find_api_key" below, and the ledger's connection, which writes what
-- calls of all tenants have cost (src/stores/postgres/ledger-connection.ts). A later migration that changes rows, and
-- pg_dump --enable-row-security, need `weir.system` too.
ALTER TABLE "tenant" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY "own_tenant" ON "tenant" USING ("name" = current_setting('weir.tenant', true));
CREATE POLICY "system" ON "tenant" TO CURRENT_USER USING (current_setting('weir.system', true) = 'on');

DO $$
DECLARE
    owned REGCLASS;
BEGIN
    FOREACH owned IN ARRAY ARRAY['"team"', '"user"', '"application"', '"api_key"', '"ledger"."call"', '"ledger"."usage_hour"']::REGCLASS[] LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', owned);
        EXECUTE format('CREATE POLICY "own_tenant" ON %s USING ("tenant" = current_setting(''weir.tenant'', true))', owned);
        EXECUTE format('CREATE POLICY "system" ON %s TO CURRENT_USER USING (current_setting(''weir.system'', true) = ''on'')', owned);
    END LOOP;
    -- Partitions are reached through their parent, whose policies hold then. Nobody reads them past it.
    FOR owned IN SELECT inhrelid FROM pg_inherits WHERE inhparent = '"ledger"."call"'::REGCLASS LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', owned);
    END LOOP;
END
$$;

CREATE OR REPLACE FUNCTION "ledger"."ensure_month"("at" TIMESTAMPTZ) RETURNS VOID LANGUAGE plpgsql AS $$
DECLARE
    month TIMESTAMP := date_trunc('month', "at" AT TIME ZONE 'UTC');
    partition TEXT := 'call_' || to_char(month, 'YYYY_MM');
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('ledger.ensure_month'));
    IF to_regclass('ledger.' || quote_ident(partition)) IS NOT NULL THEN
        RETURN;
    END IF;
    EXECUTE format('CREATE TABLE "ledger".%I (LIKE "ledger"."call" INCLUDING ALL)', partition);
    EXECUTE format('ALTER TABLE "ledger".%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', partition);
    EXECUTE format(
        'ALTER TABLE "ledger"."call" ATTACH PARTITION "ledger".%I FOR VALUES FROM (%L) TO (%L)',
        partition, month AT TIME ZONE 'UTC', (month + INTERVAL '1 month') AT TIME ZONE 'UTC');
END
$$;

-- Whose key has this SHA-256: the one question that is asked before the tenant is known. A key of something that is
-- archived counts as revoked since then.
CREATE FUNCTION "find_api_key"("hash" BYTEA) RETURNS SETOF "api_key"
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM set_config('weir.system', 'on', true);
    RETURN QUERY SELECT k."id", k."tenant", k."name", k."prefix", k."secret_sha256", k."team", k."application", k."user",
        k."roles", k."models", k."limits_models", k."operations", k."limits_operations", k."created_at", k."expires_at",
        LEAST(k."revoked_at", tenant."archived_at", team."archived_at", application."archived_at", person."archived_at")
    FROM "api_key" k
        JOIN "tenant" tenant ON tenant."name" = k."tenant"
        LEFT JOIN "team" team ON team."tenant" = k."tenant" AND team."name" = k."team"
        LEFT JOIN "application" application ON application."tenant" = k."tenant" AND application."name" = k."application"
        LEFT JOIN "user" person ON person."tenant" = k."tenant" AND person."name" = k."user"
    WHERE k."secret_sha256" = "hash";
    PERFORM set_config('weir.system', '', true);
END
$$;
REVOKE EXECUTE ON FUNCTION "find_api_key"(BYTEA) FROM PUBLIC;
