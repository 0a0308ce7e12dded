-- Tokens of a grant have their first answers kept as API keys have.
ALTER TABLE "ApiAnswer" DROP CONSTRAINT "ApiAnswer_apiKeyId_fkey";
ALTER TABLE "ApiAnswer" RENAME COLUMN "apiKeyId" TO "callerId";
