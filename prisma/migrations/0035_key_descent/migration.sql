-- Where keys come from: the first of those that a key was made to replace, by which quotas know it, and who has made it.

-- AlterTable
ALTER TABLE "api_key"
    ADD COLUMN "original" TEXT,
    ADD COLUMN "maker" TEXT,
    ADD COLUMN "maker_user_mark" BYTEA;

-- The mark goes when its user is forgotten, and what is in the audit trail cannot.
SELECT "audit"."watch"('"api_key"', 'last_used_at', 'last_used_address', 'maker_user_mark');

-- As it was, with the new columns: their order is that of the table.
CREATE OR REPLACE FUNCTION "find_api_key"("hash" BYTEA) RETURNS SETOF "api_key"
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM set_config('weir.system', 'on', true);
    RETURN QUERY SELECT k."id", k."tenant", k."name", k."prefix", k."secret_sha256", k."team", k."application", k."user",
        k."roles", k."models", k."limits_models", k."operations", k."limits_operations", k."created_at", k."expires_at",
        LEAST(k."revoked_at", tenant."archived_at", team."archived_at", application."archived_at", person."archived_at"),
        k."allowed_addresses", k."limits_addresses", k."replaces", k."replaced_by", k."last_used_at", k."original",
        k."maker", k."maker_user_mark"
    FROM "api_key" k
        JOIN "tenant" tenant ON tenant."name" = k."tenant"
        LEFT JOIN "team" team ON team."tenant" = k."tenant" AND team."name" = k."team"
        LEFT JOIN "application" application ON application."tenant" = k."tenant" AND application."name" = k."application"
        LEFT JOIN "user" person ON person."tenant" = k."tenant" AND person."name" = k."user"
    WHERE k."secret_sha256" = "hash";
    PERFORM set_config('weir.system', '', true);
END
$$;

SELECT set_config('weir.system', 'on', true);
WITH RECURSIVE descent AS (
    SELECT "id", "id" AS "original" FROM "api_key" WHERE "replaces" IS NULL
    UNION ALL SELECT k."id", descent."original" FROM descent JOIN "api_key" k ON k."replaces" = descent."id"
)
UPDATE "api_key" k SET "original" = descent."original"
FROM descent WHERE descent."id" = k."id" AND k."replaces" IS NOT NULL;
-- Whoever has asked for something or decided it is known by the first key too.
UPDATE "product_subscription" s SET "requested_by" = k."original"
FROM "api_key" k WHERE k."tenant" = s."tenant" AND k."id" = s."requested_by" AND k."original" IS NOT NULL;
UPDATE "product_subscription" s SET "decided_by" = k."original"
FROM "api_key" k WHERE k."tenant" = s."tenant" AND k."id" = s."decided_by" AND k."original" IS NOT NULL;
SELECT set_config('weir.system', '', true);
