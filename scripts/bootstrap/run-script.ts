import { SetupError } from './setup-error'

/** Runs a command's body: an expected problem ends as its sentence, anything else with its trace. */
export async function runScript(work: () => Promise<number>): Promise<never> {
  try {
    process.exit(await work())
  } catch (error) {
    const isExpected =
      error instanceof SetupError || (error instanceof Error && error.name === 'MigrationError')
    const code = isExpected && 'code' in error ? ` (${error.code})` : ''
    console.error(isExpected ? `${error.message}${code}` : error)
    process.exit(1)
  }
}
