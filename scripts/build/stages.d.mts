/** Bundles the stages' scripts from lib/stage into `outDir` (public), where the portal serves them by name. */
export function buildStages(outDir?: string): Promise<void>
