-- A session is a row that signing out ends, and a link knows who issued it.
CREATE TABLE "Session" (
  "id" TEXT NOT NULL,
  "userId" UUID NOT NULL,
  "device" TEXT NOT NULL,
  "address" TEXT NOT NULL,
  "createdAt" TIMESTAMPTZ(3) NOT NULL,
  "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,
  "expiresAt" TIMESTAMPTZ(3) NOT NULL,
  "endedAt" TIMESTAMPTZ(3),
  CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "Session_userId_endedAt_lastSeenAt_idx" ON "Session"("userId", "endedAt", "lastSeenAt" DESC);
CREATE INDEX "Session_expiresAt_idx" ON "Session"("expiresAt");
ALTER TABLE "Session" ADD CONSTRAINT "Session_userId_fkey"
  FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "PasswordReset" ADD COLUMN "issuedById" UUID;
CREATE INDEX "PasswordReset_issuedById_idx" ON "PasswordReset"("issuedById");
ALTER TABLE "PasswordReset" ADD CONSTRAINT "PasswordReset_issuedById_fkey"
  FOREIGN KEY ("issuedById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Until an address is proved by mail it is nobody's alone: whoever was invited under it joins, whatever account took it before.
-- The shared key goes: within one organisation an address stays unique.
DROP INDEX "User_email_live_key";
CREATE INDEX "User_email_live_idx" ON "User"("email") WHERE "removedAt" IS NULL;
CREATE UNIQUE INDEX "User_email_organisation_live_key"
  ON "User"("email", COALESCE("partnerId", "teamId"::text, '')) WHERE "removedAt" IS NULL;
