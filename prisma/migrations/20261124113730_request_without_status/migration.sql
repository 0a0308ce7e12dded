-- AlterTable
ALTER TABLE "ConnectorRequest" DROP COLUMN "status";
