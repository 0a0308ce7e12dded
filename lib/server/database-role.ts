import { Client } from 'pg'

/**
 * Gives the application's role what it needs and no more, when migrations run under another role: rows of the portal and of the job
 * queue, but of the audit log only reading and appending. Does nothing when both are one role.
 */
export async function grantApplication(urls: {
  migrationUrl: string
  applicationUrl: string
}): Promise<void> {
  const role = roleOf(urls.applicationUrl)
  if (!role || role === roleOf(urls.migrationUrl)) return
  const client = new Client({ connectionString: urls.migrationUrl })
  await client.connect()
  try {
    const to = client.escapeIdentifier(role)
    await client.query(`
      BEGIN;
      GRANT USAGE ON SCHEMA public, graphile_worker TO ${to};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public, graphile_worker TO ${to};
      GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public, graphile_worker TO ${to};
      GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public, graphile_worker TO ${to};
      REVOKE UPDATE, DELETE, TRUNCATE ON "AuditEvent" FROM ${to};
      REVOKE ALL ON "_prisma_migrations" FROM ${to};
    `)
    for (const table of await listGuardedTables(client)) {
      const name = `graphile_worker.${client.escapeIdentifier(table)}`
      await client.query(`DROP POLICY IF EXISTS framegate_application ON ${name}`)
      await client.query(
        `CREATE POLICY framegate_application ON ${name} TO ${to} USING (true) WITH CHECK (true)`,
      )
    }
    await client.query('COMMIT')
  } finally {
    await client.end()
  }
}

/** graphile-worker guards its tables by row security, which holds for every role but their owner. */
async function listGuardedTables(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ relname: string }>(
    `SELECT relname FROM pg_class WHERE relnamespace = 'graphile_worker'::regnamespace AND relrowsecurity`,
  )
  return rows.map((row) => row.relname)
}

function roleOf(url: string): string {
  return decodeURIComponent(new URL(url).username)
}
