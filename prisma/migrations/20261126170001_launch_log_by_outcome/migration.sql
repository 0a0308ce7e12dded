-- Each filter of the launch log together with the outcome: the rare failures of one team, version or placement are read without the rest.
CREATE INDEX "Launch_widgetId_placement_outcome_createdAt_id_idx" ON "Launch"("widgetId", "placement", "outcome", "createdAt" DESC, "id");
CREATE INDEX "Launch_widgetId_teamId_outcome_createdAt_id_idx" ON "Launch"("widgetId", "teamId", "outcome", "createdAt" DESC, "id");
CREATE INDEX "Launch_versionId_outcome_createdAt_id_idx" ON "Launch"("versionId", "outcome", "createdAt" DESC, "id");
DROP INDEX "Launch_widgetId_placement_createdAt_id_idx";
DROP INDEX "Launch_widgetId_teamId_createdAt_id_idx";
DROP INDEX "Launch_versionId_createdAt_id_idx";
DROP INDEX "Launch_versionId_outcome_idx";
