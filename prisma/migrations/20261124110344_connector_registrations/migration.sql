-- AlterTable
ALTER TABLE "Connector" ADD COLUMN     "postbackKeyHash" TEXT;

-- CreateTable
CREATE TABLE "ConnectorRegistration" (
    "connectorId" TEXT NOT NULL,
    "locationId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "accountNumber" TEXT,
    "locationApiId" TEXT,
    "username" TEXT,
    "email" TEXT,
    "domainUrl" TEXT,
    "registeredAt" TIMESTAMPTZ(3) NOT NULL,
    "unregisteredAt" TIMESTAMPTZ(3),

    CONSTRAINT "ConnectorRegistration_pkey" PRIMARY KEY ("connectorId","locationId","userId")
);

-- CreateIndex
CREATE INDEX "ConnectorRegistration_connectorId_registeredAt_idx" ON "ConnectorRegistration"("connectorId", "registeredAt" DESC);

-- AddForeignKey
ALTER TABLE "ConnectorRegistration" ADD CONSTRAINT "ConnectorRegistration_connectorId_fkey" FOREIGN KEY ("connectorId") REFERENCES "Connector"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
