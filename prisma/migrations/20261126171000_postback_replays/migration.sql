-- Many postbacks that are sent again together, with how far that is.
CREATE TABLE "PostbackReplay" (
    "id" TEXT NOT NULL,
    "widgetId" TEXT NOT NULL,
    "failedSince" TIMESTAMPTZ(3),
    "total" INTEGER NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "queuedAt" TIMESTAMPTZ(3),

    CONSTRAINT "PostbackReplay_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "PostbackReplay_widgetId_createdAt_idx" ON "PostbackReplay"("widgetId", "createdAt" DESC);

ALTER TABLE "PostbackReplay" ADD CONSTRAINT "PostbackReplay_widgetId_fkey" FOREIGN KEY ("widgetId") REFERENCES "Widget"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "Postback" ADD COLUMN "replayId" TEXT;

CREATE INDEX "Postback_replayId_state_idx" ON "Postback"("replayId", "state");

-- A replay goes through what failed by its registrations, whatever else a widget has.
CREATE INDEX "Postback_failed_idx" ON "Postback"("widgetId", "registrationId") WHERE "state" IN ('failed', 'cancelled');
