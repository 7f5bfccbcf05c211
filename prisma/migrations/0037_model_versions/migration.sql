-- What the entries of models have said, each version as it was, so that one can be had back.

-- CreateTable
CREATE TABLE "model_version" (
    "tenant" TEXT NOT NULL,
    "declaration" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "spec" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "model_version_pkey" PRIMARY KEY ("declaration", "version")
);

-- AddForeignKey
ALTER TABLE "model_version" ADD CONSTRAINT "model_version_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "tenant"("name") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "model_version" ADD CONSTRAINT "model_version_declaration_fkey" FOREIGN KEY ("declaration") REFERENCES "declaration"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "model_version" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY "own_tenant" ON "model_version" USING ("tenant" = current_setting('weir.tenant', true));
CREATE POLICY "system" ON "model_version" TO CURRENT_USER USING (current_setting('weir.system', true) = 'on');

-- Whoever changes a model, the file or a mutation; the newest hundred versions are kept.
CREATE FUNCTION "keep_model_version"() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO "model_version" ("tenant", "declaration", "version", "spec", "created_at")
        VALUES (NEW."tenant", NEW."id", NEW."version", NEW."spec", now()) ON CONFLICT DO NOTHING;
    DELETE FROM "model_version" WHERE "declaration" = NEW."id" AND "version" <= NEW."version" - 100;
    RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION "keep_model_version"() FROM PUBLIC;
CREATE TRIGGER "keep_model_version" AFTER INSERT OR UPDATE ON "declaration" FOR EACH ROW
    WHEN (NEW."kind" = 'MODEL' AND NEW."archived_at" IS NULL) EXECUTE FUNCTION "keep_model_version"();

SELECT set_config('weir.system', 'on', true);
INSERT INTO "model_version" ("tenant", "declaration", "version", "spec", "created_at")
    SELECT "tenant", "id", "version", "spec", now() FROM "declaration" WHERE "kind" = 'MODEL' AND "archived_at" IS NULL;
SELECT set_config('weir.system', '', true);
