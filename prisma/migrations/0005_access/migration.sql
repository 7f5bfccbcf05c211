-- Who may do what: custom roles, to whom roles are given, and the catalogue whose products applications subscribe to.
-- Calls never read it: each gateway keeps what follows from it in memory.

-- CreateTable
CREATE TABLE "role" (
    "id" TEXT NOT NULL,
    "tenant" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT,
    "permissions" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "role_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "role_assignment" (
    "id" TEXT NOT NULL,
    "tenant" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "role_assignment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "product" (
    "id" TEXT NOT NULL,
    "tenant" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT,
    "terms" TEXT,
    "release" TEXT NOT NULL,
    "models" TEXT[],
    "stage" TEXT NOT NULL DEFAULT 'DRAFT',
    "deprecated_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "product_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "product_subscription" (
    "id" TEXT NOT NULL,
    "tenant" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "application" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'REQUESTED',
    "reason" TEXT NOT NULL,
    "requested_by" TEXT NOT NULL,
    "requested_by_user" TEXT,
    "requested_by_application" TEXT,
    "decision_reason" TEXT,
    "decided_by" TEXT,
    "decided_by_user" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "product_subscription_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "role_tenant_name_key" ON "role"("tenant", "name");
CREATE UNIQUE INDEX "role_assignment_tenant_kind_holder_role_key" ON "role_assignment"("tenant", "kind", "holder", "role");
CREATE UNIQUE INDEX "product_tenant_name_key" ON "product"("tenant", "name");
CREATE INDEX "product_subscription_tenant_id_idx" ON "product_subscription"("tenant", "id");
CREATE INDEX "product_subscription_tenant_application_id_idx" ON "product_subscription"("tenant", "application", "id");

-- Names that differ in case alone are the same name.
CREATE UNIQUE INDEX "role_tenant_lower_name_key" ON "role"("tenant", lower("name"));
CREATE UNIQUE INDEX "product_tenant_lower_name_key" ON "product"("tenant", lower("name"));

-- An application has one subscription to a product that is in force or may become so.
CREATE UNIQUE INDEX "product_subscription_open_key" ON "product_subscription"("tenant", "product", "application")
    WHERE "state" IN ('REQUESTED', 'APPROVED');

-- AddForeignKey
ALTER TABLE "role" ADD CONSTRAINT "role_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "tenant"("name") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "role_assignment" ADD CONSTRAINT "role_assignment_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "tenant"("name") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "product" ADD CONSTRAINT "product_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "tenant"("name") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "product_subscription" ADD CONSTRAINT "product_subscription_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "tenant"("name") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "product_subscription" ADD CONSTRAINT "product_subscription_tenant_product_fkey" FOREIGN KEY ("tenant", "product") REFERENCES "product"("tenant", "name") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "product_subscription" ADD CONSTRAINT "product_subscription_tenant_application_fkey" FOREIGN KEY ("tenant", "application") REFERENCES "application"("tenant", "name") ON DELETE RESTRICT ON UPDATE RESTRICT;

DO $$
DECLARE
    owned REGCLASS;
BEGIN
    FOREACH owned IN ARRAY ARRAY['"role"', '"role_assignment"', '"product"', '"product_subscription"']::REGCLASS[] LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', owned);
        EXECUTE format('CREATE POLICY "own_tenant" ON %s USING ("tenant" = current_setting(''weir.tenant'', true))', owned);
        EXECUTE format('CREATE POLICY "system" ON %s TO CURRENT_USER USING (current_setting(''weir.system'', true) = ''on'')', owned);
    END LOOP;
END
$$;

-- The version of everything that gateways keep of who may do what; one row. It is counted up in the transaction of each
-- change, so whoever sees a version sees what it stands for; and gateways are told when the change is committed.
CREATE TABLE "access_version" (
    "id" BOOLEAN NOT NULL DEFAULT true CHECK ("id"),
    "version" BIGINT NOT NULL,

    CONSTRAINT "access_version_pkey" PRIMARY KEY ("id")
);
INSERT INTO "access_version" ("version") VALUES (1);

CREATE FUNCTION "access_changed"() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    changed BIGINT;
BEGIN
    UPDATE "access_version" SET "version" = "version" + 1 RETURNING "version" INTO changed;
    PERFORM pg_notify('weir_access', changed::TEXT);
    RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION "access_changed"() FROM PUBLIC;

-- A subscription that is only requested changes nothing yet, nor does a team without a parent.
CREATE TRIGGER "access_changed" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "role" EXECUTE FUNCTION "access_changed"();
CREATE TRIGGER "access_changed" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "role_assignment" EXECUTE FUNCTION "access_changed"();
CREATE TRIGGER "access_changed" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "product" EXECUTE FUNCTION "access_changed"();
CREATE TRIGGER "access_changed" AFTER UPDATE OR DELETE OR TRUNCATE ON "product_subscription" EXECUTE FUNCTION "access_changed"();
CREATE TRIGGER "access_inserted" AFTER INSERT ON "team" FOR EACH ROW WHEN (NEW."parent" IS NOT NULL) EXECUTE FUNCTION "access_changed"();
CREATE TRIGGER "access_changed" AFTER UPDATE OF "parent" OR DELETE OR TRUNCATE ON "team" EXECUTE FUNCTION "access_changed"();

-- Every change of them is an event (migration 0004).
SELECT "audit"."watch"('"role"', 'version');
SELECT "audit"."watch"('"role_assignment"', 'created_at');
SELECT "audit"."watch"('"product"', 'version');
SELECT "audit"."watch"('"product_subscription"', 'version');
