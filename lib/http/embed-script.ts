/** The script that pages of other sites load; the only thing of the portal that they may read. */
export function isEmbedScript(path: string): boolean {
  return /^\/embed\/v1\.m?js$/.test(path)
}

/** It is the same for everybody. A module and a script with an integrity hash are only taken with CORS. */
export const embedScriptHeaders = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'cache-control': 'public, max-age=3600, stale-while-revalidate=86400',
} as const
