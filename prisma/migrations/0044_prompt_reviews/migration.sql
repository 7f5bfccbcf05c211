-- What somebody else has to look at before callers get it. A version never changes, so what was approved is what is
-- published: another text is another version, with a review of its own.
ALTER TABLE "tenant" ADD COLUMN "prompt_approval" TEXT NOT NULL DEFAULT 'NONE';

-- Who wrote a version, lest he approves it himself; absent: it is older than that.
ALTER TABLE "prompt_version" ADD COLUMN "author_credential" TEXT, ADD COLUMN "author_user" TEXT, ADD COLUMN "author_application" TEXT;

-- CreateTable
CREATE TABLE "prompt_review" (
    "tenant" TEXT NOT NULL,
    "template" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "requested_by" TEXT NOT NULL,
    "requested_by_user" TEXT,
    "requested_by_application" TEXT,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "decision_reason" TEXT,
    "decided_by" TEXT,
    "decided_by_user" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "prompt_review_pkey" PRIMARY KEY ("tenant", "template", "number")
);

-- AddForeignKey
ALTER TABLE "prompt_review" ADD CONSTRAINT "prompt_review_tenant_template_number_fkey" FOREIGN KEY ("tenant", "template", "number") REFERENCES "prompt_version"("tenant", "template", "number") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- The queue of those that wait.
CREATE INDEX "prompt_review_waiting_idx" ON "prompt_review"("tenant") WHERE "state" = 'REQUESTED';

ALTER TABLE "prompt_review" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY "own_tenant" ON "prompt_review" USING ("tenant" = current_setting('weir.tenant', true));
CREATE POLICY "system" ON "prompt_review" TO CURRENT_USER USING (current_setting('weir.system', true) = 'on');

SELECT "audit"."watch"('"prompt_review"', 'revision');
