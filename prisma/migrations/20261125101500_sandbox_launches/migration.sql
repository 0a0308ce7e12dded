-- CreateTable
CREATE TABLE "SandboxLaunch" (
    "id" TEXT NOT NULL,
    "widgetId" TEXT NOT NULL,
    "versionId" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "isReview" BOOLEAN NOT NULL,
    "settings" JSONB NOT NULL,
    "ownRecord" JSONB,
    "sealed" BYTEA NOT NULL,
    "keyVersion" INTEGER NOT NULL,
    "secretVersion" INTEGER NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "outcome" TEXT NOT NULL DEFAULT 'signed',
    "status" INTEGER,
    "inspected" JSONB,

    CONSTRAINT "SandboxLaunch_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "SandboxLaunch_widgetId_isReview_createdAt_id_idx" ON "SandboxLaunch"("widgetId", "isReview", "createdAt" DESC, "id");

-- CreateIndex
CREATE INDEX "SandboxLaunch_createdAt_idx" ON "SandboxLaunch"("createdAt");

-- AddForeignKey
ALTER TABLE "SandboxLaunch" ADD CONSTRAINT "SandboxLaunch_widgetId_fkey" FOREIGN KEY ("widgetId") REFERENCES "Widget"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SandboxLaunch" ADD CONSTRAINT "SandboxLaunch_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "WidgetVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SandboxLaunch" ADD CONSTRAINT "SandboxLaunch_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
