-- A launch in a team's own CRM is that of a user there, as the CRM names them; its step is the CRM's too.
ALTER TABLE "Launch" ADD COLUMN "hostUserId" TEXT, ADD COLUMN "hostUserName" TEXT, ADD COLUMN "hostActionId" INTEGER;
