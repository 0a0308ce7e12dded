import { cookies } from 'next/headers'
import { keepSession, typedEmailName, typedEmailOptions } from '@/app/keep-session'
import { deviceCookieName, deviceSeconds, findKnownDevice, rememberDevice } from '@/lib/auth/known-device'
import { sessionCookieOptions } from '@/lib/auth/session'
import { signInInput } from '@/lib/domain/accounts/accounts.schema'
import { signIn } from '@/lib/domain/accounts/sign-in'
import { AppError } from '@/lib/errors'
import { clientOf, readText, requireSameOrigin, safePath } from '@/lib/http/request'
import { route } from '@/lib/http/route'
import { answerSignInError } from '@/lib/http/sign-in-error'

/** Signs in from the plain form at /sign-in: 303 to where the visitor was going, with the session's cookie. */
export const POST = route({ access: 'public', answerError: answerSignInError }, async ({ request }) => {
  requireSameOrigin(request.headers)
  const form = new URLSearchParams(await readText(request))
  const input = signInInput.safeParse(Object.fromEntries(form))
  if (!input.success) throw new AppError('invalid_credentials', 'Enter your email and password.')
  const jar = await cookies()
  const known = jar.get(deviceCookieName())?.value
  const claims = await signIn({
    ...input.data,
    ...clientOf(request.headers),
    knownDevice: findKnownDevice(known, input.data.email),
  }).catch((thrown: unknown) => {
    jar.set(typedEmailName, input.data.email, typedEmailOptions())
    throw thrown
  })
  jar.set(deviceCookieName(), rememberDevice(known, input.data.email), {
    ...sessionCookieOptions(),
    maxAge: deviceSeconds,
  })
  await keepSession(claims)
  jar.delete({ name: typedEmailName, path: typedEmailOptions().path })
  return new Response(null, {
    status: 303,
    headers: { location: safePath(new URL(request.url).searchParams.get('next'), '/') },
  })
})
