/** Writes the types of what /embed/v1.mjs and /widget/v1.mjs export, each as one file without imports. */
export function buildScriptTypes(outDir?: string): Promise<void>

/** The types of what a module exports, as one file without imports. */
export function typesOf(entry: string): Promise<string>
