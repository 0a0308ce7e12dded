import { parseArgs } from 'node:util'
import { ZodError } from 'zod'
import type { SetPasswordLink, SystemActor } from '../../lib/domain/accounts/admin-commands'
import type { HeadVerdict } from '../../lib/domain/audit/heads'
import { toAppError } from '../../lib/errors'
import { openEnvironment } from '../bootstrap/environment'
import { runScript } from '../bootstrap/run-script'
import { SetupError } from '../bootstrap/setup-error'

const usage = `Usage: npm run admin -- COMMAND

  create-team NAME --admin EMAIL --name "THEIR NAME"   a team and its first admin
  create-reviewer EMAIL --name "THEIR NAME"            a platform reviewer
  remove-reviewer EMAIL                                removes a reviewer, their sessions and API keys
  reset-password EMAIL [--organisation NAME]           a link to set a new password
  verify-audit [--heads FILE]                          recomputes the audit log's chain and compares signed heads
  forget-lost-keys                                     forgets master keys that are no longer in MASTER_KEYS

create-team, create-reviewer and reset-password print a link that works once, for 24 hours.`

type Arguments = {
  positionals: string[]
  values: { admin?: string; name?: string; organisation?: string; heads?: string }
}

const actor: SystemActor = { kind: 'system' }

// How many words follow each command's name; the domain is loaded when the environment is there.
const commands = {
  'create-team': { words: 1, run: createTeam },
  'create-reviewer': { words: 1, run: createReviewer },
  'remove-reviewer': { words: 1, run: removeReviewer },
  'reset-password': { words: 1, run: resetPassword },
  'verify-audit': { words: 0, run: verifyAudit },
  'forget-lost-keys': { words: 0, run: forgetLostKeys },
} as const satisfies Record<string, { words: number; run: (given: Arguments) => Promise<number> }>

await runScript(async () => {
  const [name = '', ...rest] = process.argv.slice(2)
  if (['help', '--help', '-h'].includes(name)) {
    console.log(usage)
    return 0
  }
  const command = new Map(Object.entries(commands)).get(name)
  if (!command) throw new SetupError(name ? `There is no command "${name}".\n\n${usage}` : usage)
  const given = readArguments(rest)
  if (given.positionals.length !== command.words) throw new SetupError(describeMissing(name))
  const { embedded } = await openEnvironment({ log: console.error })
  try {
    return await command.run(given)
  } catch (thrown) {
    throw describeFailure(thrown)
  } finally {
    await embedded?.stop()
  }
})

/** The line of the usage that says what the command takes. */
function describeMissing(name: string): string {
  const line = usage.split('\n').find((text) => text.trimStart().startsWith(`${name} `))
  return `Run it as: npm run admin -- ${line?.trim() ?? name}`
}

async function createTeam({ positionals: [team], values }: Arguments): Promise<number> {
  const [domain, { createTeamInput }] = await loadOperator()
  const input = createTeamInput.parse({ team, email: values.admin, name: values.name })
  const created = await domain.createTeam(actor, input)
  console.log(`The team ${input.team} exists. Its Team ID is ${created.teamId}.`)
  return printLink(created)
}

async function createReviewer({ positionals: [email], values }: Arguments): Promise<number> {
  const [domain, { createReviewerInput }] = await loadOperator()
  return printLink(
    await domain.createReviewer(actor, createReviewerInput.parse({ email, name: values.name })),
  )
}

async function removeReviewer({ positionals: [email] }: Arguments): Promise<number> {
  const [domain, { removeReviewerInput }] = await loadOperator()
  const { name } = await domain.removeReviewer(actor, removeReviewerInput.parse({ email }))
  console.log(`${name} was removed. Their sessions and API keys were revoked.`)
  return 0
}

async function resetPassword({ positionals: [email], values }: Arguments): Promise<number> {
  const [domain, { issueResetInput }] = await loadOperator()
  const input = issueResetInput.parse({ email, organisation: values.organisation })
  return printLink(await domain.issueResetLink(actor, input))
}

