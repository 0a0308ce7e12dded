-- What a team's admin accepted to test is the version that opens for the team, whatever its partner does to the widget meanwhile.
ALTER TABLE "Widget" ADD COLUMN "testVersionId" TEXT;

UPDATE "Widget" SET "testVersionId" = "workingVersionId" WHERE "testState" = 'accepted';

ALTER TABLE "Widget" ADD CONSTRAINT "Widget_testVersionId_fkey"
  FOREIGN KEY ("testVersionId") REFERENCES "WidgetVersion"("id") ON DELETE SET NULL ON UPDATE CASCADE;
