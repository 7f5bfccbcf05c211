-- Who of those that tokens and certificates name is in use. Calls never read it: each gateway keeps what follows from it
-- in memory.

-- That somebody of this name was to be forgotten, so that tokens of before stand for nobody. The mark is a keyed hash of
-- the name; nothing else is kept.
CREATE TABLE "erased_user" (
    "tenant" TEXT NOT NULL,
    "mark" BYTEA NOT NULL,
    "erased_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "erased_user_pkey" PRIMARY KEY ("tenant", "mark")
);

-- Counts the changes of who is in use: a gateway reads anew only what has moved.
CREATE TABLE "standing_revision" (
    "tenant" TEXT NOT NULL,
    "revision" BIGINT NOT NULL,

    CONSTRAINT "standing_revision_pkey" PRIMARY KEY ("tenant")
);

-- AddForeignKey
ALTER TABLE "erased_user" ADD CONSTRAINT "erased_user_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "tenant"("name") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "standing_revision" ADD CONSTRAINT "standing_revision_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "tenant"("name") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- Of those out of use, the newest are read first.
CREATE INDEX "user_tenant_archived_at_idx" ON "user"("tenant", "archived_at");
CREATE INDEX "erased_user_tenant_erased_at_idx" ON "erased_user"("tenant", "erased_at");

SELECT set_config('weir.system', 'on', true);
INSERT INTO "standing_revision" ("tenant", "revision") SELECT "name", 1 FROM "tenant";
SELECT set_config('weir.system', '', true);

DO $$
DECLARE
    owned REGCLASS;
BEGIN
    FOREACH owned IN ARRAY ARRAY['"erased_user"', '"standing_revision"']::REGCLASS[] LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', owned);
        EXECUTE format('CREATE POLICY "own_tenant" ON %s USING ("tenant" = current_setting(''weir.tenant'', true))', owned);
        EXECUTE format('CREATE POLICY "system" ON %s TO CURRENT_USER USING (current_setting(''weir.system'', true) = ''on'')', owned);
    END LOOP;
END
$$;

-- In the transaction of the change; the gateways are told when it is committed. The argument is the column that says
-- whose row it is.
CREATE FUNCTION "standing_changed"() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    changed JSONB := CASE TG_OP WHEN 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
    system TEXT := coalesce(current_setting('weir.system', true), '');
BEGIN
    PERFORM set_config('weir.system', 'on', true);
    INSERT INTO "standing_revision" ("tenant", "revision") VALUES (changed ->> TG_ARGV[0], 1)
        ON CONFLICT ("tenant") DO UPDATE SET "revision" = "standing_revision"."revision" + 1;
    PERFORM set_config('weir.system', system, true);
    PERFORM pg_notify('weir_standing', '');
    RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION "standing_changed"() FROM PUBLIC;

-- Users need no account, so a new one changes nothing.
CREATE TRIGGER "standing_changed" AFTER INSERT OR UPDATE OF "archived_at" ON "tenant" FOR EACH ROW EXECUTE FUNCTION "standing_changed"('name');
CREATE TRIGGER "standing_changed" AFTER INSERT OR UPDATE OF "archived_at" OR DELETE ON "team" FOR EACH ROW EXECUTE FUNCTION "standing_changed"('tenant');
CREATE TRIGGER "standing_changed" AFTER INSERT OR UPDATE OF "archived_at", "team" OR DELETE ON "application" FOR EACH ROW EXECUTE FUNCTION "standing_changed"('tenant');
CREATE TRIGGER "standing_changed" AFTER UPDATE OF "archived_at", "name" OR DELETE ON "user" FOR EACH ROW EXECUTE FUNCTION "standing_changed"('tenant');
CREATE TRIGGER "standing_changed" AFTER INSERT OR UPDATE OR DELETE ON "erased_user" FOR EACH ROW EXECUTE FUNCTION "standing_changed"('tenant');

SELECT "audit"."watch"('"erased_user"');
