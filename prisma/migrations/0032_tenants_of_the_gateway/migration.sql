-- All tenants by name, for who runs the gateway: those behind "after", which hold "part" in their name or title, in use
-- or not unless "in_use" says; with "only", the one of this id.
CREATE FUNCTION "tenants_of_the_gateway"("only" TEXT, "part" TEXT, "in_use" BOOLEAN, "after" TEXT, "most" INTEGER)
RETURNS SETOF "tenant" LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    system TEXT := coalesce(current_setting('weir.system', true), '');
BEGIN
    PERFORM set_config('weir.system', 'on', true);
    RETURN QUERY SELECT t.* FROM "tenant" t
        WHERE ("only" IS NULL OR t."id" = "only")
            AND ("part" IS NULL OR strpos(lower(t."name"), lower("part")) > 0 OR strpos(lower(t."title"), lower("part")) > 0)
            AND ("in_use" IS NULL OR (t."archived_at" IS NULL) = "in_use")
            AND ("after" IS NULL OR t."name" > "after")
        ORDER BY t."name" LIMIT "most";
    PERFORM set_config('weir.system', system, true);
END
$$;
REVOKE EXECUTE ON FUNCTION "tenants_of_the_gateway"(TEXT, TEXT, BOOLEAN, TEXT, INTEGER) FROM PUBLIC;
