/** The name of a script that never changes, of its content: a page may write down its integrity hash. */
export function pinnedNameOf(content: string | Uint8Array): string

/** As `integrity` of a script element has it. */
export function integrityOf(content: string | Uint8Array): string

/** The headers of a file below /embed/; undefined for what is none. They are the same for everybody. */
export function embedFileHeaders(name: string): Record<string, string> | undefined
