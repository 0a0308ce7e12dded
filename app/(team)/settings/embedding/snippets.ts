import type { PinnedScript } from '@/lib/domain/embed/scripts'

/** What a page of the CRM has. */
export function pageSnippet(portalOrigin: string, embedId: string): string {
  return `<script src="${portalOrigin}/embed/v1.js" async></script>
<framegate-tabs portal="${portalOrigin}" embed-id="${embedId}" placement="person"></framegate-tabs>
<script>
  const tabs = document.querySelector('framegate-tabs')
  // Your own address, which answers with a new token for the signed-in user.
  tabs.getToken = async () => (await fetch('/framegate-token', { method: 'POST' })).text()
  // The record that the page shows. It is signed for the widget and not stored.
  tabs.record = { id: '42', firstName: 'Elena', lastName: 'Marsh', emails: [{ email: 'elena@example.com' }] }
</script>`
}

/** The script by a name that never means another one, with the hash that browsers check. */
export function pinnedSnippet(portalOrigin: string, { path, integrity }: PinnedScript): string {
  return `<script src="${portalOrigin}${path}" integrity="${integrity}" crossorigin async></script>`
}

/** What a strict Content-Security-Policy of that page has to allow. */
export function policySnippet(portalOrigin: string): string {
  return `script-src ${portalOrigin};
frame-src ${portalOrigin};`
}

/** What the CRM's server does for each user: it keeps the key, and gives the page only the token. */
export function serverSnippet(portalOrigin: string): string {
  return `// On your server, for the signed-in user. The API key never leaves it.
export async function startEmbedSession(user) {
  const answer = await fetch('${portalOrigin}/api/v1/embed-sessions', {
    method: 'POST',
    headers: {
      authorization: \`Bearer \${process.env.FRAMEGATE_KEY}\`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ user: { id: user.id, email: user.email, name: user.name } }),
  })
  if (!answer.ok) throw new Error((await answer.json()).detail)
  return (await answer.json()).token
}`
}

/** What a widget's server sends: browsers compare each page around it. */
export function partnerSnippet(portalOrigin: string, origins: readonly string[]): string {
  return `Content-Security-Policy: frame-ancestors ${[portalOrigin, ...origins].join(' ')}`
}
