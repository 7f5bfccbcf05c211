-- Who pays for a team or an application. One that names none is paid for by the team that it belongs to.
ALTER TABLE "team" ADD COLUMN "cost_centre" TEXT;
ALTER TABLE "application" ADD COLUMN "cost_centre" TEXT;
