-- What tiers have cost, and who had which, since when: a month is charged by its days.
CREATE TABLE "tier_change" (
    "tenant" TEXT NOT NULL,
    "declaration" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "spec" JSONB NOT NULL,
    "in_use" BOOLEAN NOT NULL,

    CONSTRAINT "tier_change_pkey" PRIMARY KEY ("declaration", "since")
);

-- CreateIndex
CREATE INDEX "tier_change_tenant_since_idx" ON "tier_change"("tenant", "since");

-- AddForeignKey
ALTER TABLE "tier_change" ADD CONSTRAINT "tier_change_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "tenant"("name") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "tier_change" ADD CONSTRAINT "tier_change_declaration_fkey" FOREIGN KEY ("declaration") REFERENCES "declaration"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "tier_change" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY "own_tenant" ON "tier_change" USING ("tenant" = current_setting('weir.tenant', true));
CREATE POLICY "system" ON "tier_change" TO CURRENT_USER USING (current_setting('weir.system', true) = 'on');

-- Of a tier its price alone, of an assignment all of it.
CREATE FUNCTION "keep_tier_change"() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO "tier_change" ("tenant", "declaration", "since", "kind", "name", "spec", "in_use")
        VALUES (NEW."tenant", NEW."id",
            CASE TG_OP WHEN 'INSERT' THEN NEW."created_at" ELSE "moment_of_change"() END,
            NEW."kind", NEW."name", "charged_of_tier"(NEW."kind", NEW."spec"), NEW."archived_at" IS NULL)
        ON CONFLICT ("declaration", "since") DO UPDATE SET "spec" = excluded."spec", "in_use" = excluded."in_use";
    RETURN NULL;
END
$$;
CREATE FUNCTION "charged_of_tier"("kind" TEXT, "spec" JSONB) RETURNS JSONB
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE "kind" WHEN 'TIER' THEN jsonb_strip_nulls(jsonb_build_object('pricePerMonthUsd', "spec" -> 'pricePerMonthUsd')) ELSE "spec" END
$$;
REVOKE EXECUTE ON FUNCTION "keep_tier_change"() FROM PUBLIC;
CREATE TRIGGER "keep_tier_change" AFTER INSERT ON "declaration" FOR EACH ROW
    WHEN (NEW."kind" IN ('TIER', 'TIER_ASSIGNMENT')) EXECUTE FUNCTION "keep_tier_change"();
CREATE TRIGGER "keep_tier_changed" AFTER UPDATE ON "declaration" FOR EACH ROW
    WHEN (NEW."kind" IN ('TIER', 'TIER_ASSIGNMENT')
        AND (OLD."spec" IS DISTINCT FROM NEW."spec" OR (OLD."archived_at" IS NULL) <> (NEW."archived_at" IS NULL)))
    EXECUTE FUNCTION "keep_tier_change"();

-- Of the time before nothing else is known than what was said last.
SELECT set_config('weir.system', 'on', true);
INSERT INTO "tier_change" ("tenant", "declaration", "since", "kind", "name", "spec", "in_use")
    SELECT "tenant", "id", "created_at", "kind", "name", "charged_of_tier"("kind", "spec"), true
    FROM "declaration" WHERE "kind" IN ('TIER', 'TIER_ASSIGNMENT')
    UNION ALL SELECT "tenant", "id", "archived_at", "kind", "name", "charged_of_tier"("kind", "spec"), false
    FROM "declaration" WHERE "kind" IN ('TIER', 'TIER_ASSIGNMENT') AND "archived_at" > "created_at";
SELECT set_config('weir.system', '', true);
