-- Prompts as their authors have written them. A version never changes but for its state; what callers get is the version
-- that the label `production` stands at. Calls never read these tables: each gateway keeps what is in force in memory.

-- CreateTable
CREATE TABLE "prompt_template" (
    "id" TEXT NOT NULL,
    "tenant" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "latest" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "prompt_template_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "prompt_version" (
    "id" TEXT NOT NULL,
    "tenant" TEXT NOT NULL,
    "template" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "sdl" TEXT NOT NULL,
    "semantic_version" TEXT NOT NULL,
    "change" TEXT NOT NULL,
    "changes" TEXT[],
    "message" TEXT,
    "author" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "prompt_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "prompt_label" (
    "tenant" TEXT NOT NULL,
    "template" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "trail" INTEGER[],
    "moved_at" TIMESTAMPTZ(3) NOT NULL,
    "moved_by" TEXT NOT NULL,

    CONSTRAINT "prompt_label_pkey" PRIMARY KEY ("tenant", "template", "name")
);

-- CreateIndex
CREATE UNIQUE INDEX "prompt_template_tenant_name_key" ON "prompt_template"("tenant", "name");
CREATE UNIQUE INDEX "prompt_version_tenant_template_number_key" ON "prompt_version"("tenant", "template", "number");

-- Names that differ in case alone are the same name. Prisma does not know such indexes and leaves them alone.
CREATE UNIQUE INDEX "prompt_template_tenant_lower_name_key" ON "prompt_template"("tenant", lower("name"));

-- AddForeignKey
ALTER TABLE "prompt_template" ADD CONSTRAINT "prompt_template_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "tenant"("name") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "prompt_version" ADD CONSTRAINT "prompt_version_tenant_template_fkey" FOREIGN KEY ("tenant", "template") REFERENCES "prompt_template"("tenant", "name") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "prompt_label" ADD CONSTRAINT "prompt_label_tenant_template_version_fkey" FOREIGN KEY ("tenant", "template", "version") REFERENCES "prompt_version"("tenant", "template", "number") ON DELETE RESTRICT ON UPDATE RESTRICT;

DO $$
DECLARE
    owned REGCLASS;
BEGIN
    FOREACH owned IN ARRAY ARRAY['"prompt_template"', '"prompt_version"', '"prompt_label"']::REGCLASS[] LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', owned);
        EXECUTE format('CREATE POLICY "own_tenant" ON %s USING ("tenant" = current_setting(''weir.tenant'', true))', owned);
        EXECUTE format('CREATE POLICY "system" ON %s TO CURRENT_USER USING (current_setting(''weir.system'', true) = ''on'')', owned);
    END LOOP;
END
$$;

-- Which prompt a call was, and which version of it.
ALTER TABLE "ledger"."call" ADD COLUMN "prompt" TEXT, ADD COLUMN "prompt_version" INTEGER;
ALTER TABLE "ledger"."usage_hour" ADD COLUMN "prompt" TEXT, ADD COLUMN "prompt_version" INTEGER;

-- Counts the changes of what a tenant's labels stand at: a gateway reads anew only what has moved.
CREATE TABLE "prompt_revision" (
    "tenant" TEXT NOT NULL,
    "revision" BIGINT NOT NULL,

    CONSTRAINT "prompt_revision_pkey" PRIMARY KEY ("tenant")
);
ALTER TABLE "prompt_revision" ADD CONSTRAINT "prompt_revision_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "tenant"("name") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "prompt_revision" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY "own_tenant" ON "prompt_revision" USING ("tenant" = current_setting('weir.tenant', true));
CREATE POLICY "system" ON "prompt_revision" TO CURRENT_USER USING (current_setting('weir.system', true) = 'on');

-- In the transaction of the change; the gateways are told when it is committed.
CREATE FUNCTION "prompts_changed"() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO "prompt_revision" ("tenant", "revision") VALUES (coalesce(NEW."tenant", OLD."tenant"), 1)
        ON CONFLICT ("tenant") DO UPDATE SET "revision" = "prompt_revision"."revision" + 1;
    PERFORM pg_notify('weir_prompts', '');
    RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION "prompts_changed"() FROM PUBLIC;
CREATE TRIGGER "changed" AFTER INSERT OR UPDATE OR DELETE ON "prompt_label" FOR EACH ROW EXECUTE FUNCTION "prompts_changed"();
CREATE TRIGGER "changed" AFTER UPDATE ON "prompt_version" FOR EACH ROW EXECUTE FUNCTION "prompts_changed"();

-- Who published what is told by the audit trail; the text itself never changes and is kept above.
SELECT "audit"."watch"('"prompt_template"', 'latest'), "audit"."watch"('"prompt_version"', 'sdl'), "audit"."watch"('"prompt_label"', 'trail');
