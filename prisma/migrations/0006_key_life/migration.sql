-- What a key is limited to, what it replaces, and when it was used last.

-- AlterTable
ALTER TABLE "api_key"
    ADD COLUMN "allowed_addresses" TEXT[] NOT NULL DEFAULT '{}',
    ADD COLUMN "limits_addresses" BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN "replaces" TEXT,
    ADD COLUMN "replaced_by" TEXT,
    ADD COLUMN "last_used_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE UNIQUE INDEX "api_key_replaces_key" ON "api_key"("replaces");

-- A leaked key is known by its beginning only. By bytes, so that a range of beginnings is a range of the index;
-- Prisma does not know such indexes and leaves them alone.
CREATE INDEX "api_key_prefix_idx" ON "api_key"("prefix" COLLATE "C");

-- As it was, with the new columns: their order is that of the table.
CREATE OR REPLACE FUNCTION "find_api_key"("hash" BYTEA) RETURNS SETOF "api_key"
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM set_config('weir.system', 'on', true);
    RETURN QUERY SELECT k."id", k."tenant", k."name", k."prefix", k."secret_sha256", k."team", k."application", k."user",
        k."roles", k."models", k."limits_models", k."operations", k."limits_operations", k."created_at", k."expires_at",
        LEAST(k."revoked_at", tenant."archived_at", team."archived_at", application."archived_at", person."archived_at"),
        k."allowed_addresses", k."limits_addresses", k."replaces", k."replaced_by", k."last_used_at"
    FROM "api_key" k
        JOIN "tenant" tenant ON tenant."name" = k."tenant"
        LEFT JOIN "team" team ON team."tenant" = k."tenant" AND team."name" = k."team"
        LEFT JOIN "application" application ON application."tenant" = k."tenant" AND application."name" = k."application"
        LEFT JOIN "user" person ON person."tenant" = k."tenant" AND person."name" = k."user"
    WHERE k."secret_sha256" = "hash";
    PERFORM set_config('weir.system', '', true);
END
$$;

-- Notes when keys of all tenants were used, at most once a minute each, however many gateways say so.
CREATE FUNCTION "note_api_keys_used"("ids" TEXT[], "times" TIMESTAMPTZ[]) RETURNS VOID
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM set_config('weir.system', 'on', true);
    UPDATE "api_key" k SET "last_used_at" = used."at"
    FROM unnest("ids", "times") AS used("id", "at")
    WHERE k."id" = used."id" AND (k."last_used_at" IS NULL OR k."last_used_at" <= used."at" - INTERVAL '1 minute');
    PERFORM set_config('weir.system', '', true);
END
$$;
REVOKE EXECUTE ON FUNCTION "note_api_keys_used"(TEXT[], TIMESTAMPTZ[]) FROM PUBLIC;

-- Revokes the keys of all tenants that begin so, and tells which they were: for who runs the gateway and has seen a
-- key where it should not be.
CREATE FUNCTION "revoke_leaked_api_keys"("beginning" TEXT, "at" TIMESTAMPTZ) RETURNS SETOF "api_key"
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM set_config('weir.system', 'on', true);
    RETURN QUERY UPDATE "api_key" k SET "revoked_at" = "at"
    WHERE k."prefix" COLLATE "C" BETWEEN "beginning" AND "beginning" || '~' AND k."revoked_at" IS NULL
    RETURNING k.*;
    PERFORM set_config('weir.system', '', true);
END
$$;
REVOKE EXECUTE ON FUNCTION "revoke_leaked_api_keys"(TEXT, TIMESTAMPTZ) FROM PUBLIC;

-- Tells every gateway, as soon as it is committed, that a key ends earlier than they may have read. It carries no
-- more than they need in order not to ask.
CREATE FUNCTION "tell_api_key_ending"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('weir_api_key_ending', json_build_object('id', NEW."id",
        'revokedAt', floor(extract(epoch FROM NEW."revoked_at") * 1000),
        'expiresAt', floor(extract(epoch FROM NEW."expires_at") * 1000))::TEXT);
    RETURN NULL;
END
$$;
CREATE TRIGGER "tell_ending" AFTER UPDATE ON "api_key" FOR EACH ROW
    WHEN (NEW."revoked_at" IS DISTINCT FROM OLD."revoked_at" OR NEW."expires_at" IS DISTINCT FROM OLD."expires_at")
    EXECUTE FUNCTION "tell_api_key_ending"();
