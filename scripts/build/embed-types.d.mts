/** Writes the types of what /embed/v1.mjs exports, as one file without imports. */
export function buildEmbedTypes(outFile?: string): Promise<void>
