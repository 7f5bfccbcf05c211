-- What the gateway is told to be: providers, models, quotas and the like, one row each, out of weir.yaml or by an
-- administrator's mutation. Calls never read it: each gateway keeps what follows from it in memory.

-- CreateTable
CREATE TABLE "declaration" (
    "id" TEXT NOT NULL,
    "tenant" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "spec" JSONB NOT NULL,
    "secrets" JSONB NOT NULL DEFAULT '{}',
    "origin" TEXT NOT NULL,
    "place" INTEGER,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "declaration_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "declaration_tenant_kind_name_idx" ON "declaration"("tenant", "kind", "name");

-- AddForeignKey
ALTER TABLE "declaration" ADD CONSTRAINT "declaration_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "tenant"("name") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- What is in use has a name of its own among its kind, in whatever case.
CREATE UNIQUE INDEX "declaration_tenant_kind_lower_name_key" ON "declaration"("tenant", "kind", lower("name")) WHERE "archived_at" IS NULL;

ALTER TABLE "declaration" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY "own_tenant" ON "declaration" USING ("tenant" = current_setting('weir.tenant', true));
CREATE POLICY "system" ON "declaration" TO CURRENT_USER USING (current_setting('weir.system', true) = 'on');

-- The version of everything that snapshots are made of; one row. It is counted up in the transaction of each change, so
-- whoever sees a version sees what it stands for.
CREATE TABLE "control_version" (
    "id" BOOLEAN NOT NULL DEFAULT true CHECK ("id"),
    "version" BIGINT NOT NULL,

    CONSTRAINT "control_version_pkey" PRIMARY KEY ("id")
);
INSERT INTO "control_version" ("version") VALUES (1);

-- For every table that snapshots are made of; the gateways are told when the change is committed:
--   CREATE TRIGGER "changed" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "…" EXECUTE FUNCTION "control_changed"();
CREATE FUNCTION "control_changed"() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    changed BIGINT;
BEGIN
    UPDATE "control_version" SET "version" = "version" + 1 RETURNING "version" INTO changed;
    PERFORM pg_notify('weir_control', changed::TEXT);
    RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION "control_changed"() FROM PUBLIC;

CREATE TRIGGER "changed" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "declaration" EXECUTE FUNCTION "control_changed"();
