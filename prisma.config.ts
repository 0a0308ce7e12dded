import { defineConfig } from 'prisma/config'

// Only Prisma's own command line reads this; `npm run db:migrate` and `npm run db:diff` need none of it.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.MIGRATION_DATABASE_URL ?? process.env.DATABASE_URL ?? '' },
})
