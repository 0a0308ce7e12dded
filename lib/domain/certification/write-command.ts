import type { CertificationTarget } from '@/lib/domain/certification/target'
import { profileOf } from '@/lib/domain/profiles/registry'
import { quoteForShell } from '@/lib/domain/profiles/signed-text'

/**
 * The command that certifies a target from the machine on which its server runs, as docs/certification.md describes it. It asks for the
 * secret on standard input: nobody else on that machine sees it, and it is in no history.
 */
export function writeCertifyCommand(
  target: Omit<CertificationTarget, 'secrets'>,
  {
    portal,
    evidence,
  }: {
    /** The origin that serves the command. */
    portal: string
    /** What its report is evidence of, if it is to be attached. */
    evidence?: { widget: string; content: string }
  },
): string {
  const { main, chosenBy, further } = profileOf(target.protocol).command
  const given = Object.entries(target.urls)
  const [first] = given.filter(([endpoint]) => main.some((id) => id === endpoint))
  const own = first ?? given[0]
  const isWhole = main.every((endpoint) => target.urls[endpoint] === own?.[1])
  const flags: (readonly [string, string] | undefined)[] = [
    ['protocol', target.protocol],
    ['url', own?.[1] ?? ''],
    chosenBy && own && !isWhole ? [chosenBy, own[0]] : undefined,
    ...(chosenBy === 'slot'
      ? given
          .filter(([endpoint]) => endpoint !== own?.[0])
          .map(([endpoint, url]) => ['slot-url', `${endpoint}=${url}`] as const)
      : []),
    further && target.urls[further.endpoint]
      ? [further.option, target.urls[further.endpoint] ?? '']
      : undefined,
    target.mode === 'plain' ? ['mode', 'plain'] : undefined,
    target.postbackUrls?.location ? ['location-postback-url', target.postbackUrls.location] : undefined,
    target.postbackUrls?.user ? ['user-postback-url', target.postbackUrls.user] : undefined,
    target.hostOrigin ? ['host-origin', target.hostOrigin] : undefined,
    ...(target.furtherOrigins ?? []).map((origin) => ['further-origin', origin] as const),
    ...(target.allow ?? []).map((name) => ['allow', name] as const),
    Object.keys(target.record ?? {}).length > 0 ? ['record', JSON.stringify(target.record)] : undefined,
    ...(evidence
      ? ([
          ['widget', evidence.widget],
          ['content', evidence.content],
          ['report', 'framegate-report.json'],
        ] as const)
      : []),
    ['secret-file', '-'],
  ]
  const words = flags.flatMap((pair) => (pair ? [`--${pair[0]} ${quoteIfNeeded(pair[1])}`] : []))
  return [`npx ${portal}/framegate.tgz certify`, ...words].join(' \\\n  ')
}

function quoteIfNeeded(text: string): string {
  return /^[A-Za-z0-9_./:=-]+$/.test(text) ? text : quoteForShell(text)
}
