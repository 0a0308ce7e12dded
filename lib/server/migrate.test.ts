import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { env } from '@/lib/server/env'
import { MigrationError, migrateDatabase } from '@/lib/server/migrate'
import { diffMigrations, findDrift } from '@/scripts/postgres/schema-diff'
import { withSchemaEngine } from '@/scripts/postgres/schema-engine'
import { createEmptyDatabase, createMigratedDatabase, withDatabase } from '@/test/database'
import { refusalOf } from '@/test/refusals'

const migrationNames = readdirSync('prisma/migrations', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort()
// What Prisma's own engine wrote while it still migrated at each start.
const recordedChecksums = [
  ['20261121000000_init', '2f5e7e575f6ac096f47c84bc613c1506d7b49acd045b79ad4450a22b488e04b4'],
  ['20261124104442_connectors', '0227937d967067203922a44420581d5d668ebb14e35d09bec095a6004c5d4f54'],
  [
    '20261124110344_connector_registrations',
    '023eb125a96c0d06342fb3e88fbb6bf7ac2558c7decf55ae76742330091ef98d',
  ],
  ['20261124112312_record_lookups', '598839f21e3ea85a7f3aaf8192121520c24abbec981d146dd7da03df09a829b8'],
  [
    '20261124113730_request_without_status',
    '8838826f527ea1ba08b6c65ba9a9951bcd150be26b4449533a655cdc6acc1464',
  ],
  ['20261124122543_salesloft_connectors', '90e2ebafe112ee98f595bd4e4e687008420d13a03f7f325e6e4b9f6a01da05ad'],
  ['20261124133458_api_keys', '82473a9666c344a090b8d101f7dd1d14dc6cf48df5026eb38c064ec20d8b46f8'],
  ['20261125080442_hosted_protocols', 'dd44cf5db947ea84ebfe8b9cda05a78d1ae19daf9a9502fedbc5ec444fc625a6'],
  ['20261125091829_certifications', '43b0a6071e9b3cee0c667d55dd4193e49ff3339ce62ece57a428c4feaade2cdc'],
  ['20261125093000_answers_of_tokens', '46d17472c33124dc5bd117498b43beb17022b7300d92e031bf0c4d1601bb5491'],
  ['20261125094000_launch_overviews', '0ac463106e8a5bd014cfa00f0d1d0a74432e66ab8357376d726e042ba8b9664e'],
  ['20261125101500_sandbox_launches', '8f165f4ff9d5c9b4556ade00b1da443f699fb1de369b6db3a12bf5c7cb67d2a4'],
  ['20261126090000_tested_versions', 'e6033717f6dd93fe6f45493ad580d3015c5609d0175e07baf82bd0f34bbe2f62'],
  ['20261126091000_sessions', 'f3a536d4ae6420d14bc3571b80d8f1e9b4d3838526d6224ea436e2d4396938b9'],
  ['20261126092000_launch_token_bounds', 'c185c0531a3ec124f62414dc06c87efe0373bd91f4dfa6c9d71cdc4bbb7dae4c'],
  [
    '20261126093000_live_sandbox_launches',
    '651ee7d67dad710770b090f8cecb8e7eae5dfc448e6f156393a134ec7678be90',
  ],
  ['20261126094000_wakes', '2d0077ade3b0df49d5e0b7a0833e9293d9e9f67c76245ec1c38d3c04bf838c93'],
  ['20261126095000_request_lifetime', 'a3121e9f07b6ba225931d76321964d48d9ff3517e6ced0f1214c0d19f3de5c8a'],
  ['20261126095500_origin_proofs', '0fe3d466d91b7dd4b2335f38d1c51800ed4c9d8c5af613cea519c920da0af22a'],
] as const
let prismaDir = ''

beforeEach(() => {
  prismaDir = mkdtempSync(join(tmpdir(), 'framegate-migrations-'))
  cpSync('prisma/schema.prisma', join(prismaDir, 'schema.prisma'))
  cpSync('prisma/migrations', join(prismaDir, 'migrations'), { recursive: true })
})
afterEach(() => rmSync(prismaDir, { recursive: true, force: true }))

function addMigration(name: string, sql: string): void {
  mkdirSync(join(prismaDir, 'migrations', name), { recursive: true })
  writeFileSync(join(prismaDir, 'migrations', name, 'migration.sql'), sql)
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await refusalOf(work)
  return error instanceof MigrationError ? error.code : `not a MigrationError: ${String(error)}`
}

describe('the migrations', () => {
  test('lead exactly to the schema', async () => {
    expect(await diffMigrations({ url: env().DATABASE_URL })).toBe('')
  })

  test('applied again change nothing', async () => {
    expect(await migrateDatabase({ url: env().DATABASE_URL })).toEqual([])
    expect(await findDrift({ url: env().DATABASE_URL })).toBe('')
  })

  test('are applied once by three that start at the same time', async () => {
    const url = await createEmptyDatabase('race')
    const applied = await Promise.all([1, 2, 3].map(() => migrateDatabase({ url })))
    expect(applied.map((names) => names.length).sort()).toEqual([0, 0, migrationNames.length])
    expect(await findDrift({ url })).toBe('')
  })

  test('are applied once each by two processes that start at the same time', async () => {
    const url = await createEmptyDatabase('processes')
    const outputs = await Promise.all([1, 2].map(() => runCommand(url)))
    const applied = outputs.flatMap((output) =>
      [...output.matchAll(/^applied (.+)$/gm)].map(([, name]) => name),
    )
    expect(applied).toEqual(migrationNames)
    expect(await withClient(url, readHistory)).toEqual(migrationNames)
  })

  test('are a history that Prisma takes for its own', async () => {
    const url = await createEmptyDatabase('prisma')
    await migrateDatabase({ url })
    const schema = readFileSync('prisma/schema.prisma', 'utf8')
    await withSchemaEngine({ url, schema }, async (engine) => {
      const filters = { externalTables: ['public.rate_limits'], externalEnums: [] }
      const migrationsList = listForPrisma()
      expect(
        await engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters }),
      ).toMatchObject({
        editedMigrationNames: [],
        failedMigrationNames: [],
        hasMigrationsTable: true,
        history: null,
      })
      expect((await engine.applyMigrations({ migrationsList, filters })).appliedMigrationNames).toEqual([])
    })
  })

  test('that fail leave nothing behind and are tried again once they are right', async () => {
    const url = await createMigratedDatabase('failing')
    addMigration('20990101000000_notes', 'CREATE TABLE notes (id INT); SELECT 1 / 0;')
    const error = await refusalOf(migrateDatabase({ url, prismaDir }))
    expect(error).toBeInstanceOf(MigrationError)
    expect(error).toMatchObject({ code: 'migration_failed' })
    expect(String(error)).toMatch(/20990101000000_notes failed and was rolled back.*division by zero/)
    expect(await withClient(url, readHistory)).toEqual(migrationNames)
    addMigration('20990101000000_notes', 'CREATE TABLE notes (id INT);')
    expect(await migrateDatabase({ url, prismaDir })).toEqual(['20990101000000_notes'])
  })

  test('edited after they were applied are refused by name', async () => {
    const url = await createMigratedDatabase('edited')
    addMigration('20990101000000_notes', 'CREATE TABLE notes (id INT);')
    await migrateDatabase({ url, prismaDir })
    addMigration('20990101000000_notes', 'CREATE TABLE notes (id BIGINT);')
    const error = await refusalOf(migrateDatabase({ url, prismaDir }))
    expect(error).toMatchObject({ code: 'migration_edited' })
    expect(String(error)).toMatch(/20990101000000_notes was changed after it was applied/)
  })

  test('whose line ends alone differ are the same', async () => {
    const url = await createEmptyDatabase('lines')
    addMigration('20990101000000_notes', 'CREATE TABLE notes (\n  id INT\n);\n')
    await migrateDatabase({ url, prismaDir })
    addMigration('20990101000000_notes', 'CREATE TABLE notes (\r\n  id INT\r\n);\r\n')
    expect(await migrateDatabase({ url, prismaDir })).toEqual([])
  })

  test('of a newer version are not run over', async () => {
    const url = await createMigratedDatabase('newer')
    addMigration('20990101000000_notes', 'CREATE TABLE notes (id INT);')
    await migrateDatabase({ url, prismaDir })
    const error = await refusalOf(migrateDatabase({ url }))
    expect(error).toMatchObject({ code: 'migration_unknown' })
    expect(String(error)).toMatch(/belongs to a newer version/)
  })

  test('do not run into the tables of another program', async () => {
    const url = await createEmptyDatabase('foreign')
    await withClient(url, (client) => client.query('CREATE TABLE theirs (id INT)'))
    expect(await codeOf(migrateDatabase({ url }))).toBe('migration_database_not_empty')
    await withClient(url, (client) => client.query('DROP TABLE theirs'))
    expect(await migrateDatabase({ url })).toEqual(migrationNames)
  })
})

