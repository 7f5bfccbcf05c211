-- Whether versions of a template have to be approved, where its tenant does not demand it of all.
ALTER TABLE "prompt_template" ADD COLUMN "approval" TEXT NOT NULL DEFAULT 'NONE';
