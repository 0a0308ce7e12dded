import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const pollMilliseconds = 200

/** Runs `work` while no other process on this machine does so under the same path. */
export async function withLock(path, work, { onWait } = {}) {
  mkdirSync(dirname(path), { recursive: true })
  const mark = `${process.pid} ${readStartTime(process.pid)}`
  let told = false
  while (!takeLock(path, mark)) {
    const owner = readMark(path)
    if (owner && !isRunning(owner)) {
      clearStaleLock(path, owner)
      continue
    }
    if (!told && owner) onWait?.(Number.parseInt(owner, 10))
    told ||= owner !== ''
    await sleep(pollMilliseconds)
  }
  try {
    return await work()
  } finally {
    if (readMark(path) === mark) rmSync(path, { force: true })
  }
}

function takeLock(path, mark) {
  try {
    writeFileSync(path, mark, { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

function readMark(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

// Moved away first: of two that see the same dead owner only one moves the dead owner's file, and
// one that moved a new owner's file by mistake puts it back.
function clearStaleLock(path, owner) {
  const aside = `${path}.${process.pid}`
  try {
    renameSync(path, aside)
    if (readMark(aside) === owner) rmSync(aside, { force: true })
    else renameSync(aside, path)
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
}

// A process id is given out again, in containers soon: the start time tells two holders apart.
function isRunning(mark) {
  const [id, startTime] = mark.split(' ')
  try {
    process.kill(Number(id), 0)
  } catch (error) {
    if (error.code !== 'EPERM') return false
  }
  return readStartTime(id) === startTime
}

function readStartTime(id) {
  try {
    const stat = readFileSync(`/proc/${id}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return '-'
  }
}
