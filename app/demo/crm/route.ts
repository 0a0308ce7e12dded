import { crmRecords } from '@/app/demo/crm/records'
import { portalOrigin, readTeam } from '@/app/demo/crm/team'
import { AppError } from '@/lib/errors'
import { html, scriptJson } from '@/lib/html'

/**
 * A CRM of somebody else, in whose pages the team's tabs are shown: of the portal it has one script, one element and a token. Its policy is
 * strict, and allows of the portal what the documentation says.
 */
export async function GET(): Promise<Response> {
  const portal = portalOrigin()
  try {
    const { embedId } = await readTeam()
    return answer(200, renderPage(portal, embedId))
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    return answer(
      thrown.status,
      html`<!doctype html><html lang="en"><title>Tidewater CRM</title><p>${thrown.publicDetail}</p></html>`
        .text,
    )
  }
}

function renderPage(portal: string, embedId: string): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Tidewater CRM</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/demo/crm/crm.css">
<script src="${portal}/embed/v1.js" async></script>
<script src="/demo/crm/crm.js" defer></script>
</head>
<body>
<header class="top">
<p class="brand">Tidewater</p>
<nav aria-label="Sections">
<a href="#/contacts/tw-101" data-view="contacts">Contacts</a>
<a href="#/companies/tw-c1" data-view="companies">Companies</a>
<a href="#/deals" data-view="deals">Deals</a>
<a href="#/email/tw-101" data-view="email">Email</a>
<a href="#/tasks/7001" data-view="tasks">Tasks</a>
</nav>
<p class="me">Dana Kim</p>
<button type="button" id="theme" aria-pressed="false">Dark theme</button>
</header>
<div class="work">
<nav class="list" aria-labelledby="list-title"><h2 id="list-title"></h2><ul id="list"></ul></nav>
<main>
<section id="record" aria-labelledby="title"></section>
<section class="apps" aria-labelledby="apps-title">
<h2 id="apps-title">Apps</h2>
<framegate-tabs id="tabs" portal="${portal}" embed-id="${embedId}"></framegate-tabs>
</section>
</main>
</div>
<p id="said" role="status"></p>
<script type="application/json" id="records">${scriptJson(crmRecords)}</script>
</body>
</html>
`.text
}

function answer(status: number, page: string): Response {
  const portal = portalOrigin()
  return new Response(page, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': [
        "default-src 'none'",
        `script-src 'self' ${portal}`,
        `frame-src ${portal}`,
        "style-src 'self'",
        "connect-src 'self'",
        'img-src data:',
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ].join('; '),
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'strict-origin',
    },
  })
}
