-- Who pays for a team or an application, and what it was part of, since when: calls go to whoever paid at their time.
CREATE TABLE "payer" (
    "tenant" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "parent" TEXT,
    "cost_centre" TEXT,

    CONSTRAINT "payer_pkey" PRIMARY KEY ("tenant", "kind", "name", "since")
);

-- AddForeignKey
ALTER TABLE "payer" ADD CONSTRAINT "payer_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "tenant"("name") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "payer" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY "own_tenant" ON "payer" USING ("tenant" = current_setting('weir.tenant', true));
CREATE POLICY "system" ON "payer" TO CURRENT_USER USING (current_setting('weir.system', true) = 'on');

-- The moment of all changes of a transaction: that of the first of them, which is behind any wait for its turn.
CREATE FUNCTION "moment_of_change"() RETURNS TIMESTAMPTZ
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    moment TEXT := current_setting('weir.moment', true);
BEGIN
    IF coalesce(moment, '') = '' THEN
        moment := clock_timestamp()::text;
        PERFORM set_config('weir.moment', moment, true);
    END IF;
    RETURN moment::timestamptz;
END
$$;

-- Whoever changes it, the file or a mutation.
CREATE FUNCTION "keep_payer"() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO "payer" ("tenant", "kind", "name", "since", "parent", "cost_centre")
        VALUES (NEW."tenant", upper(TG_TABLE_NAME), NEW."name",
            CASE TG_OP WHEN 'INSERT' THEN NEW."created_at" ELSE "moment_of_change"() END,
            to_jsonb(NEW) ->> TG_ARGV[0], NEW."cost_centre")
        ON CONFLICT ("tenant", "kind", "name", "since")
            DO UPDATE SET "parent" = excluded."parent", "cost_centre" = excluded."cost_centre";
    RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION "keep_payer"() FROM PUBLIC;
CREATE TRIGGER "keep_payer" AFTER INSERT ON "team" FOR EACH ROW EXECUTE FUNCTION "keep_payer"('parent');
CREATE TRIGGER "keep_payer_changed" AFTER UPDATE ON "team" FOR EACH ROW
    WHEN ((OLD."parent", OLD."cost_centre") IS DISTINCT FROM (NEW."parent", NEW."cost_centre"))
    EXECUTE FUNCTION "keep_payer"('parent');
CREATE TRIGGER "keep_payer" AFTER INSERT ON "application" FOR EACH ROW EXECUTE FUNCTION "keep_payer"('team');
CREATE TRIGGER "keep_payer_changed" AFTER UPDATE ON "application" FOR EACH ROW
    WHEN ((OLD."team", OLD."cost_centre") IS DISTINCT FROM (NEW."team", NEW."cost_centre"))
    EXECUTE FUNCTION "keep_payer"('team');

-- Of the time before nothing else is known than what holds now.
SELECT set_config('weir.system', 'on', true);
INSERT INTO "payer" ("tenant", "kind", "name", "since", "parent", "cost_centre")
    SELECT "tenant", 'TEAM', "name", "created_at", "parent", "cost_centre" FROM "team"
    UNION ALL SELECT "tenant", 'APPLICATION', "name", "created_at", "team", "cost_centre" FROM "application";
SELECT set_config('weir.system', '', true);
