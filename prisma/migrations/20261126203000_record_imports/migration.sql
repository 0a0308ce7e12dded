-- A file of people or companies: what it is, how far it is, and what became of its rows. The file is in parts until it is not needed.
CREATE TABLE "RecordImport" (
  "id" TEXT PRIMARY KEY,
  "teamId" UUID NOT NULL REFERENCES "Team"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  "type" TEXT NOT NULL CHECK ("type" IN ('people', 'companies')),
  "mode" TEXT NOT NULL CHECK ("mode" IN ('validate', 'apply')),
  "match" TEXT NOT NULL CHECK ("match" IN ('external_id', 'email')),
  "state" TEXT NOT NULL CHECK ("state" IN ('receiving', 'ready', 'queued', 'running', 'done', 'failed', 'cancelled')),
  "fileName" TEXT,
  "format" TEXT CHECK ("format" IN ('csv', 'ndjson')),
  "encoding" TEXT,
  "separator" TEXT,
  "headers" TEXT[] NOT NULL DEFAULT '{}',
  "columns" TEXT[] NOT NULL DEFAULT '{}',
  "bytes" BIGINT NOT NULL DEFAULT 0,
  "hasFile" BOOLEAN NOT NULL DEFAULT true,
  "total" INTEGER,
  "rows" INTEGER NOT NULL DEFAULT 0,
  "created" INTEGER NOT NULL DEFAULT 0,
  "updated" INTEGER NOT NULL DEFAULT 0,
  "unchanged" INTEGER NOT NULL DEFAULT 0,
  "failed" INTEGER NOT NULL DEFAULT 0,
  "failureCode" TEXT,
  "failureDetail" TEXT,
  "failureLine" INTEGER,
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "claimedUntil" TIMESTAMPTZ(3),
  "createdAt" TIMESTAMPTZ(3) NOT NULL,
  "startedAt" TIMESTAMPTZ(3),
  "endedAt" TIMESTAMPTZ(3)
);
CREATE INDEX "RecordImport_teamId_createdAt_idx" ON "RecordImport"("teamId", "createdAt" DESC);
CREATE INDEX "RecordImport_open_idx" ON "RecordImport"("createdAt") WHERE "state" IN ('queued', 'running');

CREATE TABLE "RecordImportPart" (
  "importId" TEXT NOT NULL REFERENCES "RecordImport"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "number" INTEGER NOT NULL,
  "bytes" BYTEA NOT NULL,
  PRIMARY KEY ("importId", "number")
);
-- To compress a file of names costs more than it saves in the hour that it is here.
ALTER TABLE "RecordImportPart" ALTER COLUMN "bytes" SET STORAGE EXTERNAL;

-- Rows that were not written, with what is wrong with them.
CREATE TABLE "RecordImportProblem" (
  "importId" TEXT NOT NULL REFERENCES "RecordImport"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "line" INTEGER NOT NULL,
  "problems" JSONB NOT NULL,
  "row" JSONB,
  PRIMARY KEY ("importId", "line")
);
