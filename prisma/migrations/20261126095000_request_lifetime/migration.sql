-- How far ahead a SocialSignIn request may expire; the platform's are good for minutes.
ALTER TABLE "Connector" ADD COLUMN "lifetimeHours" INTEGER NOT NULL DEFAULT 24;
