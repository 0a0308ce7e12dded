-- Own content that the live secret signed is a launch like any other: who may not sign with it does not get to see one.
ALTER TABLE "SandboxLaunch" ADD COLUMN "isLive" BOOLEAN NOT NULL DEFAULT false;

UPDATE "SandboxLaunch" l SET "isLive" = true FROM "Widget" w
  WHERE w."id" = l."widgetId" AND w."protocol" IN ('sure-send', 'marketplace') AND NOT l."isReview" AND l."ownRecord" IS NOT NULL;
