import { createHmac } from 'node:crypto'
import type { Run } from '@/lib/domain/certification/send-cases'
import { type CertificationTarget, isFrame, launchInput } from '@/lib/domain/certification/target'
import { browserAgent, ownAgent } from '@/lib/domain/framing/headers'
import { type Endpoint, type LaunchInput, signSampleLaunch } from '@/lib/domain/samples/launches'
import { readValue, replaceValue } from '@/lib/domain/samples/wrong/alter-request'
import type { SignedRequest } from '@/lib/protocols/protocol'

type Attempt = { finding: string; sign: (input: LaunchInput) => Promise<SignedRequest> }

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
  const attempts = target.protocol === 'sure-send' ? [withLineBreak, ...sureSendAttempts] : [withLineBreak]
  for (const { finding, sign } of attempts) {
    const exchange = await run.sendMore(await sign(input), endpoint)
    if (exchange?.verdict === 'accepted') return finding
  }
  return null
}

/** The valid launch once more by another agent: a firewall may refuse the first one alone. */
async function tryOtherAgent(
  target: CertificationTarget,
  endpoint: Endpoint,
  run: Run,
  input: LaunchInput,
): Promise<string | null> {
  const [sent, other] = isFrame(target, endpoint) ? [browserAgent, ownAgent] : [ownAgent, browserAgent]
  const exchange = await run.sendMore(await signSampleLaunch(input), endpoint, other)
  if (exchange?.verdict !== 'accepted') return null
  return `It refuses the agent “${sent}” and accepts the same launch from “${other}”: a firewall or a rule in front of the server looks at the agent. Let this one through, since the signature is the proof.`
}

const withLineBreak: Attempt = {
  finding:
    'It accepts a signature by the secret with a line break after it: take that off when the file is read.',
  sign: (input) => signSampleLaunch({ ...input, secret: `${input.secret}\n` }),
}

const sureSendAttempts: Attempt[] = [
  {
    finding: 'It accepts a signature over the decoded JSON: sign the base64 text as it stands in the URL.',
    sign: (input) =>
      signContext(input, (context) =>
        createHmac('sha256', input.secret).update(Buffer.from(context, 'base64')).digest('hex'),
      ),
  },
  {
    finding:
      'It accepts a signature by the bytes that the secret is the hex of: use its 64 characters as text.',
    sign: (input) =>
      signContext(input, (context) =>
        createHmac('sha256', Buffer.from(input.secret, 'hex')).update(context).digest('hex'),
      ),
  },
  {
    finding: 'It accepts a signature in base64: the published form is lower-case hex.',
    sign: (input) =>
      signContext(input, (context) => createHmac('sha256', input.secret).update(context).digest('base64')),
  },
]

async function signContext(input: LaunchInput, sign: (context: string) => string): Promise<SignedRequest> {
  const request = await signSampleLaunch(input)
  return replaceValue(request, 'signature', () => sign(readValue(request, 'context')))
}
