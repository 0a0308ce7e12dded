import type { PostbackOwner } from '@/lib/domain/postbacks/owners'
import type { Tx } from '@/lib/server/db'
import { Prisma } from '@/lib/server/prisma/client'

// What an event says is written by the database, for one record and for a million in the same way. A test holds that it is what the JSON
// API answers of the record.

export type RecordNoun = 'person' | 'company'

const text = (moment: Prisma.Sql) =>
  Prisma.sql`to_char(${moment} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

const stored = Prisma.sql`'externalId', r."externalId", 'apiId', r."apiId", 'revision', r."revision",
  'createdAt', ${text(Prisma.sql`r."createdAt"`)}, 'updatedAt', ${text(Prisma.sql`r."updatedAt"`)},
  'sourceUpdatedAt', ${text(Prisma.sql`r."sourceUpdatedAt"`)}`

/** The contacts of a record, the primary one first. */
const contacts = (table: 'Person' | 'Company') => {
  const column = Prisma.raw(table === 'Person' ? '"personId"' : '"companyId"')
  return Prisma.sql`
    'emails', coalesce((SELECT json_agg(json_build_object('id', m."id", 'email', m."email", 'isPrimary', m."isPrimary")
      ORDER BY m."isPrimary" DESC, m."createdAt", m."id") FROM ${Prisma.raw(`"${table}Email"`)} m WHERE m.${column} = r."id"), '[]'),
    'phones', coalesce((SELECT json_agg(json_build_object('id', m."id", 'phone', m."phone", 'type', m."type", 'isPrimary', m."isPrimary")
      ORDER BY m."isPrimary" DESC, m."createdAt", m."id") FROM ${Prisma.raw(`"${table}Phone"`)} m WHERE m.${column} = r."id"), '[]')`
}

const person = Prisma.sql`json_build_object('id', r."id", 'firstName', r."firstName", 'lastName', r."lastName", 'stage', r."stage",
  'title', r."title",
  'company', (SELECT json_build_object('id', c."id", 'name', c."name") FROM "Company" c WHERE c."id" = r."companyId"),
  ${contacts('Person')}, ${stored})`

const company = Prisma.sql`json_build_object('id', r."id", 'name', r."name", 'stage', r."stage", 'industry', r."industry",
  'website', r."website", 'description', r."description", 'companySize', r."companySize", 'annualRevenue', r."annualRevenue",
  'foundedDate', ${text(Prisma.sql`r."foundedDate"`)}, 'registrationNumber', r."registrationNumber", 'taxId', r."taxId",
  ${contacts('Company')},
  'addresses', coalesce((SELECT json_agg(json_build_object('id', m."id", 'type', m."type", 'street', m."street", 'city', m."city",
    'state', m."state", 'code', m."code", 'country', m."country", 'isPrimary', m."isPrimary") ORDER BY m."isPrimary" DESC, m."id")
    FROM "CompanyAddress" m WHERE m."companyId" = r."id"), '[]'),
  ${stored})`

const removed = Prisma.sql`json_build_object('id', r."id", 'externalId', r."externalId")`

export const recordTable = (noun: RecordNoun) => Prisma.raw(noun === 'person' ? '"Person"' : '"Company"')

/** The body of an event about the record `r`, as SQL. */
export function bodyOfEvent(
  noun: RecordNoun,
  type: Prisma.Sql,
  at: Prisma.Sql,
  isRemoved = false,
): Prisma.Sql {
  const data = isRemoved ? removed : noun === 'person' ? person : company
  return Prisma.sql`json_build_object('type', ${type}, 'timestamp', ${text(at)}, 'data', ${data})::text`
}

/** Whether an event `p` still has something to say: what was erased is not sent again. */
export const isSayable = Prisma.sql`(p."endpointId" IS NULL OR p."body" IS NOT NULL
  OR EXISTS (SELECT 1 FROM "Person" r WHERE r."id" = p."recordId") OR EXISTS (SELECT 1 FROM "Company" r WHERE r."id" = p."recordId"))`

/** Writes the bodies of events that are sent again, with their records as they are now: a body is kept no longer than it has to be. */
export async function fillBodies(tx: Tx, { endpointId }: PostbackOwner, lanes: string[]): Promise<void> {
  if (endpointId === undefined) return
  for (const noun of ['person', 'company'] as const)
    await tx.$executeRaw`
      UPDATE "Postback" p SET "body" = ${bodyOfEvent(noun, Prisma.sql`p."type"`, Prisma.sql`p."createdAt"`)}
      FROM ${recordTable(noun)} r
      WHERE p."endpointId" = ${endpointId} AND p."lane" = ANY(${lanes}) AND p."state" = 'pending' AND p."body" IS NULL
        AND r."id" = p."recordId" AND r."teamId" = p."teamId"`
}

/** Whether a body says more than that a record is gone, so that it goes as soon as it was sent. */
export function isRecordBody(type: string | null): boolean {
  return type !== null && /\.(created|updated)$/.test(type)
}
