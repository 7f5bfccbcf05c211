-- For whom an issuer's tokens are: what an audience stands for at an issuer is one identity provider's, of one tenant.
-- Else whoever names the issuer and the audience of somebody else takes over his sign-ins. The primary key holds
-- whatever happens at the same time, and row-level security keeps each tenant from seeing what others have.

-- CreateTable
CREATE TABLE "token_audience" (
    "id" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "audience" TEXT NOT NULL,
    "tenant" TEXT NOT NULL,
    "declaration" TEXT NOT NULL,
    "since" BIGINT GENERATED ALWAYS AS IDENTITY,

    CONSTRAINT "token_audience_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "token_audience_declaration_idx" ON "token_audience"("declaration");

-- AddForeignKey
ALTER TABLE "token_audience" ADD CONSTRAINT "token_audience_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "tenant"("name") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "token_audience" ADD CONSTRAINT "token_audience_declaration_fkey" FOREIGN KEY ("declaration") REFERENCES "declaration"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "token_audience" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY "own_tenant" ON "token_audience" USING ("tenant" = current_setting('weir.tenant', true));
CREATE POLICY "system" ON "token_audience" TO CURRENT_USER USING (current_setting('weir.system', true) = 'on');

-- The audiences of a declared identity provider. A browser's ID token is meant for the client that asked for it.
CREATE FUNCTION "audiences_of"("spec" JSONB) RETURNS SETOF TEXT LANGUAGE sql IMMUTABLE AS $$
    SELECT "spec" ->> 'audience' WHERE jsonb_typeof("spec" -> 'audience') = 'string'
    UNION SELECT jsonb_array_elements_text(
        CASE jsonb_typeof("spec" -> 'audience') WHEN 'array' THEN "spec" -> 'audience' ELSE '[]' END)
    UNION SELECT "spec" #>> '{login,clientId}' WHERE "spec" #>> '{login,clientId}' IS NOT NULL
$$;

-- The two together are longer than an index takes.
CREATE FUNCTION "token_audience_id"("issuer" TEXT, "audience" TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array("issuer", "audience")::TEXT, 'UTF8')), 'hex')
$$;

-- Those who run the gateway have what they say, and what a tenant had that is archived is free. An issuer that is a
-- secret of theirs is not in the row: they need no claim, as they come first wherever tokens are taken.
CREATE FUNCTION "claim_token_audiences"() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    system TEXT := coalesce(current_setting('weir.system', true), '');
    issued_by TEXT := NEW."spec" ->> 'issuer';
    wanted TEXT[] := ARRAY(SELECT DISTINCT a FROM "audiences_of"(NEW."spec") AS a ORDER BY a);
    one TEXT;
BEGIN
    PERFORM set_config('weir.system', 'on', true);
    DELETE FROM "token_audience" t WHERE t."declaration" = NEW."id"
        AND (NEW."archived_at" IS NOT NULL OR t."issuer" IS DISTINCT FROM issued_by OR t."audience" <> ALL (wanted));
    IF NEW."archived_at" IS NULL AND issued_by IS NOT NULL THEN
        DELETE FROM "token_audience" t
        WHERE t."issuer" = issued_by AND t."audience" = ANY (wanted) AND t."tenant" <> NEW."tenant"
            AND (NEW."tenant" = 'default' OR EXISTS (
                SELECT FROM "tenant" WHERE "tenant"."name" = t."tenant" AND "tenant"."archived_at" IS NOT NULL));
        FOREACH one IN ARRAY wanted LOOP
            INSERT INTO "token_audience" AS t ("id", "issuer", "audience", "tenant", "declaration")
            VALUES ("token_audience_id"(issued_by, one), issued_by, one, NEW."tenant", NEW."id")
            ON CONFLICT ("id") DO UPDATE SET "declaration" = EXCLUDED."declaration"
                WHERE t."tenant" = EXCLUDED."tenant";
            IF NOT FOUND THEN
                RAISE EXCEPTION 'An audience is taken at its issuer'
                    USING ERRCODE = 'unique_violation', CONSTRAINT = 'token_audience_pkey';
            END IF;
        END LOOP;
    END IF;
    PERFORM set_config('weir.system', system, true);
    RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION "claim_token_audiences"() FROM PUBLIC;

CREATE TRIGGER "claim_audiences" AFTER INSERT OR UPDATE ON "declaration" FOR EACH ROW
    WHEN (NEW."kind" = 'IDENTITY_PROVIDER') EXECUTE FUNCTION "claim_token_audiences"();

-- What was declared before: those who run the gateway first, then who came first. A twin has lost.
SELECT set_config('weir.system', 'on', true);
INSERT INTO "token_audience" ("id", "issuer", "audience", "tenant", "declaration")
SELECT "token_audience_id"(d."spec" ->> 'issuer', a), d."spec" ->> 'issuer', a, d."tenant", d."id"
FROM "declaration" d JOIN "tenant" ON "tenant"."name" = d."tenant", "audiences_of"(d."spec") AS a
WHERE d."kind" = 'IDENTITY_PROVIDER' AND d."spec" ->> 'issuer' IS NOT NULL AND d."archived_at" IS NULL AND "tenant"."archived_at" IS NULL
ORDER BY d."tenant" <> 'default', d."created_at", d."id"
ON CONFLICT DO NOTHING;
SELECT set_config('weir.system', '', true);
