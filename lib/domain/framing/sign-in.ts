/** Hosts that show sign-in pages, all of which refuse to be framed. */
const providers = [
  'accounts.google.com',
  'login.microsoftonline.com',
  'login.microsoft.com',
  'login.live.com',
  'b2clogin.com',
  'okta.com',
  'oktapreview.com',
  'auth0.com',
  'onelogin.com',
  'pingone.com',
  'duosecurity.com',
  'amazoncognito.com',
  'cloudflareaccess.com',
  'appleid.apple.com',
  'login.salesforce.com',
  'github.com',
  'gitlab.com',
  'slack.com',
  'linkedin.com',
  'facebook.com',
]

/** Whether an address looks like a sign-in: by its host, or by a word of its host and path. */
export function isSignIn(address: string): boolean {
  const { hostname, pathname } = new URL(address)
  return (
    providers.some((host) => hostname === host || hostname.endsWith(`.${host}`)) ||
    /(^|[/_.-])(log[-_]?in|sign[-_]?in|sso|saml2?|oauth2?|authorize|auth)([/_.-]|$)/i.test(
      `${hostname}${pathname}`,
    )
  )
}

/** What to do about a redirect to a sign-in; null where the address does not look like one. */
export function describeSignIn(address: string): string | null {
  return isSignIn(address)
    ? `${new URL(address).host} looks like a sign-in page. Sign-in pages can’t be framed. Use the launch’s signature to identify the user, or open the sign-in in a new window from a button.`
    : null
}
