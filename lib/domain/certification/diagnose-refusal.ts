import type { Run } from '@/lib/domain/certification/send-cases'
import { type CertificationTarget, isFrame, launchInput, signFor } from '@/lib/domain/certification/target'
import { browserAgent, ownAgent } from '@/lib/domain/framing/headers'
import type { Attempt } from '@/lib/domain/profiles/profile'
import { profileOf } from '@/lib/domain/profiles/registry'
import type { Endpoint, LaunchInput } from '@/lib/domain/samples/launches'

/**
 * Why a valid launch is refused, as far as it shows: launches signed as the usual mistakes have it, in the hope that one is accepted.
 * Null if none is.
 */
export async function diagnoseRefusal(
  target: CertificationTarget,
  endpoint: Endpoint,
  run: Run,
  now: Date,
): Promise<string | null> {
  const url = target.urls[endpoint]
  if (!url) return null
  const input = launchInput(target, { endpoint, url }, now)
  const byAgent = await tryOtherAgent(target, endpoint, run, input)
  if (byAgent) return byAgent
  const attempts = [withLineBreak(target), ...profileOf(target.protocol).certification.attempts]
  for (const { finding, sign } of attempts) {
    const exchange = await run.sendMore(await sign(input), endpoint)
    if (exchange?.verdict === 'accepted') return finding
  }
  return null
}

/** The valid launch once more by another agent: a firewall may refuse only the first one. */
async function tryOtherAgent(
  target: CertificationTarget,
  endpoint: Endpoint,
  run: Run,
  input: LaunchInput,
): Promise<string | null> {
  const [sent, other] = isFrame(target, endpoint) ? [browserAgent, ownAgent] : [ownAgent, browserAgent]
  const exchange = await run.sendMore(await signFor(target, input), endpoint, other)
  if (exchange?.verdict !== 'accepted') return null
  return `Your server refuses the user agent “${sent}” and accepts the same launch from “${other}”: a firewall or a rule in front of it filters by user agent. Allow this one; the signature proves where the launch comes from.`
}

function withLineBreak(target: CertificationTarget): Attempt {
  return {
    finding:
      'Your server accepts a signature made with the secret and a line break after it. Remove the line break when you read the file.',
    sign: (input) => signFor(target, { ...input, secret: `${input.secret}\n` }),
  }
}
