-- A page that wrote down the hash of its script still gets that script after the portal is updated.
CREATE TABLE "EmbedScript" (
    "name" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "EmbedScript_pkey" PRIMARY KEY ("name")
);
