-- As before, with the prompts that usage is also kept by.
-- Calls the one who is forgotten by another name in all that is kept of its use, and takes away where it called from.
CREATE OR REPLACE FUNCTION "ledger"."rename_user"("old" TEXT, "new" TEXT) RETURNS BIGINT
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    own TEXT := current_setting('weir.tenant');
    system TEXT := coalesce(current_setting('weir.system', true), '');
    renamed BIGINT;
BEGIN
    PERFORM set_config('weir.system', 'on', true);
    UPDATE ledger.call c SET "user" = "new", client_address = NULL, session_id = NULL
        WHERE c.tenant = own AND c."user" = "old";
    GET DIAGNOSTICS renamed = ROW_COUNT;
    -- The key as the ledger makes it (src/stores/postgres/ledger-row.ts).
    UPDATE ledger.usage_hour u SET "user" = "new", key = sha256(convert_to(json_build_array(u.tenant, u.operation,
            u.model, u.provider, u.deployment, u.team, u.application, "new", u.api_key, u.outcome, u.prompt, u.prompt_version)::text, 'UTF8'))
        WHERE u.tenant = own AND u."user" = "old";
    PERFORM set_config('weir.system', system, true);
    RETURN renamed;
END
$$;
