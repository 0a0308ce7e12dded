import { hash } from '@node-rs/argon2'
import { db } from '@/lib/server/db'

/** Keeps a password so that comparing it costs next to nothing: for tests that guess many times. A separate test checks how strong the stored form is. */
export async function setCheapPassword(email: string, password: string): Promise<void> {
  const passwordHash = await hash(password, { memoryCost: 8, timeCost: 1, parallelism: 1 })
  await db().user.updateMany({ where: { email }, data: { passwordHash } })
}
