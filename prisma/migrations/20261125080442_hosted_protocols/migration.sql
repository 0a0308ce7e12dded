-- DropForeignKey
ALTER TABLE "Activity" DROP CONSTRAINT "Activity_connectorId_fkey";

-- AlterTable
ALTER TABLE "Activity" ADD COLUMN     "html" TEXT,
ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'activity',
ALTER COLUMN "connectorId" DROP NOT NULL;

-- AlterTable
ALTER TABLE "Company" ADD COLUMN     "apiId" TEXT;

-- AlterTable
ALTER TABLE "Launch" ADD COLUMN     "completedAt" TIMESTAMPTZ(3),
ADD COLUMN     "nonceHash" TEXT,
ADD COLUMN     "stepId" INTEGER;

-- AlterTable
ALTER TABLE "Person" ADD COLUMN     "apiId" TEXT,
ADD COLUMN     "title" TEXT;

-- AlterTable
ALTER TABLE "User" ADD COLUMN     "domainUrl" TEXT,
ADD COLUMN     "mayInstall" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "username" TEXT;

-- AlterTable
ALTER TABLE "Widget" ADD COLUMN     "postbacksDisabledAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "WidgetVersion" ADD COLUMN     "settings" JSONB NOT NULL DEFAULT '{}';

-- CreateTable
CREATE TABLE "Installation" (
    "id" TEXT NOT NULL,
    "widgetId" TEXT NOT NULL,
    "teamId" UUID NOT NULL,
    "installedById" UUID NOT NULL,
    "installedAt" TIMESTAMPTZ(3) NOT NULL,
    "enablingAt" TIMESTAMPTZ(3),
    "connectedAt" TIMESTAMPTZ(3),
    "connectedById" UUID,
    "uninstalledAt" TIMESTAMPTZ(3),
    "frameSharedUntil" TIMESTAMPTZ(3),

    CONSTRAINT "Installation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "InstallationSecret" (
    "id" TEXT NOT NULL,
    "installationId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "endpoint" TEXT,
    "state" "SecretState" NOT NULL,
    "sealed" BYTEA NOT NULL,
    "keyVersion" INTEGER NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "createdById" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "activatedAt" TIMESTAMPTZ(3),
    "lastSignedAt" TIMESTAMPTZ(3),
    "lastAcceptedAt" TIMESTAMPTZ(3),
    "graceEndsAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "InstallationSecret_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OAuthClient" (
    "id" TEXT NOT NULL,
    "widgetId" TEXT NOT NULL,
    "secretHash" TEXT NOT NULL,
    "secretFingerprint" TEXT NOT NULL,
    "createdById" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "renewedAt" TIMESTAMPTZ(3),

    CONSTRAINT "OAuthClient_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OAuthCode" (
    "codeHash" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "installationId" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "redirectUri" TEXT NOT NULL,
    "scopes" TEXT[],
    "challenge" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "spentAt" TIMESTAMPTZ(3),
    "grantId" TEXT,

    CONSTRAINT "OAuthCode_pkey" PRIMARY KEY ("codeHash")
);

-- CreateTable
CREATE TABLE "OAuthGrant" (
    "id" TEXT NOT NULL,
    "installationId" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "scopes" TEXT[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "revokedAt" TIMESTAMPTZ(3),
    "revokeReason" TEXT,

    CONSTRAINT "OAuthGrant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AccessToken" (
    "tokenHash" TEXT NOT NULL,
    "grantId" TEXT,
    "widgetId" TEXT NOT NULL,
    "teamId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "locationId" TEXT,
    "scopes" TEXT[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "refreshHash" TEXT,
    "refreshExpiresAt" TIMESTAMPTZ(3),
    "refreshedAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),
    "lastUsedAt" TIMESTAMPTZ(3),

    CONSTRAINT "AccessToken_pkey" PRIMARY KEY ("tokenHash")
);

-- CreateTable
CREATE TABLE "Location" (
    "id" TEXT NOT NULL,
    "teamId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "accountNumber" TEXT,
    "apiId" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "deletedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Location_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Registration" (
    "id" TEXT NOT NULL,
    "widgetId" TEXT NOT NULL,
    "teamId" UUID NOT NULL,
    "locationId" TEXT NOT NULL,
    "userId" UUID,
    "registeredAt" TIMESTAMPTZ(3) NOT NULL,
    "unregisteredAt" TIMESTAMPTZ(3),

    CONSTRAINT "Registration_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Postback" (
    "id" TEXT NOT NULL,
    "widgetId" TEXT NOT NULL,
    "teamId" UUID NOT NULL,
    "registrationId" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "method" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAttemptAt" TIMESTAMPTZ(3),
    "claimedUntil" TIMESTAMPTZ(3),
    "lastStatus" INTEGER,
    "lastError" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "giveUpAt" TIMESTAMPTZ(3) NOT NULL,
    "settledAt" TIMESTAMPTZ(3),

    CONSTRAINT "Postback_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PostbackAttempt" (
    "id" BIGSERIAL NOT NULL,
    "postbackId" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "durationMs" INTEGER NOT NULL,
    "status" INTEGER,
    "error" TEXT,
    "request" JSONB NOT NULL,
    "response" JSONB,

    CONSTRAINT "PostbackAttempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Step" (
    "id" SERIAL NOT NULL,
    "teamId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "dueAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "completedAt" TIMESTAMPTZ(3),
    "completedById" UUID,
    "completedByWidgetId" TEXT,

    CONSTRAINT "Step_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PartnerCall" (
    "id" BIGSERIAL NOT NULL,
    "widgetId" TEXT NOT NULL,
    "teamId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "endpoint" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "status" INTEGER,
    "reason" TEXT,
    "latencyMs" INTEGER NOT NULL,
    "secretVersion" INTEGER,

    CONSTRAINT "PartnerCall_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Installation_widgetId_idx" ON "Installation"("widgetId");

-- CreateIndex
CREATE UNIQUE INDEX "Installation_teamId_widgetId_key" ON "Installation"("teamId", "widgetId");

-- CreateIndex
CREATE UNIQUE INDEX "InstallationSecret_installationId_version_key" ON "InstallationSecret"("installationId", "version");

-- CreateIndex
CREATE UNIQUE INDEX "OAuthClient_widgetId_key" ON "OAuthClient"("widgetId");

-- CreateIndex
CREATE INDEX "OAuthCode_expiresAt_idx" ON "OAuthCode"("expiresAt");

-- CreateIndex
CREATE INDEX "OAuthGrant_installationId_createdAt_idx" ON "OAuthGrant"("installationId", "createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "AccessToken_refreshHash_key" ON "AccessToken"("refreshHash");

-- CreateIndex
CREATE INDEX "AccessToken_grantId_idx" ON "AccessToken"("grantId");

-- CreateIndex
CREATE INDEX "AccessToken_expiresAt_idx" ON "AccessToken"("expiresAt");

-- CreateIndex
CREATE INDEX "AccessToken_widgetId_teamId_idx" ON "AccessToken"("widgetId", "teamId");

-- CreateIndex
CREATE INDEX "Location_teamId_deletedAt_createdAt_id_idx" ON "Location"("teamId", "deletedAt", "createdAt", "id");

-- CreateIndex
CREATE INDEX "Registration_teamId_widgetId_locationId_idx" ON "Registration"("teamId", "widgetId", "locationId");

-- CreateIndex
CREATE INDEX "Registration_widgetId_registeredAt_id_idx" ON "Registration"("widgetId", "registeredAt" DESC, "id");

-- CreateIndex
CREATE INDEX "Postback_state_nextAttemptAt_idx" ON "Postback"("state", "nextAttemptAt");

-- CreateIndex
CREATE INDEX "Postback_widgetId_createdAt_id_idx" ON "Postback"("widgetId", "createdAt" DESC, "id");

-- CreateIndex
CREATE UNIQUE INDEX "Postback_registrationId_sequence_key" ON "Postback"("registrationId", "sequence");

-- CreateIndex
CREATE INDEX "PostbackAttempt_postbackId_id_idx" ON "PostbackAttempt"("postbackId", "id");

-- CreateIndex
CREATE INDEX "Step_personId_completedAt_dueAt_idx" ON "Step"("personId", "completedAt", "dueAt");

-- CreateIndex
CREATE INDEX "Step_teamId_completedAt_dueAt_id_idx" ON "Step"("teamId", "completedAt", "dueAt", "id");

-- CreateIndex
CREATE INDEX "PartnerCall_widgetId_id_idx" ON "PartnerCall"("widgetId", "id" DESC);

-- CreateIndex
CREATE INDEX "PartnerCall_at_idx" ON "PartnerCall"("at");

-- AddForeignKey
ALTER TABLE "Activity" ADD CONSTRAINT "Activity_connectorId_fkey" FOREIGN KEY ("connectorId") REFERENCES "Connector"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Installation" ADD CONSTRAINT "Installation_widgetId_fkey" FOREIGN KEY ("widgetId") REFERENCES "Widget"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Installation" ADD CONSTRAINT "Installation_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Installation" ADD CONSTRAINT "Installation_installedById_fkey" FOREIGN KEY ("installedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Installation" ADD CONSTRAINT "Installation_connectedById_fkey" FOREIGN KEY ("connectedById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "InstallationSecret" ADD CONSTRAINT "InstallationSecret_installationId_fkey" FOREIGN KEY ("installationId") REFERENCES "Installation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "InstallationSecret" ADD CONSTRAINT "InstallationSecret_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OAuthClient" ADD CONSTRAINT "OAuthClient_widgetId_fkey" FOREIGN KEY ("widgetId") REFERENCES "Widget"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OAuthClient" ADD CONSTRAINT "OAuthClient_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OAuthCode" ADD CONSTRAINT "OAuthCode_clientId_fkey" FOREIGN KEY ("clientId") REFERENCES "OAuthClient"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OAuthCode" ADD CONSTRAINT "OAuthCode_installationId_fkey" FOREIGN KEY ("installationId") REFERENCES "Installation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OAuthGrant" ADD CONSTRAINT "OAuthGrant_installationId_fkey" FOREIGN KEY ("installationId") REFERENCES "Installation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OAuthGrant" ADD CONSTRAINT "OAuthGrant_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AccessToken" ADD CONSTRAINT "AccessToken_grantId_fkey" FOREIGN KEY ("grantId") REFERENCES "OAuthGrant"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Location" ADD CONSTRAINT "Location_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Registration" ADD CONSTRAINT "Registration_widgetId_fkey" FOREIGN KEY ("widgetId") REFERENCES "Widget"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Registration" ADD CONSTRAINT "Registration_locationId_fkey" FOREIGN KEY ("locationId") REFERENCES "Location"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Registration" ADD CONSTRAINT "Registration_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Postback" ADD CONSTRAINT "Postback_widgetId_fkey" FOREIGN KEY ("widgetId") REFERENCES "Widget"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Postback" ADD CONSTRAINT "Postback_registrationId_fkey" FOREIGN KEY ("registrationId") REFERENCES "Registration"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PostbackAttempt" ADD CONSTRAINT "PostbackAttempt_postbackId_fkey" FOREIGN KEY ("postbackId") REFERENCES "Postback"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Step" ADD CONSTRAINT "Step_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Step" ADD CONSTRAINT "Step_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Step" ADD CONSTRAINT "Step_completedById_fkey" FOREIGN KEY ("completedById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PartnerCall" ADD CONSTRAINT "PartnerCall_widgetId_fkey" FOREIGN KEY ("widgetId") REFERENCES "Widget"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PartnerCall" ADD CONSTRAINT "PartnerCall_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- One secret of an installation signs for an endpoint, and one rotation of it is open.
CREATE UNIQUE INDEX "InstallationSecret_one_active_key" ON "InstallationSecret"("installationId", COALESCE("endpoint", '')) WHERE "state" = 'active';
CREATE UNIQUE INDEX "InstallationSecret_one_open_key" ON "InstallationSecret"("installationId", COALESCE("endpoint", '')) WHERE "state" IN ('staged', 'retiring');

-- A location, and each user at it, is registered for a widget once.
CREATE UNIQUE INDEX "Registration_location_key" ON "Registration"("widgetId", "locationId") WHERE "userId" IS NULL;
CREATE UNIQUE INDEX "Registration_user_key" ON "Registration"("widgetId", "locationId", "userId") WHERE "userId" IS NOT NULL;

-- What waits to be sent, and nothing of what was.
CREATE INDEX "Postback_pending_idx" ON "Postback"("nextAttemptAt") WHERE "state" = 'pending';

-- A member of a team alone may be granted to install widgets.
ALTER TABLE "User" ADD CONSTRAINT "User_install_grant" CHECK (NOT "mayInstall" OR "teamId" IS NOT NULL);
