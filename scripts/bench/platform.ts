import { SetupError } from '../bootstrap/setup-error'

/** A platform that calls the demo team's SocialSignIn connector: signs the address of a call of an endpoint. */
export async function openPlatform(): Promise<
  (endpoint: string, parameters: Record<string, string>) => string
> {
  const [{ signSocialSignin }, { db }, { openForVerifying }, { endpointUrl }, { acmeId }] = await Promise.all(
    [
      import('../../lib/protocols/social-signin'),
      import('../../lib/server/db'),
      import('../../lib/domain/secrets/openers'),
      import('../../lib/domain/connectors/endpoint-url'),
      import('../../demo/organisations'),
    ],
  )
  const connector = await db().connector.findFirstOrThrow({
    where: { teamId: acmeId, protocol: 'social-signin' },
    select: { id: true },
  })
  const [active] = await openForVerifying(db(), connector.id, new Date())
  if (!active) throw new SetupError('The demo’s connector has no secret.')
  return (endpoint, parameters) =>
    signSocialSignin({
      url: endpointUrl('social-signin', connector.id, endpoint),
      parameters,
      secret: active.secret,
      now: new Date(),
    }).url
}
