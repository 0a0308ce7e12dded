-- CreateTable
CREATE TABLE "Connector" (
    "id" TEXT NOT NULL,
    "teamId" UUID NOT NULL,
    "protocol" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "frameOrigins" TEXT[],
    "unsignedParameters" TEXT[],
    "createdById" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "disabledAt" TIMESTAMPTZ(3),
    "deletedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Connector_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ConnectorSecret" (
    "id" TEXT NOT NULL,
    "connectorId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "state" "SecretState" NOT NULL,
    "sealed" BYTEA NOT NULL,
    "keyVersion" INTEGER NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "createdById" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastAcceptedAt" TIMESTAMPTZ(3),
    "graceEndsAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ConnectorSecret_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ConnectorRequest" (
    "id" BIGSERIAL NOT NULL,
    "connectorId" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "endpoint" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "reason" TEXT,
    "latencyMs" INTEGER NOT NULL,
    "secretVersion" INTEGER,
    "parameters" JSONB NOT NULL,

    CONSTRAINT "ConnectorRequest_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ConnectorReplay" (
    "connectorId" TEXT NOT NULL,
    "replayKey" TEXT NOT NULL,
    "answer" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ConnectorReplay_pkey" PRIMARY KEY ("connectorId","replayKey")
);

-- CreateTable
CREATE TABLE "Activity" (
    "id" UUID NOT NULL,
    "teamId" UUID NOT NULL,
    "connectorId" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "description" TEXT,
    "occurredAt" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Activity_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ActivityRecord" (
    "activityId" UUID NOT NULL,
    "recordId" UUID NOT NULL,
    "occurredAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ActivityRecord_pkey" PRIMARY KEY ("activityId","recordId")
);

-- CreateIndex
CREATE INDEX "Connector_teamId_deletedAt_createdAt_id_idx" ON "Connector"("teamId", "deletedAt", "createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "ConnectorSecret_connectorId_version_key" ON "ConnectorSecret"("connectorId", "version");

-- CreateIndex
CREATE INDEX "ConnectorRequest_connectorId_id_idx" ON "ConnectorRequest"("connectorId", "id" DESC);

-- CreateIndex
CREATE INDEX "ConnectorRequest_at_idx" ON "ConnectorRequest"("at");

-- CreateIndex
CREATE INDEX "ConnectorReplay_createdAt_idx" ON "ConnectorReplay"("createdAt");

-- CreateIndex
CREATE INDEX "ActivityRecord_recordId_occurredAt_idx" ON "ActivityRecord"("recordId", "occurredAt" DESC);

-- AddForeignKey
ALTER TABLE "Connector" ADD CONSTRAINT "Connector_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Connector" ADD CONSTRAINT "Connector_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConnectorSecret" ADD CONSTRAINT "ConnectorSecret_connectorId_fkey" FOREIGN KEY ("connectorId") REFERENCES "Connector"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConnectorSecret" ADD CONSTRAINT "ConnectorSecret_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConnectorRequest" ADD CONSTRAINT "ConnectorRequest_connectorId_fkey" FOREIGN KEY ("connectorId") REFERENCES "Connector"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConnectorReplay" ADD CONSTRAINT "ConnectorReplay_connectorId_fkey" FOREIGN KEY ("connectorId") REFERENCES "Connector"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Activity" ADD CONSTRAINT "Activity_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Activity" ADD CONSTRAINT "Activity_connectorId_fkey" FOREIGN KEY ("connectorId") REFERENCES "Connector"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Activity" ADD CONSTRAINT "Activity_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ActivityRecord" ADD CONSTRAINT "ActivityRecord_activityId_fkey" FOREIGN KEY ("activityId") REFERENCES "Activity"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand from here on: what the schema language cannot say.

-- One secret is current, and one rotation is open.
CREATE UNIQUE INDEX "ConnectorSecret_one_active_key" ON "ConnectorSecret"("connectorId") WHERE "state" = 'active';
CREATE UNIQUE INDEX "ConnectorSecret_one_open_key" ON "ConnectorSecret"("connectorId") WHERE "state" IN ('staged', 'retiring');
