-- An archived widget is a stopped one that lists leave out.
ALTER TABLE "Widget" ADD COLUMN "archivedAt" TIMESTAMPTZ(3);
ALTER TABLE "Widget" ADD CONSTRAINT "Widget_archived_is_stopped" CHECK ("archivedAt" IS NULL OR "stoppedAt" IS NOT NULL);
