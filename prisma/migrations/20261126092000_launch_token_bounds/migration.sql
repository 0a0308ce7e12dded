-- A launch's token knows what its launch needed and was about.
ALTER TABLE "AccessToken" ADD COLUMN "placement" TEXT, ADD COLUMN "recordId" UUID;
-- Those that are out were made for more than their launch: they end a quarter of an hour early.
UPDATE "AccessToken" SET "revokedAt" = now() WHERE "grantId" IS NULL AND "revokedAt" IS NULL;
