import { toAppError } from '@/lib/errors'

/** Undefined for a launch that was forgotten, or is not the reader's: its address is shared and kept longer than it. */
export async function findLaunch<Launch>(read: Promise<Launch>): Promise<Launch | undefined> {
  try {
    return await read
  } catch (thrown) {
    const { code } = toAppError(thrown)
    if (code === 'not_found' || code === 'malformed_request') return undefined
    throw thrown
  }
}
