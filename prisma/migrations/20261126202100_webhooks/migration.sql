-- Teams' servers are told of changed records, by the queue of the postbacks.
CREATE TABLE "WebhookEndpoint" (
    "id" TEXT NOT NULL,
    "teamId" UUID NOT NULL,
    "url" TEXT NOT NULL,
    "events" TEXT[],
    "stopReason" TEXT,
    "stoppedAt" TIMESTAMPTZ(3),
    "createdById" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "deletedAt" TIMESTAMPTZ(3),
    CONSTRAINT "WebhookEndpoint_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "WebhookEndpoint_stopReason" CHECK ("stopReason" IN ('untested', 'paused', 'gone'))
);
CREATE INDEX "WebhookEndpoint_teamId_createdAt_idx" ON "WebhookEndpoint"("teamId", "createdAt");
ALTER TABLE "WebhookEndpoint" ADD CONSTRAINT "WebhookEndpoint_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "WebhookEndpoint" ADD CONSTRAINT "WebhookEndpoint_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "WebhookSecret" (
    "id" TEXT NOT NULL,
    "endpointId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "state" "SecretState" NOT NULL,
    "sealed" BYTEA NOT NULL,
    "keyVersion" INTEGER NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "createdById" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastSignedAt" TIMESTAMPTZ(3),
    "graceEndsAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),
    CONSTRAINT "WebhookSecret_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "WebhookSecret_endpointId_version_key" ON "WebhookSecret"("endpointId", "version");
CREATE UNIQUE INDEX "WebhookSecret_one_active_key" ON "WebhookSecret"("endpointId") WHERE "state" = 'active';
CREATE UNIQUE INDEX "WebhookSecret_one_open_key" ON "WebhookSecret"("endpointId") WHERE "state" IN ('staged', 'retiring');
ALTER TABLE "WebhookSecret" ADD CONSTRAINT "WebhookSecret_endpointId_fkey" FOREIGN KEY ("endpointId") REFERENCES "WebhookEndpoint"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "WebhookSecret" ADD CONSTRAINT "WebhookSecret_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "Postback"
  ADD COLUMN "endpointId" TEXT,
  ADD COLUMN "recordId" UUID,
  ADD COLUMN "type" TEXT,
  ADD COLUMN "body" TEXT,
  ADD COLUMN "lane" TEXT,
  ALTER COLUMN "widgetId" DROP NOT NULL,
  ALTER COLUMN "registrationId" DROP NOT NULL;
UPDATE "Postback" SET "lane" = "registrationId";
ALTER TABLE "Postback" ALTER COLUMN "lane" SET NOT NULL;
ALTER TABLE "Postback" ADD CONSTRAINT "Postback_owner" CHECK (
  ("widgetId" IS NOT NULL AND "registrationId" IS NOT NULL AND "endpointId" IS NULL AND "type" IS NULL AND "body" IS NULL)
  OR ("widgetId" IS NULL AND "registrationId" IS NULL AND "endpointId" IS NOT NULL AND "type" IS NOT NULL));
ALTER TABLE "Postback" ADD CONSTRAINT "Postback_endpointId_fkey" FOREIGN KEY ("endpointId") REFERENCES "WebhookEndpoint"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

DROP INDEX "Postback_registrationId_sequence_key";
CREATE UNIQUE INDEX "Postback_lane_sequence_key" ON "Postback"("lane", "sequence");
CREATE INDEX "Postback_registrationId_sequence_idx" ON "Postback"("registrationId", "sequence");
CREATE INDEX "Postback_endpointId_createdAt_id_idx" ON "Postback"("endpointId", "createdAt" DESC, "id");
CREATE INDEX "Postback_recordId_idx" ON "Postback"("recordId");

-- A look reads all pending postbacks, and of events, which may be a million, only those that are due or under way.
DROP INDEX "Postback_pending_idx";
CREATE INDEX "Postback_pending_idx" ON "Postback"("registrationId", "sequence") WHERE "state" = 'pending' AND "registrationId" IS NOT NULL;
CREATE INDEX "Postback_due_events_idx" ON "Postback"("endpointId", "nextAttemptAt", "id") WHERE "state" = 'pending' AND "endpointId" IS NOT NULL;
CREATE INDEX "Postback_silent_events_idx" ON "Postback"("endpointId") WHERE "state" = 'pending' AND "attempts" > 0 AND "lastStatus" IS NULL;
CREATE INDEX "Postback_claimed_idx" ON "Postback"("claimedUntil") WHERE "state" = 'pending' AND "claimedUntil" IS NOT NULL;
CREATE INDEX "Postback_settled_idx" ON "Postback"("settledAt") WHERE "state" <> 'pending';

DROP INDEX "Postback_failed_idx";
CREATE INDEX "Postback_failed_idx" ON "Postback"("widgetId", "lane") WHERE "state" IN ('failed', 'cancelled') AND "widgetId" IS NOT NULL;
CREATE INDEX "Postback_failed_events_idx" ON "Postback"("endpointId", "lane") WHERE "state" IN ('failed', 'cancelled') AND "endpointId" IS NOT NULL;

ALTER TABLE "PostbackReplay" ADD COLUMN "endpointId" TEXT, ALTER COLUMN "widgetId" DROP NOT NULL;
ALTER TABLE "PostbackReplay" ADD CONSTRAINT "PostbackReplay_owner" CHECK (num_nonnulls("widgetId", "endpointId") = 1);
CREATE INDEX "PostbackReplay_endpointId_createdAt_idx" ON "PostbackReplay"("endpointId", "createdAt" DESC);
ALTER TABLE "PostbackReplay" ADD CONSTRAINT "PostbackReplay_endpointId_fkey" FOREIGN KEY ("endpointId") REFERENCES "WebhookEndpoint"("id") ON DELETE CASCADE ON UPDATE CASCADE;
