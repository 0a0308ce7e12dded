/** Writes the types of what /embed/v1.mjs and /widget/v1.mjs export, each as one file without imports. */
export function buildScriptTypes(outDir?: string): Promise<void>
