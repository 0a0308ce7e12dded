import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlQuery,
} from '@prisma/driver-adapter-utils'
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg'
import { Pool, type QueryArrayConfig } from 'pg'

type EngineOptions = {
  url: string
  schema: string
}

type CharColumns = WeakMap<unknown[], number[]>

const charType = 18
const textType = 25
let loaded = false

/**
 * Prisma's schema engine (WebAssembly, no download) on one connection to `url`, for the time of `work`. It compares
 * schemas; lib/server/migrate.ts runs migrations without it.
 */
export async function withSchemaEngine<T>(
  options: EngineOptions,
  work: (engine: glue.SchemaEngine) => Promise<T>,
): Promise<T> {
  loadModule()
  const charColumns: CharColumns = new WeakMap()
  const pool = createPool(options.url, charColumns)
  const factory = createAdapterFactory(pool, charColumns)
  const adapter = bindMigrationAwareSqlAdapterFactory(factory)
  try {
    const datamodels: [string, string][] = [['schema.prisma', options.schema]]
    const engine = await glue.SchemaEngine.new({ datamodels }, () => {}, adapter)
    try {
      return await work(engine)
    } finally {
      engine.free()
    }
  } finally {
    await pool.end()
  }
}

function loadModule(): void {
  if (loaded) return
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const binary = new WebAssembly.Module(readFileSync(join(dirname(entry), 'schema_engine_bg.wasm')))
  const instance = new WebAssembly.Instance(binary, { './schema_engine_bg.js': { ...glue } })
  glue.__wbg_set_wasm(instance.exports)
  const { __wbindgen_start: start } = instance.exports
  if (typeof start === 'function') start()
  loaded = true
}

/**
 * Prisma's adapter refuses the catalogue's "char" columns, which the engine reads. They pass it as text;
 * `charColumns` remembers them by their rows, so that they can be declared as what they are.
 */
function createPool(url: string, charColumns: CharColumns): Pool {
  const pool = new Pool({ connectionString: url, max: 1, connectionTimeoutMillis: 10_000 })
  pool.on('error', () => {})
  const query = pool.query.bind(pool)
  return Object.assign(pool, {
    query: async (config: QueryArrayConfig) => {
      const result = await query(config)
      const indexes: number[] = []
      for (const [index, field] of result.fields.entries()) {
        if (field.dataTypeID !== charType) continue
        field.dataTypeID = textType
        indexes.push(index)
      }
      if (indexes.length > 0) charColumns.set(result.rows, indexes)
      return result
    },
  })
}

function createAdapterFactory(pool: Pool, charColumns: CharColumns): PrismaPg {
  const factory = new PrismaPg(pool)
  const connect = factory.connect.bind(factory)
  return Object.assign(factory, {
    connect: async () => {
      const adapter = await connect()
      const queryRaw = adapter.queryRaw.bind(adapter)
      return Object.assign(adapter, {
        queryRaw: async (query: SqlQuery) => {
          const result = await queryRaw(query)
          for (const index of charColumns.get(result.rows) ?? []) {
            result.columnTypes[index] = ColumnTypeEnum.Character
          }
          return result
        },
      })
    },
  })
}
