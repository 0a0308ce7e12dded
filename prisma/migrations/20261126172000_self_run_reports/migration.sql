-- A report that its partner made on their own machine and attached. The digest of its text keeps it from being attached twice.
ALTER TABLE "CertificationRun" ADD COLUMN "selfRunDigest" TEXT;
CREATE UNIQUE INDEX "CertificationRun_selfRunDigest_key" ON "CertificationRun"("selfRunDigest");
