-- GraphQL documents that a tenant trusts, by the SHA-256 of their text, and keys that run nothing else.

-- CreateTable
CREATE TABLE "trusted_document" (
    "tenant" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT,
    "application" TEXT,
    "document" TEXT NOT NULL,
    "registered_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "trusted_document_pkey" PRIMARY KEY ("tenant", "id")
);

-- AddForeignKey
ALTER TABLE "trusted_document" ADD CONSTRAINT "trusted_document_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "tenant"("name") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AlterTable
ALTER TABLE "api_key" ADD COLUMN "documents_only" BOOLEAN NOT NULL DEFAULT false;

-- As it was, with the new column.
CREATE OR REPLACE FUNCTION "find_api_key"("hash" BYTEA) RETURNS SETOF "api_key"
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM set_config('weir.system', 'on', true);
    RETURN QUERY SELECT k."id", k."tenant", k."name", k."prefix", k."secret_sha256", k."team", k."application", k."user",
        k."roles", k."models", k."limits_models", k."operations", k."limits_operations", k."created_at", k."expires_at",
        LEAST(k."revoked_at", tenant."archived_at", team."archived_at", application."archived_at", person."archived_at"),
        k."allowed_addresses", k."limits_addresses", k."replaces", k."replaced_by", k."last_used_at", k."original",
        k."maker", k."maker_user_mark", k."documents_only"
    FROM "api_key" k
        JOIN "tenant" tenant ON tenant."name" = k."tenant"
        LEFT JOIN "team" team ON team."tenant" = k."tenant" AND team."name" = k."team"
        LEFT JOIN "application" application ON application."tenant" = k."tenant" AND application."name" = k."application"
        LEFT JOIN "user" person ON person."tenant" = k."tenant" AND person."name" = k."user"
    WHERE k."secret_sha256" = "hash";
    PERFORM set_config('weir.system', '', true);
END
$$;

-- Counts the changes of a tenant's documents: a gateway reads anew only what has changed.
CREATE TABLE "trusted_document_revision" (
    "tenant" TEXT NOT NULL,
    "revision" BIGINT NOT NULL,

    CONSTRAINT "trusted_document_revision_pkey" PRIMARY KEY ("tenant")
);
ALTER TABLE "trusted_document_revision" ADD CONSTRAINT "trusted_document_revision_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "tenant"("name") ON DELETE RESTRICT ON UPDATE RESTRICT;

DO $$
DECLARE
    owned REGCLASS;
BEGIN
    FOREACH owned IN ARRAY ARRAY['"trusted_document"', '"trusted_document_revision"']::REGCLASS[] LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', owned);
        EXECUTE format('CREATE POLICY "own_tenant" ON %s USING ("tenant" = current_setting(''weir.tenant'', true))', owned);
        EXECUTE format('CREATE POLICY "system" ON %s TO CURRENT_USER USING (current_setting(''weir.system'', true) = ''on'')', owned);
    END LOOP;
END
$$;

-- In the transaction of the change; the gateways are told when it is committed.
CREATE FUNCTION "trusted_documents_changed"() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO "trusted_document_revision" ("tenant", "revision") VALUES (coalesce(NEW."tenant", OLD."tenant"), 1)
        ON CONFLICT ("tenant") DO UPDATE SET "revision" = "trusted_document_revision"."revision" + 1;
    PERFORM pg_notify('weir_documents', '');
    RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION "trusted_documents_changed"() FROM PUBLIC;
CREATE TRIGGER "changed" AFTER INSERT OR UPDATE OR DELETE ON "trusted_document" FOR EACH ROW EXECUTE FUNCTION "trusted_documents_changed"();

-- Who has registered what is told by the audit trail; the text is kept above, and its hash says which it was.
SELECT "audit"."watch"('"trusted_document"', 'document');
