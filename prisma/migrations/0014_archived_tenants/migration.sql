-- What a tenant has declared is out of use with the tenant.
CREATE TRIGGER "changed" AFTER UPDATE OF "archived_at" ON "tenant" EXECUTE FUNCTION "control_changed"();
