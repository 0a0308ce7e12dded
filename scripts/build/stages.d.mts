import type { BuildOptions } from 'esbuild'

/** Bundles the stages' scripts and those for embedding pages into `outDir` (public), where the portal serves them by name. */
export function buildStages(outDir?: string): Promise<void>

/** How esbuild bundles the script of the wire. */
export const widgetScript: Pick<
  BuildOptions,
  'bundle' | 'write' | 'minify' | 'platform' | 'target' | 'charset' | 'legalComments' | 'format'
> & { entryPoints: string[] }

/** Writes a file where it changed, with a copy beside it for each coding that the server sends. */
export function writeCompressed(path: string, contents: Uint8Array): void
