-- The same text as before. Settings of its own took the function ten times as long as the text: whoever asks for texts
-- says `timezone` and `extra_float_digits` once for all of them.
CREATE OR REPLACE FUNCTION "ledger"."call_text"("call" "ledger"."call") RETURNS TEXT LANGUAGE sql STABLE AS $$
    SELECT jsonb_strip_nulls(CASE WHEN "call"."user" IS NULL THEN to_jsonb("call")
        ELSE to_jsonb("call") - ARRAY['user', 'client_address', 'session_id'] END)::text
$$;
