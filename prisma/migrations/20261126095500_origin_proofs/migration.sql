-- AlterTable
ALTER TABLE "Postback" ADD COLUMN     "heldOrigin" TEXT;

-- CreateTable
CREATE TABLE "OriginProof" (
    "partnerId" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "provenAt" TIMESTAMPTZ(3),
    "checkedAt" TIMESTAMPTZ(3),
    "failure" TEXT,

    CONSTRAINT "OriginProof_pkey" PRIMARY KEY ("partnerId","origin")
);

-- CreateIndex
CREATE INDEX "OriginProof_provenAt_idx" ON "OriginProof"("provenAt");

-- AddForeignKey
ALTER TABLE "OriginProof" ADD CONSTRAINT "OriginProof_partnerId_fkey" FOREIGN KEY ("partnerId") REFERENCES "Partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What serves when proofs begin counts as proven for 30 days, so that nothing stops at the upgrade.
INSERT INTO "OriginProof" ("partnerId", "origin", "provenAt")
SELECT DISTINCT named."partnerId", named.origin, now()
FROM (
  SELECT w."partnerId", regexp_replace(lower(substring(address FROM '^https://[^/?#]+')), ':443$', '') AS origin
  FROM "Widget" w
  JOIN "WidgetVersion" v ON v."id" = w."servingVersionId"
  CROSS JOIN LATERAL (
    SELECT v."url" AS address
    UNION ALL SELECT unnest(v."furtherOrigins")
    UNION ALL SELECT v."settings" ->> 'searchUrl'
    UNION ALL SELECT v."settings" ->> 'locationPostbackUrl'
    UNION ALL SELECT v."settings" ->> 'userPostbackUrl'
    UNION ALL SELECT slot.value FROM jsonb_each_text(
      CASE WHEN jsonb_typeof(v."settings" -> 'slotUrls') = 'object' THEN v."settings" -> 'slotUrls' ELSE '{}'::jsonb END
    ) slot
  ) addresses
  UNION ALL
  SELECT w."partnerId", regexp_replace(lower(substring(p."url" FROM '^https://[^/?#]+')), ':443$', '')
  FROM "Postback" p JOIN "Widget" w ON w."id" = p."widgetId"
  WHERE p."state" = 'pending'
) named
WHERE named.origin IS NOT NULL;