describe('a database that Prisma’s engine migrated', () => {
  const [engineNames, laterNames] = [
    recordedChecksums.map(([name]) => name),
    migrationNames.slice(recordedChecksums.length),
  ]

  test('has nothing applied again and gets what is new', async () => {
    const url = await createEngineDatabase('engine')
    addMigration('20990101000000_notes', 'CREATE TABLE notes (id INT);')
    expect(await migrateDatabase({ url, prismaDir })).toEqual([...laterNames, '20990101000000_notes'])
    expect(await withClient(url, readHistory)).toEqual([...migrationNames, '20990101000000_notes'])
    expect(migrationNames.slice(0, engineNames.length)).toEqual(engineNames)
  })

  test('goes on after a migration that failed or was cut off there', async () => {
    const url = await createEngineDatabase('unfinished')
    const notes = '20990101000000_notes'
    await withClient(url, (client) =>
      client.query(
        `INSERT INTO _prisma_migrations (id, checksum, migration_name, logs) VALUES ('1', 'of another text', $1, 'failed'), ('2', '', 'gone', NULL)`,
        [notes],
      ),
    )
    addMigration(notes, 'CREATE TABLE notes (id INT);')
    expect(await migrateDatabase({ url, prismaDir })).toEqual([...laterNames, notes])
    expect(await withClient(url, readHistory)).toEqual([...migrationNames, notes])
  })

  /** The files applied as the engine did, and its table with the rows that it wrote. */
  async function createEngineDatabase(name: string): Promise<string> {
    const url = await createEmptyDatabase(name)
    await withClient(url, async (client) => {
      await client.query(engineTableSql)
      for (const [migration, checksum] of recordedChecksums) {
        await client.query(readFileSync(join('prisma/migrations', migration, 'migration.sql'), 'utf8'))
        await client.query(
          `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
           VALUES (gen_random_uuid(), $1, $2, now(), 1)`,
          [checksum, migration],
        )
      }
    })
    return url
  }
})