async function forgetLostKeys(): Promise<number> {
  const secrets = await import('../../lib/domain/secrets/sealing')
  const lost = await secrets.forgetLostKeys()
  console.log(
    lost.length > 0
      ? `Forgot master key ${lost.join(', ')}. Secrets sealed with it can't be opened again: their partners must revoke them and create new ones.`
      : 'MASTER_KEYS has every master key that this database uses. There is nothing to forget.',
  )
  return 0
}

async function verifyAudit({ values }: Arguments): Promise<number> {
  const audit = await import('../../lib/domain/audit/events')
  const heads = await import('../../lib/domain/audit/heads')
  const { auditHeadsFile } = await import('../../lib/server/audit-head')
  const { checked, firstBad } = await audit.verifyAudit({
    onPiece: (piece) => console.error(`${piece.checked} events read, to event ${piece.sequence} …`),
  })
  if (firstBad !== undefined) {
    console.error(
      `The audit log was changed: event ${firstBad} is the first that does not match the one before it. Events read: ${checked}.`,
    )
    return 1
  }
  console.log(`The audit log is intact: ${checked} events, each with the hash of the one before it.`)
  return printHeads(await heads.compareHeads(values.heads ?? auditHeadsFile()))
}

const headFaults = {
  gone: 'is no longer in the log. The log was cut, or an older backup was restored',
  rewritten: 'has a different hash now. The log was rewritten',
  forged: 'has a signature that was made with none of MASTER_KEYS. The file of heads was changed',
}

function printHeads(verdicts: HeadVerdict[]): number {
  const unknown = verdicts.filter(({ verdict }) => verdict === 'unknown')
  const kept = verdicts.filter(({ verdict }) => verdict === 'kept')
  const fault = verdicts.find((each) => each.verdict in headFaults)
  if (unknown.length > 0)
    console.error(
      `${unknown.length} signed heads can't be checked: MASTER_KEYS lacks the key that signed them.`,
    )
  if (fault) {
    const { head, verdict } = fault
    console.error(
      `Event ${head.sequence}, signed ${head.at}, ${headFaults[verdict as keyof typeof headFaults]}.`,
    )
    return 1
  }
  if (kept.length === 0)
    console.error(
      'No signed heads were compared, so this check cannot detect a log that was cut or rewritten.',
    )
  else
    console.log(
      `${kept.length} signed heads match the log, the newest at event ${kept.at(-1)?.head.sequence}.`,
    )
  return 0
}

async function loadOperator() {
  return Promise.all([
    import('../../lib/domain/accounts/admin-commands'),
    import('../../lib/domain/accounts/admin-commands.schema'),
  ])
}

function readArguments(args: string[]): Arguments {
  try {
    return parseArgs({
      args,
      options: {
        admin: { type: 'string' },
        name: { type: 'string' },
        organisation: { type: 'string' },
        heads: { type: 'string' },
      },
      allowPositionals: true,
    })
  } catch (thrown) {
    throw new SetupError(
      `${thrown instanceof Error ? thrown.message : 'The arguments are not valid.'}\n\n${usage}`,
    )
  }
}

function printLink({ link, email }: SetPasswordLink): number {
  console.log(`Give ${email} this link to set a password. It works once, for 24 hours:\n\n  ${link}\n`)
  return 0
}

function describeFailure(thrown: unknown): unknown {
  if (thrown instanceof ZodError) {
    const [issue] = thrown.issues
    return new SetupError(`${labelField(issue?.path[0])}: ${issue?.message ?? 'not valid.'}\n\n${usage}`)
  }
  if (thrown instanceof Error && 'code' in thrown && thrown.code === 'P2021') {
    return new SetupError('The database is not prepared yet. Run npm run db:migrate first, or npm start.')
  }
  const error = toAppError(thrown)
  return error.code === 'internal' ? thrown : new SetupError(error.publicDetail)
}

function labelField(field: PropertyKey | undefined): string {
  if (field === 'team') return 'The name of the team'
  if (field === 'email') return 'The email address'
  return field === 'name' ? 'The person’s name, --name' : 'The arguments'
}
