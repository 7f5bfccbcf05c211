-- Products sell prompts beside models: names of fields of `Prompts`.
ALTER TABLE "product" ADD COLUMN "prompts" TEXT[] DEFAULT ARRAY[]::TEXT[];
