-- Records are written here now: how often each was, when its CRM says that it changed, and one record for an external id.
ALTER TABLE "Person" ADD COLUMN "revision" INTEGER NOT NULL DEFAULT 1, ADD COLUMN "sourceUpdatedAt" TIMESTAMPTZ(3);
ALTER TABLE "Company" ADD COLUMN "revision" INTEGER NOT NULL DEFAULT 1, ADD COLUMN "sourceUpdatedAt" TIMESTAMPTZ(3);

UPDATE "Person" p SET "externalId" = NULL WHERE "externalId" IS NOT NULL AND EXISTS (
  SELECT 1 FROM "Person" o WHERE o."teamId" = p."teamId" AND o."externalId" = p."externalId" AND o.id < p.id);
UPDATE "Company" c SET "externalId" = NULL WHERE "externalId" IS NOT NULL AND EXISTS (
  SELECT 1 FROM "Company" o WHERE o."teamId" = c."teamId" AND o."externalId" = c."externalId" AND o.id < c.id);

DROP INDEX "Person_teamId_externalId_idx";
DROP INDEX "Company_teamId_externalId_idx";
CREATE UNIQUE INDEX "Person_teamId_externalId_key" ON "Person"("teamId", "externalId");
CREATE UNIQUE INDEX "Company_teamId_externalId_key" ON "Company"("teamId", "externalId");

-- What changed since a moment, in that order.
CREATE INDEX "Person_teamId_updatedAt_id_idx" ON "Person"("teamId", "updatedAt", "id");
CREATE INDEX "Company_teamId_updatedAt_id_idx" ON "Company"("teamId", "updatedAt", "id");
