-- AlterTable
ALTER TABLE "Connector" ADD COLUMN     "apiBase" TEXT,
ADD COLUMN     "emailTemplates" TEXT,
ADD COLUMN     "frameSharedUntil" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "ConnectorSecret" ADD COLUMN     "endpoint" TEXT;

-- CreateTable
CREATE TABLE "ConnectorOAuth" (
    "connectorId" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "clientSecret" BYTEA NOT NULL,
    "clientKeyVersion" INTEGER NOT NULL,
    "authorizeUrl" TEXT NOT NULL,
    "tokenUrl" TEXT NOT NULL,
    "returnOrigins" TEXT[],
    "tenantId" TEXT,
    "integrationId" TEXT,
    "tokens" BYTEA,
    "tokensKeyVersion" INTEGER,
    "tokensVersion" INTEGER NOT NULL DEFAULT 0,
    "expiresAt" TIMESTAMPTZ(3),
    "connectedAt" TIMESTAMPTZ(3),
    "connectedById" UUID,
    "refreshedAt" TIMESTAMPTZ(3),
    "refreshingSince" TIMESTAMPTZ(3),
    "failure" TEXT,
    "needsConnecting" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "ConnectorOAuth_pkey" PRIMARY KEY ("connectorId")
);

-- CreateTable
CREATE TABLE "ConnectorOAuthState" (
    "stateHash" TEXT NOT NULL,
    "connectorId" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "sessionKey" TEXT NOT NULL,
    "verifier" BYTEA,
    "verifierKeyVersion" INTEGER,
    "returnTo" TEXT NOT NULL,
    "mayReplace" BOOLEAN NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "spentAt" TIMESTAMPTZ(3),

    CONSTRAINT "ConnectorOAuthState_pkey" PRIMARY KEY ("stateHash")
);

-- CreateIndex
CREATE INDEX "ConnectorOAuth_expiresAt_idx" ON "ConnectorOAuth"("expiresAt");

-- CreateIndex
CREATE INDEX "ConnectorOAuthState_createdAt_idx" ON "ConnectorOAuthState"("createdAt");

-- AddForeignKey
ALTER TABLE "ConnectorOAuth" ADD CONSTRAINT "ConnectorOAuth_connectorId_fkey" FOREIGN KEY ("connectorId") REFERENCES "Connector"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConnectorOAuth" ADD CONSTRAINT "ConnectorOAuth_connectedById_fkey" FOREIGN KEY ("connectedById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConnectorOAuthState" ADD CONSTRAINT "ConnectorOAuthState_connectorId_fkey" FOREIGN KEY ("connectorId") REFERENCES "Connector"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConnectorOAuthState" ADD CONSTRAINT "ConnectorOAuthState_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- One active and one retiring secret for each endpoint that has its own, and for all others together.
DROP INDEX "ConnectorSecret_one_active_key";
CREATE UNIQUE INDEX "ConnectorSecret_one_active_key" ON "ConnectorSecret"("connectorId", COALESCE("endpoint", '')) WHERE "state" = 'active';
DROP INDEX "ConnectorSecret_one_open_key";
CREATE UNIQUE INDEX "ConnectorSecret_one_open_key" ON "ConnectorSecret"("connectorId", COALESCE("endpoint", '')) WHERE "state" IN ('staged', 'retiring');
