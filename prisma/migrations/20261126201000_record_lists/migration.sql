-- The lists of people and companies: an index for each filter and order, so that each page is a range of one.
CREATE INDEX "Person_teamId_createdAt_id_idx" ON "Person"("teamId", "createdAt", "id");
CREATE INDEX "Person_teamId_stage_sortName_id_idx" ON "Person"("teamId", "stage", "sortName", "id");
CREATE INDEX "Person_teamId_stage_createdAt_id_idx" ON "Person"("teamId", "stage", "createdAt", "id");
CREATE INDEX "Person_teamId_stage_updatedAt_id_idx" ON "Person"("teamId", "stage", "updatedAt", "id");
CREATE INDEX "Person_companyId_createdAt_id_idx" ON "Person"("companyId", "createdAt", "id");
CREATE INDEX "Person_companyId_updatedAt_id_idx" ON "Person"("companyId", "updatedAt", "id");

CREATE INDEX "Company_teamId_createdAt_id_idx" ON "Company"("teamId", "createdAt", "id");
CREATE INDEX "Company_teamId_stage_sortName_id_idx" ON "Company"("teamId", "stage", "sortName", "id");
CREATE INDEX "Company_teamId_stage_createdAt_id_idx" ON "Company"("teamId", "stage", "createdAt", "id");
CREATE INDEX "Company_teamId_stage_updatedAt_id_idx" ON "Company"("teamId", "stage", "updatedAt", "id");
