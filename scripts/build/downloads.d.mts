export const downloads: string[]
export function buildDownloads(outDir?: string): Promise<void>
