-- What the portal's own look at the widget's server found for this launch: verdict, hops without their queries, framing headers, times.
ALTER TABLE "Launch" ADD COLUMN "probe" JSONB,
  ADD CONSTRAINT "Launch_probe_size" CHECK (octet_length("probe"::text) <= 16384);

-- One for each filter of the log, so that a page reads about as many rows as it shows.
CREATE INDEX "Launch_widgetId_outcome_createdAt_id_idx" ON "Launch"("widgetId", "outcome", "createdAt" DESC, "id");
CREATE INDEX "Launch_widgetId_placement_createdAt_id_idx" ON "Launch"("widgetId", "placement", "createdAt" DESC, "id");
CREATE INDEX "Launch_widgetId_teamId_createdAt_id_idx" ON "Launch"("widgetId", "teamId", "createdAt" DESC, "id");
CREATE INDEX "Launch_versionId_createdAt_id_idx" ON "Launch"("versionId", "createdAt" DESC, "id");
CREATE INDEX "Launch_reason_idx" ON "Launch"("widgetId", "reason", "createdAt" DESC, "id") WHERE "reason" IS NOT NULL;

-- Whoever watches a widget's launches is woken when one is opened, and when one ends.
CREATE FUNCTION framegate_wake_launches() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('framegate_wake', 'launches:' || line."widgetId") FROM (SELECT DISTINCT "widgetId" FROM written) line;
  RETURN NULL;
END $$;

CREATE TRIGGER "Launch_wake_opened" AFTER INSERT ON "Launch"
  REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION framegate_wake_launches();

CREATE FUNCTION framegate_wake_launch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('framegate_wake', 'launches:' || NEW."widgetId");
  RETURN NULL;
END $$;

CREATE TRIGGER "Launch_wake_ended" AFTER UPDATE ON "Launch" FOR EACH ROW
  WHEN (OLD."outcome" IS DISTINCT FROM NEW."outcome")
  EXECUTE FUNCTION framegate_wake_launch();
