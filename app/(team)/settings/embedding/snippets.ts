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
