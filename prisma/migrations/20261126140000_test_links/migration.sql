-- A link with which an admin accepts to test a widget, in place of a Team ID that is told by telephone.
CREATE TABLE "TestLink" (
    "id" TEXT NOT NULL,
    "widgetId" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "createdById" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "TestLink_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "TestLink_widgetId_key" ON "TestLink"("widgetId");
CREATE UNIQUE INDEX "TestLink_tokenHash_key" ON "TestLink"("tokenHash");
CREATE INDEX "TestLink_createdById_idx" ON "TestLink"("createdById");

ALTER TABLE "TestLink" ADD CONSTRAINT "TestLink_widgetId_fkey" FOREIGN KEY ("widgetId") REFERENCES "Widget"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "TestLink" ADD CONSTRAINT "TestLink_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
