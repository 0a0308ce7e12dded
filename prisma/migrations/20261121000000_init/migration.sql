-- A trusted extension since PostgreSQL 13: the owner of the database may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('owner', 'developer', 'qa', 'admin', 'agent', 'reviewer');

-- CreateEnum
CREATE TYPE "VersionState" AS ENUM ('draft', 'in_review', 'returned', 'approved', 'superseded');

-- CreateEnum
CREATE TYPE "TestingState" AS ENUM ('requested', 'accepted', 'declined', 'ended');

-- CreateEnum
CREATE TYPE "SecretState" AS ENUM ('staged', 'active', 'retiring', 'revoked');

-- CreateEnum
CREATE TYPE "LaunchOutcome" AS ENUM ('opened', 'shown', 'failed');

-- CreateTable
CREATE TABLE "Partner" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Partner_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Team" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Team_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "User" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "passwordHash" TEXT NOT NULL,
    "role" "Role" NOT NULL,
    "partnerId" TEXT,
    "teamId" UUID,
    "tokenVersion" INTEGER NOT NULL DEFAULT 1,
    "singleKeys" BOOLEAN NOT NULL DEFAULT true,
    "removedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Invitation" (
    "id" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "role" "Role" NOT NULL,
    "partnerId" TEXT,
    "teamId" UUID,
    "createdById" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),
    "withdrawnAt" TIMESTAMPTZ(3),

    CONSTRAINT "Invitation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PasswordReset" (
    "id" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "PasswordReset_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Widget" (
    "id" TEXT NOT NULL,
    "partnerId" TEXT NOT NULL,
    "protocol" TEXT NOT NULL,
    "searchText" TEXT NOT NULL,
    "servingVersionId" TEXT,
    "workingVersionId" TEXT,
    "testTeamId" UUID,
    "testState" "TestingState",
    "testRequestedAt" TIMESTAMPTZ(3),
    "testDecidedAt" TIMESTAMPTZ(3),
    "suspendedAt" TIMESTAMPTZ(3),
    "suspensionReason" TEXT,
    "stoppedAt" TIMESTAMPTZ(3),
    "stopReason" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Widget_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WidgetVersion" (
    "id" TEXT NOT NULL,
    "widgetId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "state" "VersionState" NOT NULL DEFAULT 'draft',
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "furtherOrigins" TEXT[],
    "placements" TEXT[],
    "allow" TEXT[],
    "icon" TEXT NOT NULL,
    "colour" TEXT NOT NULL,
    "createdById" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "submittedById" UUID,
    "submittedAt" TIMESTAMPTZ(3),
    "submitNote" TEXT,
    "decidedById" UUID,
    "decidedAt" TIMESTAMPTZ(3),
    "decisionReason" TEXT,

    CONSTRAINT "WidgetVersion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PlacementSwitch" (
    "widgetId" TEXT NOT NULL,
    "teamId" UUID NOT NULL,
    "placement" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "switchedById" UUID NOT NULL,
    "switchedAt" TIMESTAMPTZ(3) NOT NULL,
    "withdrawnAt" TIMESTAMPTZ(3),

    CONSTRAINT "PlacementSwitch_pkey" PRIMARY KEY ("teamId","placement","widgetId")
);

-- CreateTable
CREATE TABLE "Secret" (
    "id" TEXT NOT NULL,
    "widgetId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "state" "SecretState" NOT NULL,
    "sealed" BYTEA NOT NULL,
    "keyVersion" INTEGER NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "createdById" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "activatedAt" TIMESTAMPTZ(3),
    "lastSignedAt" TIMESTAMPTZ(3),
    "lastAcceptedAt" TIMESTAMPTZ(3),
    "probedAt" TIMESTAMPTZ(3),
    "probe" JSONB,
    "graceSeconds" INTEGER,
    "graceEndsAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),
    "revokeReason" TEXT,

    CONSTRAINT "Secret_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Launch" (
    "id" TEXT NOT NULL,
    "widgetId" TEXT NOT NULL,
    "versionId" TEXT NOT NULL,
    "teamId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "placement" TEXT NOT NULL,
    "recordId" UUID NOT NULL,
    "secretVersion" INTEGER NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "outcome" "LaunchOutcome" NOT NULL DEFAULT 'opened',
    "reason" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settledAt" TIMESTAMPTZ(3),

    CONSTRAINT "Launch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditEvent" (
    "sequence" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "action" TEXT NOT NULL,
    "actorId" TEXT,
    "actorName" TEXT NOT NULL,
    "subjectType" TEXT NOT NULL,
    "subjectId" TEXT NOT NULL,
    "subjectName" TEXT NOT NULL,
    "partnerId" TEXT,
    "teamId" UUID,
    "data" JSONB NOT NULL,
    "hash" BYTEA,

    CONSTRAINT "AuditEvent_pkey" PRIMARY KEY ("sequence")
);

-- CreateTable
CREATE TABLE "MasterKeyCheck" (
    "keyVersion" INTEGER NOT NULL,
    "sealed" BYTEA NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "MasterKeyCheck_pkey" PRIMARY KEY ("keyVersion")
);

-- CreateTable
CREATE TABLE "Person" (
    "id" UUID NOT NULL,
    "teamId" UUID NOT NULL,
    "externalId" TEXT,
    "companyId" UUID,
    "firstName" TEXT NOT NULL,
    "lastName" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "sortName" TEXT NOT NULL,
    "searchText" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PersonEmail" (
    "id" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "isPrimary" BOOLEAN NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PersonEmail_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PersonPhone" (
    "id" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "phone" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "isPrimary" BOOLEAN NOT NULL,
    "normalized" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PersonPhone_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Company" (
    "id" UUID NOT NULL,
    "teamId" UUID NOT NULL,
    "externalId" TEXT,
    "name" TEXT NOT NULL,
    "industry" TEXT,
    "website" TEXT,
    "description" TEXT,
    "companySize" TEXT,
    "annualRevenue" DECIMAL(20,2),
    "foundedDate" TIMESTAMPTZ(3),
    "registrationNumber" TEXT,
    "taxId" TEXT,
    "stage" TEXT NOT NULL,
    "sortName" TEXT NOT NULL,
    "searchText" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Company_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CompanyEmail" (
    "id" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "isPrimary" BOOLEAN NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "CompanyEmail_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CompanyPhone" (
    "id" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "phone" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "isPrimary" BOOLEAN NOT NULL,
    "normalized" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "CompanyPhone_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CompanyAddress" (
    "id" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "street" TEXT NOT NULL,
    "city" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "country" TEXT NOT NULL,
    "isPrimary" BOOLEAN NOT NULL,

    CONSTRAINT "CompanyAddress_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "User_partnerId_removedAt_idx" ON "User"("partnerId", "removedAt");

-- CreateIndex
CREATE INDEX "User_teamId_removedAt_idx" ON "User"("teamId", "removedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Invitation_tokenHash_key" ON "Invitation"("tokenHash");

-- CreateIndex
CREATE INDEX "Invitation_partnerId_createdAt_idx" ON "Invitation"("partnerId", "createdAt");

-- CreateIndex
CREATE INDEX "Invitation_teamId_createdAt_idx" ON "Invitation"("teamId", "createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "PasswordReset_tokenHash_key" ON "PasswordReset"("tokenHash");

-- CreateIndex
CREATE UNIQUE INDEX "Widget_servingVersionId_key" ON "Widget"("servingVersionId");

-- CreateIndex
CREATE UNIQUE INDEX "Widget_workingVersionId_key" ON "Widget"("workingVersionId");

-- CreateIndex
CREATE INDEX "Widget_partnerId_createdAt_id_idx" ON "Widget"("partnerId", "createdAt" DESC, "id");

-- CreateIndex
CREATE INDEX "Widget_testTeamId_testState_idx" ON "Widget"("testTeamId", "testState");

-- CreateIndex
CREATE INDEX "Widget_searchText_idx" ON "Widget" USING GIN ("searchText" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "WidgetVersion_state_submittedAt_id_idx" ON "WidgetVersion"("state", "submittedAt", "id");

-- CreateIndex
CREATE INDEX "WidgetVersion_state_decidedAt_id_idx" ON "WidgetVersion"("state", "decidedAt" DESC, "id");

-- CreateIndex
CREATE UNIQUE INDEX "WidgetVersion_widgetId_number_key" ON "WidgetVersion"("widgetId", "number");

-- CreateIndex
CREATE INDEX "PlacementSwitch_widgetId_idx" ON "PlacementSwitch"("widgetId");

-- CreateIndex
CREATE UNIQUE INDEX "Secret_widgetId_version_key" ON "Secret"("widgetId", "version");

-- CreateIndex
CREATE INDEX "Launch_widgetId_createdAt_id_idx" ON "Launch"("widgetId", "createdAt" DESC, "id");

-- CreateIndex
CREATE INDEX "Launch_teamId_recordId_createdAt_id_idx" ON "Launch"("teamId", "recordId", "createdAt" DESC, "id");

-- CreateIndex
CREATE INDEX "Launch_versionId_outcome_idx" ON "Launch"("versionId", "outcome");

-- CreateIndex
CREATE INDEX "AuditEvent_partnerId_sequence_idx" ON "AuditEvent"("partnerId", "sequence" DESC);

-- CreateIndex
CREATE INDEX "AuditEvent_teamId_sequence_idx" ON "AuditEvent"("teamId", "sequence" DESC);

-- CreateIndex
CREATE INDEX "AuditEvent_subjectId_sequence_idx" ON "AuditEvent"("subjectId", "sequence" DESC);

-- CreateIndex
CREATE INDEX "AuditEvent_action_sequence_idx" ON "AuditEvent"("action", "sequence" DESC);

-- CreateIndex
CREATE INDEX "Person_teamId_sortName_id_idx" ON "Person"("teamId", "sortName", "id");

-- CreateIndex
CREATE INDEX "Person_companyId_sortName_id_idx" ON "Person"("companyId", "sortName", "id");

-- CreateIndex
CREATE INDEX "Person_searchText_idx" ON "Person" USING GIN ("searchText" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "PersonEmail_personId_idx" ON "PersonEmail"("personId");

-- CreateIndex
CREATE INDEX "PersonPhone_personId_idx" ON "PersonPhone"("personId");

-- CreateIndex
CREATE INDEX "Company_teamId_sortName_id_idx" ON "Company"("teamId", "sortName", "id");

-- CreateIndex
CREATE INDEX "Company_searchText_idx" ON "Company" USING GIN ("searchText" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "CompanyEmail_companyId_idx" ON "CompanyEmail"("companyId");

-- CreateIndex
CREATE INDEX "CompanyPhone_companyId_idx" ON "CompanyPhone"("companyId");

-- CreateIndex
CREATE INDEX "CompanyAddress_companyId_idx" ON "CompanyAddress"("companyId");

-- AddForeignKey
ALTER TABLE "User" ADD CONSTRAINT "User_partnerId_fkey" FOREIGN KEY ("partnerId") REFERENCES "Partner"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "User" ADD CONSTRAINT "User_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Invitation" ADD CONSTRAINT "Invitation_partnerId_fkey" FOREIGN KEY ("partnerId") REFERENCES "Partner"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Invitation" ADD CONSTRAINT "Invitation_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Invitation" ADD CONSTRAINT "Invitation_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PasswordReset" ADD CONSTRAINT "PasswordReset_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Widget" ADD CONSTRAINT "Widget_partnerId_fkey" FOREIGN KEY ("partnerId") REFERENCES "Partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Widget" ADD CONSTRAINT "Widget_servingVersionId_fkey" FOREIGN KEY ("servingVersionId") REFERENCES "WidgetVersion"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Widget" ADD CONSTRAINT "Widget_workingVersionId_fkey" FOREIGN KEY ("workingVersionId") REFERENCES "WidgetVersion"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WidgetVersion" ADD CONSTRAINT "WidgetVersion_widgetId_fkey" FOREIGN KEY ("widgetId") REFERENCES "Widget"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WidgetVersion" ADD CONSTRAINT "WidgetVersion_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WidgetVersion" ADD CONSTRAINT "WidgetVersion_submittedById_fkey" FOREIGN KEY ("submittedById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WidgetVersion" ADD CONSTRAINT "WidgetVersion_decidedById_fkey" FOREIGN KEY ("decidedById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PlacementSwitch" ADD CONSTRAINT "PlacementSwitch_widgetId_fkey" FOREIGN KEY ("widgetId") REFERENCES "Widget"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PlacementSwitch" ADD CONSTRAINT "PlacementSwitch_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PlacementSwitch" ADD CONSTRAINT "PlacementSwitch_switchedById_fkey" FOREIGN KEY ("switchedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Secret" ADD CONSTRAINT "Secret_widgetId_fkey" FOREIGN KEY ("widgetId") REFERENCES "Widget"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Secret" ADD CONSTRAINT "Secret_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Launch" ADD CONSTRAINT "Launch_widgetId_fkey" FOREIGN KEY ("widgetId") REFERENCES "Widget"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Launch" ADD CONSTRAINT "Launch_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "WidgetVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Launch" ADD CONSTRAINT "Launch_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Launch" ADD CONSTRAINT "Launch_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Person" ADD CONSTRAINT "Person_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Person" ADD CONSTRAINT "Person_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PersonEmail" ADD CONSTRAINT "PersonEmail_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PersonPhone" ADD CONSTRAINT "PersonPhone_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Company" ADD CONSTRAINT "Company_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CompanyEmail" ADD CONSTRAINT "CompanyEmail_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CompanyPhone" ADD CONSTRAINT "CompanyPhone_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CompanyAddress" ADD CONSTRAINT "CompanyAddress_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand from here on: what the schema language cannot say.

-- Names are ordered and searched by prefix as bytes: one index serves both, whatever the server's locale.
ALTER TABLE "Person" ALTER COLUMN "sortName" TYPE TEXT COLLATE "C";
ALTER TABLE "Company" ALTER COLUMN "sortName" TYPE TEXT COLLATE "C";

-- An address is free again once its member was removed.
CREATE UNIQUE INDEX "User_email_live_key" ON "User"("email") WHERE "removedAt" IS NULL;

ALTER TABLE "User" ADD CONSTRAINT "User_one_organisation" CHECK (
  ("role" IN ('owner', 'developer', 'qa') AND "partnerId" IS NOT NULL AND "teamId" IS NULL)
  OR ("role" IN ('admin', 'agent') AND "teamId" IS NOT NULL AND "partnerId" IS NULL)
  OR ("role" = 'reviewer' AND "partnerId" IS NULL AND "teamId" IS NULL)
);
ALTER TABLE "Invitation" ADD CONSTRAINT "Invitation_one_organisation" CHECK (
  ("role" IN ('owner', 'developer', 'qa') AND "partnerId" IS NOT NULL AND "teamId" IS NULL)
  OR ("role" IN ('admin', 'agent') AND "teamId" IS NOT NULL AND "partnerId" IS NULL)
  OR ("role" = 'reviewer' AND "partnerId" IS NULL AND "teamId" IS NULL)
);

-- One version is being worked on, one serves.
CREATE UNIQUE INDEX "WidgetVersion_one_open_key" ON "WidgetVersion"("widgetId") WHERE "state" IN ('draft', 'in_review');
CREATE UNIQUE INDEX "WidgetVersion_one_approved_key" ON "WidgetVersion"("widgetId") WHERE "state" = 'approved';

-- One secret signs, and one rotation is open.
CREATE UNIQUE INDEX "Secret_one_active_key" ON "Secret"("widgetId") WHERE "state" = 'active';
CREATE UNIQUE INDEX "Secret_one_open_key" ON "Secret"("widgetId") WHERE "state" IN ('staged', 'retiring');

-- The table of rate-limiter-flexible, made here so that the application's role needs no right to create one.
CREATE TABLE "rate_limits" ("key" VARCHAR(255) PRIMARY KEY, "points" INTEGER NOT NULL DEFAULT 0, "expire" BIGINT);
CREATE INDEX "rate_limits_expire_idx" ON "rate_limits"("expire");

-- The audit log: each row's hash covers the row and the hash before it, and no row ever changes.
CREATE FUNCTION audit_digest(previous BYTEA, event "AuditEvent") RETURNS BYTEA LANGUAGE sql IMMUTABLE AS $$
  SELECT sha256(coalesce(previous, ''::bytea) || convert_to(jsonb_build_array(
    event."sequence", floor(extract(epoch FROM event."at") * 1000)::bigint, event."action",
    event."actorId", event."actorName", event."subjectType", event."subjectId", event."subjectName",
    event."partnerId", event."teamId", event."data")::text, 'UTF8'))
$$;

CREATE FUNCTION audit_append() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Held until commit: the order of the sequence is the order of the commits.
  PERFORM pg_advisory_xact_lock(7239104);
  NEW."sequence" := nextval(pg_get_serial_sequence('"AuditEvent"', 'sequence'));
  NEW."hash" := audit_digest((SELECT "hash" FROM "AuditEvent" ORDER BY "sequence" DESC LIMIT 1), NEW);
  RETURN NEW;
END $$;

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit events are never changed or deleted' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER audit_append BEFORE INSERT ON "AuditEvent" FOR EACH ROW EXECUTE FUNCTION audit_append();
CREATE TRIGGER audit_refuse_change BEFORE UPDATE OR DELETE ON "AuditEvent" FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_refuse_truncate BEFORE TRUNCATE ON "AuditEvent" FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
