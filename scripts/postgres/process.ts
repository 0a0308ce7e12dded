import { type ChildProcess, execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/**
 * The process id of the server that runs on this cluster, or null. A lock file whose process is gone,
 * or is something else that got the same number, counts as none.
 */
export async function findLivePostmaster(clusterDir: string): Promise<number | null> {
  const lock = await readFile(join(clusterDir, 'postmaster.pid'), 'utf8').catch(() => '')
  const id = Number.parseInt(lock, 10)
  if (!(id > 1) || !isAlive(id)) return null
  return (await readCommand(id)).includes(` -D ${clusterDir} `) ? id : null
}

/** The parent of a process, or null when the process is gone. */
export async function readParentId(id: number): Promise<number | null> {
  const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => null)
  // The second field is the command in brackets and may hold spaces.
  const text =
    stat
      ?.slice(stat.lastIndexOf(')') + 1)
      .trim()
      .split(' ')[1] ?? (await askPs('ppid', id))
  const parentId = Number.parseInt(text, 10)
  return parentId > 0 ? parentId : null
}

/** Ends a PostgreSQL server: fast shutdown, then immediate shutdown, then by force. */
export async function stopPostmaster(id: number, child?: ChildProcess): Promise<void> {
  const hasEnded = () => (child ? child.exitCode !== null || child.signalCode !== null : !isAlive(id))
  for (const [signal, seconds] of [
    ['SIGINT', 8],
    ['SIGQUIT', 3],
    ['SIGKILL', 3],
  ] as const) {
    try {
      process.kill(id, signal)
    } catch {
      return
    }
    const deadline = Date.now() + seconds * 1000
    while (Date.now() < deadline) {
      if (hasEnded()) return
      await sleep(20)
    }
  }
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

async function readCommand(id: number): Promise<string> {
  const command = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => null)
  return command?.replaceAll('\0', ' ') ?? (await askPs('command', id))
}

async function askPs(column: string, id: number): Promise<string> {
  const { stdout } = await execute('ps', ['-ww', '-o', `${column}=`, '-p', String(id)]).catch(() => ({
    stdout: '',
  }))
  return stdout.trim()
}
