-- A team's own CRM shows tabs in its pages: the origins that may, and a session for each user there.
CREATE TABLE "Embed" (
    "id" TEXT NOT NULL,
    "teamId" UUID NOT NULL,
    "origins" TEXT[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "Embed_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "Embed_teamId_key" ON "Embed"("teamId");
ALTER TABLE "Embed" ADD CONSTRAINT "Embed_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "EmbedSession" (
    "id" TEXT NOT NULL,
    "embedId" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "origins" TEXT[],
    "hostUserId" TEXT NOT NULL,
    "hostUserEmail" TEXT NOT NULL,
    "hostUserName" TEXT NOT NULL,
    "memberId" UUID,
    "createdById" UUID NOT NULL,
    "apiKeyId" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "revokedAt" TIMESTAMPTZ(3),
    CONSTRAINT "EmbedSession_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "EmbedSession_tokenHash_key" ON "EmbedSession"("tokenHash");
CREATE INDEX "EmbedSession_embedId_createdAt_id_idx" ON "EmbedSession"("embedId", "createdAt" DESC, "id");
CREATE INDEX "EmbedSession_expiresAt_idx" ON "EmbedSession"("expiresAt");
ALTER TABLE "EmbedSession" ADD CONSTRAINT "EmbedSession_embedId_fkey" FOREIGN KEY ("embedId") REFERENCES "Embed"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "EmbedSession" ADD CONSTRAINT "EmbedSession_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "EmbedSession" ADD CONSTRAINT "EmbedSession_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "EmbedSession" ADD CONSTRAINT "EmbedSession_apiKeyId_fkey" FOREIGN KEY ("apiKeyId") REFERENCES "ApiKey"("id") ON DELETE CASCADE ON UPDATE CASCADE;
