import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'
import { integrityOf, pinnedNameOf } from '@/lib/server/embed-files.mjs'

// A page may name the script with its hash. What such a page wrote down stays right: each version is kept when the portal starts with it.

/** The current script by a name that never means another one. */
export type PinnedScript = { path: string; integrity: string }

/** @param folder with the scripts that were built */
export async function readPinnedScript(folder?: string): Promise<PinnedScript> {
  const content = await readBuilt(folder)
  return { path: `/embed/${pinnedNameOf(content)}`, integrity: integrityOf(content) }
}

/** Keeps the script of this version for the versions after it, and for other servers of this portal while it is updated. */
export async function keepEmbedScript(folder?: string, now = databaseNow()): Promise<void> {
  const content = await readBuilt(folder)
  const row = { name: pinnedNameOf(content), content, createdAt: now }
  await db().embedScript.createMany({ data: row, skipDuplicates: true })
}

/** A script that was kept, or undefined. */
export async function readKeptScript(name: string): Promise<string | undefined> {
  const row = await db().embedScript.findUnique({ where: { name }, select: { content: true } })
  return row?.content
}

function readBuilt(folder = join(process.cwd(), 'public/embed')): Promise<string> {
  return readFile(join(folder, 'v1.js'), 'utf8')
}
