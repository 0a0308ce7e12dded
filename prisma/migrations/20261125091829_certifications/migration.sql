-- AlterTable
ALTER TABLE "Widget" ADD COLUMN     "failingSince" TIMESTAMPTZ(3),
ADD COLUMN     "failureEscalatedAt" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "CertificationRun" (
    "id" TEXT NOT NULL,
    "widgetId" TEXT NOT NULL,
    "versionId" TEXT NOT NULL,
    "versionNumber" INTEGER NOT NULL,
    "requestedById" UUID,
    "sendsEffects" BOOLEAN NOT NULL DEFAULT false,
    "record" JSONB,
    "state" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "claimedUntil" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),
    "progress" JSONB,
    "contentHash" TEXT,
    "secretOwner" TEXT,
    "secretVersion" INTEGER,
    "fingerprint" TEXT,
    "passed" BOOLEAN,
    "wasReached" BOOLEAN,
    "counts" JSONB,
    "report" JSONB,
    "stopReason" TEXT,

    CONSTRAINT "CertificationRun_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CertificationShot" (
    "id" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "width" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "CertificationShot_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Attestation" (
    "widgetId" TEXT NOT NULL,
    "checkId" TEXT NOT NULL,
    "attestedById" UUID NOT NULL,
    "attestedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Attestation_pkey" PRIMARY KEY ("widgetId","checkId")
);

-- CreateTable
CREATE TABLE "SandboxSecret" (
    "widgetId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "sealed" BYTEA NOT NULL,
    "keyVersion" INTEGER NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "createdById" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SandboxSecret_pkey" PRIMARY KEY ("widgetId")
);

-- CreateIndex
CREATE INDEX "CertificationRun_widgetId_createdAt_id_idx" ON "CertificationRun"("widgetId", "createdAt" DESC, "id");

-- CreateIndex
CREATE INDEX "CertificationRun_versionId_state_createdAt_idx" ON "CertificationRun"("versionId", "state", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "CertificationRun_state_claimedUntil_idx" ON "CertificationRun"("state", "claimedUntil");

-- CreateIndex
CREATE INDEX "CertificationShot_runId_width_idx" ON "CertificationShot"("runId", "width");

-- AddForeignKey
ALTER TABLE "CertificationRun" ADD CONSTRAINT "CertificationRun_widgetId_fkey" FOREIGN KEY ("widgetId") REFERENCES "Widget"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CertificationRun" ADD CONSTRAINT "CertificationRun_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "WidgetVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CertificationRun" ADD CONSTRAINT "CertificationRun_requestedById_fkey" FOREIGN KEY ("requestedById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CertificationShot" ADD CONSTRAINT "CertificationShot_runId_fkey" FOREIGN KEY ("runId") REFERENCES "CertificationRun"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Attestation" ADD CONSTRAINT "Attestation_widgetId_fkey" FOREIGN KEY ("widgetId") REFERENCES "Widget"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Attestation" ADD CONSTRAINT "Attestation_attestedById_fkey" FOREIGN KEY ("attestedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SandboxSecret" ADD CONSTRAINT "SandboxSecret_widgetId_fkey" FOREIGN KEY ("widgetId") REFERENCES "Widget"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SandboxSecret" ADD CONSTRAINT "SandboxSecret_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- One run at a time for each widget.
CREATE UNIQUE INDEX "CertificationRun_one_open_key" ON "CertificationRun"("widgetId") WHERE "state" IN ('queued', 'running');
ALTER TABLE "CertificationRun" ADD CONSTRAINT "CertificationRun_state" CHECK ("state" IN ('queued', 'running', 'done', 'stopped'));

-- What a widget draws is somebody else's: a picture has a bound.
ALTER TABLE "CertificationShot" ADD CONSTRAINT "CertificationShot_bytes" CHECK (octet_length("bytes") <= 2097152);
