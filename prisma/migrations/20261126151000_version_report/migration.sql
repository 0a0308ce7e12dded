-- The report that a version was submitted with, which an earlier version may have been certified by: it is kept with the decision.
ALTER TABLE "WidgetVersion" ADD COLUMN "submittedRunId" TEXT;
