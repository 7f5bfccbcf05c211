-- The versions among which a label divides callers, as one list of { version, weight }: it is read and replaced as a whole.
ALTER TABLE "prompt_label" ADD COLUMN "shares" JSONB;

-- How versions do side by side is asked of single calls, since latencies are in no roll-up.
CREATE INDEX "call_tenant_prompt_started_at_idx" ON "ledger"."call"("tenant", "prompt", "prompt_version", "started_at")
    WHERE "prompt" IS NOT NULL;

-- How the tests of a version went the last time.
CREATE TABLE "prompt_test_run" (
    "tenant" TEXT NOT NULL,
    "template" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "passed" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "prompt_test_run_pkey" PRIMARY KEY ("tenant", "template", "number")
);

-- AddForeignKey
ALTER TABLE "prompt_test_run" ADD CONSTRAINT "prompt_test_run_tenant_template_number_fkey" FOREIGN KEY ("tenant", "template", "number") REFERENCES "prompt_version"("tenant", "template", "number") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "prompt_test_run" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY "own_tenant" ON "prompt_test_run" USING ("tenant" = current_setting('weir.tenant', true));
CREATE POLICY "system" ON "prompt_test_run" TO CURRENT_USER USING (current_setting('weir.system', true) = 'on');
