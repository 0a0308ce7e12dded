import { db, type Tx } from '@/lib/server/db'
import { Prisma } from '@/lib/server/prisma/client'

/** What a record is called in the log of the platforms' requests: a part of a parameter, or its last digits. */
export type Mentions = { texts: string[]; digits: string[] }

const nameLengthMin = 3
const digitsCompared = 7
const batchSize = 10_000

type Named = {
  id: string
  externalId: string | null
  apiId: string | null
  names: string[]
  emails: { email: string }[]
  phones: { phone: string; normalized: string }[]
}

/** The names, addresses and ids by which a platform may have asked for a record; undefined where the team has none with this id. */
export async function findMentions(
  { teamId, id, noun }: { teamId: string; id: string; noun: 'person' | 'company' },
  reader: Tx | ReturnType<typeof db> = db(),
): Promise<Mentions | undefined> {
  const shared = {
    id: true,
    externalId: true,
    apiId: true,
    emails: { select: { email: true } },
    phones: { select: { phone: true, normalized: true } },
  } as const
  if (noun === 'company') {
    const company = await reader.company.findFirst({
      where: { id, teamId },
      select: { ...shared, name: true },
    })
    return company ? mentionsOf({ ...company, names: [company.name] }) : undefined
  }
  const person = await reader.person.findFirst({
    where: { id, teamId },
    select: { ...shared, firstName: true, lastName: true },
  })
  if (!person) return undefined
  const { firstName, lastName, ...rest } = person
  return mentionsOf({
    ...rest,
    names: [lastName, `${firstName} ${lastName}`, ...(lastName ? [] : [firstName])],
  })
}

function mentionsOf({ id, externalId, apiId, names, emails, phones }: Named): Mentions {
  const texts = [
    id,
    ...[externalId, apiId, ...names].map((text) => text?.trim() ?? ''),
    ...emails.map(({ email }) => email),
    ...phones.map(({ phone }) => phone),
  ]
  return {
    texts: [...new Set(texts.filter((text) => text.length >= nameLengthMin))],
    digits: phones
      .map(({ normalized }) => normalized.slice(-digitsCompared))
      .filter((digits) => digits.length === digitsCompared),
  }
}

/** Whether a parameter `v` of a request mentions the record. A text is compared without case. */
function isMention({ texts, digits }: Mentions): Prisma.Sql {
  return Prisma.sql`(EXISTS (SELECT 1 FROM unnest(${texts}::text[]) AS said(word) WHERE strpos(lower(v.value), lower(said.word)) > 0)
    OR EXISTS (SELECT 1 FROM unnest(${digits}::text[]) AS dialled(digits)
      WHERE strpos(regexp_replace(v.value, '\\D', '', 'g'), dialled.digits) > 0))`
}

export type MentioningRequest = { id: string; at: Date; endpoint: string; parameters: unknown }

/** Requests of the team's platforms that mention the record, oldest first, after one; and where the next ones begin. */
export async function readMentioning(
  { teamId, mentions, after }: { teamId: string; mentions: Mentions; after: bigint },
  take: number,
): Promise<MentioningRequest[]> {
  const rows = await db().$queryRaw<(Omit<MentioningRequest, 'id'> & { id: bigint })[]>`
    SELECT r."id", r."at", r."endpoint", r."parameters" FROM "ConnectorRequest" r
    JOIN "Connector" c ON c."id" = r."connectorId" AND c."teamId" = ${teamId}::uuid
    WHERE r."id" > ${after} AND EXISTS (SELECT 1 FROM jsonb_each_text(r."parameters") v WHERE ${isMention(mentions)})
    ORDER BY r."id" LIMIT ${take}::int`
  return rows.map(({ id, ...row }) => ({ ...row, id: String(id) }))
}

/** Takes the record out of the log of the team's platforms: the request stays, without what it asked for. */
export async function forgetMentions(teamId: string, mentions: Mentions): Promise<void> {
  const connectors = await db().connector.findMany({ where: { teamId }, select: { id: true } })
  for (const { id } of connectors) {
    const [range] = await db().$queryRaw<[{ first: bigint | null; last: bigint | null }]>`
      SELECT min("id") AS first, max("id") AS last FROM "ConnectorRequest" WHERE "connectorId" = ${id}`
    if (range.first === null || range.last === null) continue
    for (let from = range.first; from <= range.last; from += BigInt(batchSize))
      await db().$executeRaw`
        UPDATE "ConnectorRequest" r SET "parameters" = (
          SELECT jsonb_object_agg(v.key, CASE WHEN ${isMention(mentions)} THEN 'erased' ELSE v.value END)
          FROM jsonb_each_text(r."parameters") v)
        WHERE r."connectorId" = ${id} AND r."id" >= ${from} AND r."id" < ${from + BigInt(batchSize)}
          AND EXISTS (SELECT 1 FROM jsonb_each_text(r."parameters") v WHERE ${isMention(mentions)})`
  }
}

/** So few that a statement ends in its time, also where each row has the most characters that a row may have. */
const rowsAtOnce = 200

/** Takes away the rows of files that an import could not write and that mention the record. How many there were stays. */
export async function forgetImportedRows(teamId: string, { texts, digits }: Mentions): Promise<void> {
  const imports = await db().recordImport.findMany({
    where: { teamId, failed: { gt: 0 } },
    select: { id: true },
  })
  // A row is JSON, which writes a quote in a name with a backslash.
  const written = { digits, texts: texts.map((text) => JSON.stringify(text).slice(1, -1)) }
  for (const { id } of imports)
    for (let after: number | null = 0; after !== null; ) after = await forgetAfter(id, after, written)
}

/** Looks at some rows behind a line. Resolves to the last of them, or to null where there was none. */
async function forgetAfter(importId: string, after: number, mentions: Mentions): Promise<number | null> {
  const [{ last }] = await db().$queryRaw<[{ last: number | null }]>`
    SELECT max("line") AS last FROM (SELECT "line" FROM "RecordImportProblem"
      WHERE "importId" = ${importId} AND "line" > ${after}::int ORDER BY "line" LIMIT ${rowsAtOnce}::int) AS batch`
  if (last === null) return null
  await db().$executeRaw`
    DELETE FROM "RecordImportProblem" p WHERE p."importId" = ${importId} AND p."line" > ${after}::int AND p."line" <= ${last}::int
      AND EXISTS (SELECT 1 FROM (VALUES (concat(p."row", p."problems"))) AS v(value) WHERE ${isMention(mentions)})`
  return last
}
