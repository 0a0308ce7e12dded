import { z } from 'zod'

const flag = z
  .enum(['0', '1'])
  .default('0')
  .transform((value) => value === '1')

const origin = z.string().refine(isOrigin, 'must be an origin such as https://crm.example.com')

const originList = z
  .string()
  .default('')
  .transform((value) =>
    value
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  )
  .pipe(z.array(origin))

const schema = z.object({
  DATABASE_URL: z.string().min(1),
  PORT: z.coerce.number().int().min(1).max(65535).default(3000),
  PORTAL_ORIGIN: origin.optional(),
  WIDGET_ORIGIN: origin.optional(),
  MASTER_KEYS: z.string().default(''),
  SESSION_SECRET: z.string().min(32, 'must have at least 32 characters'),
  SEED_DEMO: flag,
  DATA_DIR: z.string().default('.data'),
  AUDIT_HEADS_FILE: z.string().optional(),
  OUTBOUND_ALLOW_ORIGINS: originList,
  OUTBOUND_ALLOW_LOOPBACK: flag,
  ALLOW_LOOPBACK_WIDGETS: flag,
  TRUST_PROXY: z.coerce.number().int().min(0).default(0),
  CERTIFICATION_BROWSER: z.enum(['auto', 'off']).default('auto'),
  CHROMIUM_PATH: z.string().optional(),
  JOBS: z.enum(['beside', 'external']).default('beside'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  NODE_ENV: z.string().default('production'),
})

type Parsed = z.infer<typeof schema>
export type Env = Readonly<
  Omit<Parsed, 'PORTAL_ORIGIN' | 'OUTBOUND_ALLOW_ORIGINS'> & {
    PORTAL_ORIGIN: string
    OUTBOUND_ALLOW_ORIGINS: readonly string[]
  }
>

let cached: Env | undefined

/** The environment, checked once and frozen. The only reader of `process.env`. */
export function env(): Env {
  cached ??= parseEnv(process.env)
  return cached
}

/** For tests, which change the environment: see test/settings.ts. */
export function readEnvAgain(): void {
  cached = undefined
}

export function parseEnv(source: Record<string, string | undefined>): Env {
  // An empty value is how a shell or a compose file says "not set".
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(given)
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`)
    throw new Error(`Fix the environment: ${problems.join('; ')}. See docs/operations.md.`)
  }
  return Object.freeze({
    ...parsed.data,
    PORTAL_ORIGIN: parsed.data.PORTAL_ORIGIN ?? `http://localhost:${parsed.data.PORT}`,
    OUTBOUND_ALLOW_ORIGINS: Object.freeze(parsed.data.OUTBOUND_ALLOW_ORIGINS),
  })
}

function isOrigin(value: string): boolean {
  return URL.canParse(value) && new URL(value).origin === value
}