describe('an upgrade', () => {
  test('counts the origins of what serves as proven for 30 days, and those of nothing else', async () => {
    const url = await createEmptyDatabase('origins')
    const later = '20261126095500'
    for (const { name } of readdirSync(join(prismaDir, 'migrations'), { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() && entry.name >= later,
    ))
      rmSync(join(prismaDir, 'migrations', name), { recursive: true })
    await migrateDatabase({ url, prismaDir })
    const client = new Client({ connectionString: url })
    await client.connect()
    try {
      await client.query(servingWidgetSql)
      await migrateDatabase({ url })
      const { rows } = await client.query<{ origin: string; days: number }>(
        `SELECT "origin", extract(day FROM now() - "provenAt")::int AS days FROM "OriginProof" ORDER BY "origin"`,
      )
      const origins = ['further', 'locations', 'market', 'slot'].map((name) => `https://${name}.example.com`)
      expect(rows).toEqual(origins.map((origin) => ({ origin, days: 0 })))
    } finally {
      await client.end()
    }
  })
})

async function readHistory(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT migration_name AS name FROM _prisma_migrations
     WHERE finished_at >= started_at AND applied_steps_count = 1 AND rolled_back_at IS NULL ORDER BY started_at, name`,
  )
  return rows.map(({ name }) => name)
}

/** `npm run db:migrate` in a separate process; resolves to its output. */
async function runCommand(url: string): Promise<string> {
  const loader = join('node_modules', 'tsx', 'dist', 'loader.mjs')
  const child = spawn(process.execPath, ['--import', `./${loader}`, 'scripts/postgres/migrate.ts'], {
    env: { ...process.env, DATABASE_URL: url, SEED_DEMO: '1', DATA_DIR: prismaDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += String(chunk)
  })
  const code = await new Promise((settle) => child.once('close', settle))
  expect(code).toBe(0)
  return output
}

function listForPrisma() {
  const read = (path: string) => readFileSync(join('prisma/migrations', path), 'utf8')
  return {
    baseDir: 'prisma/migrations',
    lockfile: { path: 'migration_lock.toml', content: read('migration_lock.toml') },
    shadowDbInitScript: '',
    migrationDirectories: migrationNames.map((path) => ({
      path,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok' as const, value: read(join(path, 'migration.sql')) },
      },
    })),
  }
}

const engineTableSql = `CREATE TABLE _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL,
  logs TEXT, rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`

const servingWidgetSql = `
  INSERT INTO "Partner" ("id", "name") VALUES ('prt_1', 'One');
  INSERT INTO "User" ("id", "email", "name", "passwordHash", "role", "partnerId")
    VALUES ('00000000-0000-4000-8000-000000000001', 'a@example.com', 'A', '', 'owner', 'prt_1');
  INSERT INTO "Widget" ("id", "partnerId", "protocol", "searchText", "updatedAt")
    VALUES ('wgt_1', 'prt_1', 'marketplace', '', now());
  INSERT INTO "WidgetVersion" ("id", "widgetId", "number", "state", "name", "description", "url", "furtherOrigins", "placements", "allow",
    "settings", "icon", "colour", "createdById", "updatedAt")
  SELECT v.id, 'wgt_1', v.number, v.state::"VersionState", 'W', '', v.url, '{https://further.example.com}', '{}', '{}', v.settings::jsonb, '', '',
    '00000000-0000-4000-8000-000000000001', now()
  FROM (VALUES
    ('ver_1', 1, 'approved', 'https://Market.example.com:443/{{contact-id}}', '{"locationPostbackUrl": "https://locations.example.com?id={{location.id}}",
      "slotUrls": {"person": "https://slot.example.com/a"}}'),
    ('ver_2', 2, 'draft', 'https://draft.example.com/', '{}')
  ) AS v (id, number, state, url, settings);
  UPDATE "Widget" SET "servingVersionId" = 'ver_1', "workingVersionId" = 'ver_2';`

test('drift is told as the SQL that leads back', async () => {
  await withDatabase((client) => client.query('ALTER TABLE "Team" ADD COLUMN extra TEXT'))
  expect(await findDrift({ url: env().DATABASE_URL })).toMatch(/DROP COLUMN "extra"/)
})
