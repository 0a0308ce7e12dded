-- CreateIndex
CREATE INDEX "Company_teamId_externalId_idx" ON "Company"("teamId", "externalId");

-- CreateIndex
CREATE INDEX "CompanyEmail_value_idx" ON "CompanyEmail"("value");

-- CreateIndex
CREATE INDEX "Person_teamId_externalId_idx" ON "Person"("teamId", "externalId");

-- CreateIndex
CREATE INDEX "PersonEmail_value_idx" ON "PersonEmail"("value");
