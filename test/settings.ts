import { env, readEnvAgain } from '@/lib/server/env'

type Settings = Record<string, string | undefined>

/** These settings in place of what the tests have, until the end of this file. */
export function setEnv(settings: Settings): void {
  for (const [name, value] of Object.entries(settings)) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
  readEnvAgain()
}

/** These settings while `work` runs. */
export async function withEnv<T>(settings: Settings, work: () => Promise<T>): Promise<T> {
  const before = Object.fromEntries(Object.keys(settings).map((name) => [name, process.env[name]]))
  setEnv(settings)
  try {
    return await work()
  } finally {
    setEnv(before)
  }
}

/** Lets the portal of this test call a partner's server. */
export function allowOrigin(origin: string): void {
  setEnv({ OUTBOUND_ALLOW_ORIGINS: [...env().OUTBOUND_ALLOW_ORIGINS, origin].join(',') })
}
