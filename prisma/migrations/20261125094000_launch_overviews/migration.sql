-- CreateIndex
CREATE INDEX "Launch_teamId_createdAt_idx" ON "Launch"("teamId", "createdAt");
