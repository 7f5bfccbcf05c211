-- To what persons have agreed. Calls never read it: each gateway keeps in memory who has agreed to what.

-- CreateTable
CREATE TABLE "consent" (
    "id" TEXT NOT NULL,
    "tenant" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "evidence" TEXT,
    "given_at" TIMESTAMPTZ(3) NOT NULL,
    "withdrawn_at" TIMESTAMPTZ(3),
    "revision" BIGINT NOT NULL,

    CONSTRAINT "consent_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "consent_tenant_id_idx" ON "consent"("tenant", "id");
CREATE INDEX "consent_tenant_subject_idx" ON "consent"("tenant", "subject_type", "subject_id");
CREATE INDEX "consent_revision_idx" ON "consent"("revision");

-- Somebody agrees to a purpose once, until he withdraws it.
CREATE UNIQUE INDEX "consent_given_key" ON "consent"("tenant", "subject_type", "subject_id", "purpose") WHERE "withdrawn_at" IS NULL;

-- AddForeignKey
ALTER TABLE "consent" ADD CONSTRAINT "consent_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "tenant"("name") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "consent" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY "own_tenant" ON "consent" USING ("tenant" = current_setting('weir.tenant', true));
CREATE POLICY "system" ON "consent" TO CURRENT_USER USING (current_setting('weir.system', true) = 'on');

-- The last revision of all; one row. It is counted up in the transaction of each change, which holds the row until it is
-- committed: whoever sees a revision has seen all before it.
CREATE TABLE "consent_version" (
    "id" BOOLEAN NOT NULL DEFAULT true CHECK ("id"),
    "version" BIGINT NOT NULL,

    CONSTRAINT "consent_version_pkey" PRIMARY KEY ("id")
);
INSERT INTO "consent_version" ("version") VALUES (0);

CREATE FUNCTION "consent_changed"() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE "consent_version" SET "version" = "version" + 1 RETURNING "version" INTO NEW."revision";
    PERFORM pg_notify('weir_consent', NEW."revision"::TEXT);
    RETURN NEW;
END
$$;
REVOKE EXECUTE ON FUNCTION "consent_changed"() FROM PUBLIC;
CREATE TRIGGER "consent_changed" BEFORE INSERT OR UPDATE ON "consent" FOR EACH ROW EXECUTE FUNCTION "consent_changed"();

-- Every change of them is an event (migration 0004).
SELECT "audit"."watch"('"consent"', 'revision');
