/** Runs `work` while no other process on this machine does so under the same path. */
export function withLock<T>(
  path: string,
  work: () => Promise<T>,
  options?: { onWait?: (ownerId: number) => void },
): Promise<T>
