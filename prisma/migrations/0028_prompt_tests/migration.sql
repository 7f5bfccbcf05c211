-- The tests that every version of a template has to pass, as one list: it is read and replaced as a whole.

-- CreateTable
CREATE TABLE "prompt_suite" (
    "tenant" TEXT NOT NULL,
    "template" TEXT NOT NULL,
    "tests" JSONB NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "prompt_suite_pkey" PRIMARY KEY ("tenant", "template")
);

-- AddForeignKey
ALTER TABLE "prompt_suite" ADD CONSTRAINT "prompt_suite_tenant_template_fkey" FOREIGN KEY ("tenant", "template") REFERENCES "prompt_template"("tenant", "name") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "prompt_suite" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY "own_tenant" ON "prompt_suite" USING ("tenant" = current_setting('weir.tenant', true));
CREATE POLICY "system" ON "prompt_suite" TO CURRENT_USER USING (current_setting('weir.system', true) = 'on');

-- That they were changed is told by the audit trail; the tests may be long.
SELECT "audit"."watch"('"prompt_suite"', 'tests');
