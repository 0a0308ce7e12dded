/** Every kind of actor that a route may meet. `disabled` is a member who was removed after signing in. */
export const actorKinds = [
  'anonymous',
  'owner',
  'developer',
  'qa',
  'stranger',
  'admin',
  'agent',
  'outsider',
  'reviewer',
  'disabled',
] as const
export type ActorKind = (typeof actorKinds)[number]

type Answers = Record<ActorKind, number>

/** Pages: 200 for who may, 307 to the sign-in page for nobody, 403 for a role that never may, 404 for what is not theirs. */
const pageFor = (allowed: Partial<Answers>): Answers => ({
  anonymous: 307,
  disabled: 307,
  owner: 403,
  developer: 403,
  qa: 403,
  stranger: 403,
  admin: 403,
  agent: 403,
  outsider: 403,
  reviewer: 403,
  ...allowed,
})

const partnerPage = pageFor({ owner: 200, developer: 200, qa: 200, stranger: 200 })
const teamPage = pageFor({ admin: 200, agent: 200, outsider: 200 })
const recordPage = pageFor({ admin: 200, agent: 200, outsider: 404 })
const reviewPage = pageFor({ reviewer: 200 })
const ownWidgetPage = pageFor({ owner: 200, developer: 200, qa: 200, stranger: 404 })
const ownReport = pageFor({
  anonymous: 401,
  disabled: 401,
  owner: 200,
  developer: 200,
  qa: 200,
  stranger: 404,
  reviewer: 200,
})
const everyone = (status: number): Answers =>
  Object.fromEntries(actorKinds.map((kind) => [kind, status])) as Answers

/** Reading routes of the built application. A route that is not here fails the tests. `{…}` is filled in by the test. */
export const policy: Record<string, { path: string; answers: Answers }> = {
  '/': { path: '/', answers: everyone(307) },
  '/sign-in': { path: '/sign-in', answers: { ...everyone(307), anonymous: 200, disabled: 200 } },
  '/sign-up': { path: '/sign-up', answers: { ...everyone(307), anonymous: 200, disabled: 200 } },
  '/join/[token]': { path: '/join/unknown', answers: everyone(200) },
  '/reset/[token]': { path: '/reset/unknown', answers: everyone(200) },
  '/account': { path: '/account', answers: { ...everyone(200), anonymous: 307, disabled: 307 } },
  '/partner': {
    path: '/partner',
    answers: pageFor({ owner: 307, developer: 307, qa: 307, stranger: 307 }),
  },
  '/settings': { path: '/settings', answers: pageFor({ admin: 307, agent: 307, outsider: 307 }) },
  '/partner/widgets': { path: '/partner/widgets', answers: partnerPage },
  '/partner/overview': { path: '/partner/overview', answers: partnerPage },
  '/settings/overview': { path: '/settings/overview', answers: { ...teamPage, agent: 403 } },
  '/partner/widgets/new': { path: '/partner/widgets/new', answers: { ...partnerPage, qa: 403 } },
  '/partner/widgets/[widgetId]': { path: '/partner/widgets/{widget}', answers: ownWidgetPage },
  '/partner/widgets/[widgetId]/edit': {
    path: '/partner/widgets/{widget}/edit',
    answers: { ...ownWidgetPage, qa: 403 },
  },
  '/partner/widgets/[widgetId]/history': {
    path: '/partner/widgets/{widget}/history',
    answers: { ...ownWidgetPage, qa: 403 },
  },
  '/partner/widgets/[widgetId]/versions': {
    path: '/partner/widgets/{widget}/versions',
    answers: ownWidgetPage,
  },
  '/partner/widgets/[widgetId]/secrets': {
    path: '/partner/widgets/{widget}/secrets',
    answers: { ...ownWidgetPage, qa: 403 },
  },
  // A widget of another protocol has no client.
  '/partner/widgets/[widgetId]/doctor': {
    path: '/partner/widgets/{widget}/doctor',
    answers: ownWidgetPage,
  },
  '/partner/widgets/[widgetId]/setup': {
    path: '/partner/widgets/{widget}/setup',
    answers: ownWidgetPage,
  },
  '/partner/widgets/[widgetId]/launches': {
    path: '/partner/widgets/{widget}/launches',
    answers: ownWidgetPage,
  },
  '/partner/widgets/[widgetId]/postbacks': {
    path: '/partner/widgets/{marketplace}/postbacks',
    answers: ownWidgetPage,
  },
  '/partner/widgets/[widgetId]/sandbox': {
    path: '/partner/widgets/{widget}/sandbox',
    answers: ownWidgetPage,
  },
  '/review/[widgetId]/sandbox': { path: '/review/{widget}/sandbox', answers: reviewPage },
  // A launch of the partner's own members; a reviewer sees those of reviewers.
  '/frames/sandbox/[launchId]': {
    path: '/frames/sandbox/{sandbox}',
    answers: {
      ...everyone(403),
      anonymous: 401,
      disabled: 401,
      owner: 200,
      developer: 200,
      qa: 200,
      stranger: 404,
      reviewer: 404,
    },
  },
  '/partner/widgets/[widgetId]/certification': {
    path: '/partner/widgets/{widget}/certification',
    answers: ownWidgetPage,
  },
  '/api/widgets/[widgetId]/export': {
    path: '/api/widgets/{widget}/export',
    answers: { ...ownWidgetPage, anonymous: 401, disabled: 401 },
  },
  '/api/certifications/[runId]': { path: '/api/certifications/{run}', answers: ownReport },
  '/api/certifications/[runId]/events': { path: '/api/certifications/{run}/events', answers: ownReport },
  '/api/certification-shots/[shotId]': {
    path: '/api/certification-shots/{shot}',
    answers: ownReport,
  },
  '/partner/members': { path: '/partner/members', answers: partnerPage },
  '/partner/audit': { path: '/partner/audit', answers: { ...partnerPage, qa: 403 } },
  '/people': { path: '/people', answers: teamPage },
  '/people/new': { path: '/people/new', answers: teamPage },
  '/people/[personId]/edit': { path: '/people/{person}/edit', answers: recordPage },
  '/people/[personId]/email': { path: '/people/{person}/email', answers: recordPage },
  '/pages/[widgetId]': { path: '/pages/{salesloft-widget}', answers: recordPage },
  '/partners/[widgetId]': { path: '/partners/{social-signin-widget}', answers: recordPage },
  '/people/[personId]': { path: '/people/{person}', answers: recordPage },
  '/companies': { path: '/companies', answers: teamPage },
  '/companies/new': { path: '/companies/new', answers: teamPage },
  '/companies/[companyId]/edit': { path: '/companies/{company}/edit', answers: recordPage },
  '/companies/[companyId]': { path: '/companies/{company}', answers: recordPage },
  '/settings/integration-widgets': { path: '/settings/integration-widgets', answers: teamPage },
  '/settings/integration-widgets/[widgetId]': {
    path: '/settings/integration-widgets/{widget}',
    answers: teamPage,
  },
  '/settings/embedding': { path: '/settings/embedding', answers: { ...teamPage, agent: 403 } },
  '/settings/embedding/test': {
    path: '/settings/embedding/test',
    answers: { ...teamPage, agent: 403 },
  },
  '/settings/webhooks': { path: '/settings/webhooks', answers: { ...teamPage, agent: 403 } },
  '/settings/webhooks/new': { path: '/settings/webhooks/new', answers: { ...teamPage, agent: 403 } },
  '/settings/webhooks/[endpointId]': {
    path: '/settings/webhooks/unknown',
    answers: pageFor({ admin: 404, outsider: 404 }),
  },
  '/settings/webhooks/[endpointId]/settings': {
    path: '/settings/webhooks/unknown/settings',
    answers: pageFor({ admin: 404, outsider: 404 }),
  },
  '/settings/test-links/[token]': {
    path: '/settings/test-links/unknown',
    answers: { ...teamPage, agent: 403 },
  },
  '/settings/locations': { path: '/settings/locations', answers: { ...teamPage, agent: 403 } },
  '/settings/api-keys': { path: '/settings/api-keys', answers: pageFor({ admin: 200, outsider: 200 }) },
  '/partner/api-keys': { path: '/partner/api-keys', answers: pageFor({ owner: 200, stranger: 200 }) },
  '/review/api-keys': { path: '/review/api-keys', answers: pageFor({ reviewer: 200 }) },
  '/api/v1/widgets/[widgetId]': { path: '/api/v1/widgets/{widget}', answers: everyone(401) },
  '/api/v1/reviews': { path: '/api/v1/reviews', answers: everyone(401) },
  '/api/v1/reviews/[widgetId]/decision': {
    path: '/api/v1/reviews/{widget}/decision',
    answers: everyone(405),
  },
  // By an API key and no cookie: a session does not count here.
  '/api/v1/tabs': { path: '/api/v1/tabs?placement=person', answers: everyone(401) },
  '/api/v1/widgets': { path: '/api/v1/widgets', answers: everyone(401) },
  '/api/v1/installations': { path: '/api/v1/installations', answers: everyone(401) },
  '/api/v1/connectors': { path: '/api/v1/connectors', answers: everyone(401) },
  '/api/v1/launches': { path: '/api/v1/launches', answers: everyone(405) },
  '/api/v1/people/[personId]/data': { path: '/api/v1/people/{person}/data', answers: everyone(401) },
  '/api/v1/companies/[companyId]/data': {
    path: '/api/v1/companies/{company}/data',
    answers: everyone(401),
  },
  '/api/v1/widgets/[widgetId]/secrets': { path: '/api/v1/widgets/{widget}/secrets', answers: everyone(401) },
  '/api/v1/widgets/[widgetId]/secrets/promote': {
    path: '/api/v1/widgets/{widget}/secrets/promote',
    answers: everyone(405),
  },
  '/api/v1/widgets/[widgetId]/secrets/[version]/revoke': {
    path: '/api/v1/widgets/{widget}/secrets/1/revoke',
    answers: everyone(405),
  },
  '/api/v1/widgets/[widgetId]/sandbox-secret': {
    path: '/api/v1/widgets/{widget}/sandbox-secret',
    answers: everyone(405),
  },
  '/api/v1/widgets/[widgetId]/submission': {
    path: '/api/v1/widgets/{widget}/submission',
    answers: everyone(405),
  },
  '/api/v1/widgets/[widgetId]/certifications': {
    path: '/api/v1/widgets/{widget}/certifications',
    answers: everyone(401),
  },
  '/api/v1/widgets/[widgetId]/certifications/[runId]': {
    path: '/api/v1/widgets/{widget}/certifications/{run}',
    answers: everyone(401),
  },
  '/api/v1/me': { path: '/api/v1/me', answers: everyone(401) },
  '/api/v1/people': { path: '/api/v1/people', answers: everyone(401) },
  '/api/v1/people/[personId]': { path: '/api/v1/people/{person}', answers: everyone(401) },
  '/api/v1/companies': { path: '/api/v1/companies', answers: everyone(401) },
  '/api/v1/companies/[companyId]': { path: '/api/v1/companies/{company}', answers: everyone(401) },
  '/api/v1/people/external/[externalId]': {
    path: '/api/v1/people/external/crm-1',
    answers: everyone(405),
  },
  '/api/v1/companies/external/[externalId]': {
    path: '/api/v1/companies/external/crm-1',
    answers: everyone(405),
  },
  '/api/v1/activities': { path: '/api/v1/activities', answers: everyone(405) },
  // A partner's request: it is checked before sign-in, and the page does the rest.
  '/api/oauth/authorize': { path: '/api/oauth/authorize?client_id=x', answers: everyone(400) },
  '/api/mcp': { path: '/api/mcp', answers: everyone(405) },
  '/api/oauth/token': { path: '/api/oauth/token', answers: everyone(405) },
  '/api/oauth/revoke': { path: '/api/oauth/revoke', answers: everyone(405) },
  '/.well-known/oauth-authorization-server': {
    path: '/.well-known/oauth-authorization-server',
    answers: everyone(200),
  },
  // Any signed-in user sees what they may allow, or why not: it shows nothing of a team.
  '/oauth/consent': { path: '/oauth/consent', answers: { ...everyone(200), anonymous: 307, disabled: 307 } },
  '/docs/api': { path: '/docs/api', answers: everyone(200) },
  '/docs/api/[group]': { path: '/docs/api/people', answers: everyone(200) },
  '/docs/[[...slug]]': { path: '/docs/protocols/sure-send', answers: everyone(200) },
  '/widget.schema.json': { path: '/widget.schema.json', answers: everyone(200) },
  '/api/v1/openapi.json': { path: '/api/v1/openapi.json', answers: everyone(200) },
  '/settings/connectors': { path: '/settings/connectors', answers: { ...teamPage, agent: 403 } },
  '/settings/connectors/new': { path: '/settings/connectors/new', answers: { ...teamPage, agent: 403 } },
  '/settings/connectors/[connectorId]': {
    path: '/settings/connectors/{connector}',
    answers: pageFor({ admin: 200, outsider: 404 }),
  },
  '/settings/connectors/[connectorId]/requests': {
    path: '/settings/connectors/{connector}/requests',
    answers: pageFor({ admin: 200, outsider: 404 }),
  },
  '/settings/connectors/[connectorId]/test': {
    path: '/settings/connectors/{connector}/test',
    answers: pageFor({ admin: 200, outsider: 404 }),
  },
  '/settings/connectors/[connectorId]/secrets': {
    path: '/settings/connectors/{connector}/secrets',
    answers: pageFor({ admin: 200, outsider: 404 }),
  },
  '/settings/connectors/[connectorId]/settings': {
    path: '/settings/connectors/{connector}/settings',
    answers: pageFor({ admin: 200, outsider: 404 }),
  },
  '/settings/connectors/[connectorId]/registrations': {
    path: '/settings/connectors/{marketplace-connector}/registrations',
    answers: pageFor({ admin: 200, outsider: 404 }),
  },
  '/settings/connectors/[connectorId]/connect': {
    path: '/settings/connectors/{salesloft}/connect',
    answers: pageFor({ admin: 200, outsider: 404 }),
  },
  '/settings/records': { path: '/settings/records', answers: { ...teamPage, agent: 403 } },
  // None of anybody's: what an import is, only its team sees (lib/domain/imports/imports.test.ts).
  '/settings/records/[importId]': {
    path: '/settings/records/imp_none',
    answers: pageFor({ admin: 404, outsider: 404 }),
  },
  '/api/exports/records': {
    path: '/api/exports/records?type=people',
    answers: pageFor({ anonymous: 401, disabled: 401, admin: 200, outsider: 200 }),
  },
  '/api/exports/imports/[importId]': {
    path: '/api/exports/imports/imp_none',
    answers: pageFor({ anonymous: 401, disabled: 401, admin: 404, outsider: 404 }),
  },
  '/api/record-imports': { path: '/api/record-imports', answers: everyone(405) },
  // Who calls, a token says, which no member has.
  '/api/embed/session': { path: '/api/embed/session', answers: everyone(401) },
  '/api/embed/tabs': { path: '/api/embed/tabs?placement=person', answers: everyone(401) },
  '/api/embed/launches/[launchId]/probe': {
    path: '/api/embed/launches/lch_none/probe',
    answers: everyone(401),
  },
  '/api/embed/launches': { path: '/api/embed/launches', answers: everyone(405) },
  '/api/embed/launches/[launchId]/destination': {
    path: '/api/embed/launches/lch_none/destination',
    answers: everyone(405),
  },
  '/api/embed/launches/[launchId]/outcome': {
    path: '/api/embed/launches/lch_none/outcome',
    answers: everyone(405),
  },
  '/api/embed/launches/[launchId]/messages': {
    path: '/api/embed/launches/lch_none/messages',
    answers: everyone(405),
  },
  // What the server has itself, it answers without a handler (e2e/embed.spec.ts).
  '/embed/[file]': { path: '/embed/v1.0123456789abcdef.js', answers: everyone(404) },
  '/frames/embed/[embedId]': { path: '/frames/embed/emb_none', answers: everyone(404) },
  '/frames/embed/[embedId]/stage': { path: '/frames/embed/emb_none/stage', answers: everyone(405) },
  '/api/v1/embed': { path: '/api/v1/embed', answers: everyone(401) },
  '/api/v1/embed-sessions': { path: '/api/v1/embed-sessions', answers: everyone(405) },
  '/api/v1/embed-sessions/[sessionId]': { path: '/api/v1/embed-sessions/ems_none', answers: everyone(405) },
  '/api/v1/imports': { path: '/api/v1/imports', answers: everyone(401) },
  '/api/v1/imports/[importId]': { path: '/api/v1/imports/imp_none', answers: everyone(401) },
  '/api/v1/imports/[importId]/errors': { path: '/api/v1/imports/imp_none/errors', answers: everyone(401) },
  '/api/v1/imports/[importId]/cancel': { path: '/api/v1/imports/imp_none/cancel', answers: everyone(405) },
  '/api/v1/exports': { path: '/api/v1/exports?type=people', answers: everyone(401) },
  '/settings/members': { path: '/settings/members', answers: teamPage },
  '/settings/audit': { path: '/settings/audit', answers: { ...teamPage, agent: 403 } },
  '/api/widget-launches/[widgetId]': {
    path: '/api/widget-launches/{widget}',
    answers: { ...ownWidgetPage, anonymous: 401, disabled: 401 },
  },
  '/api/exports/launches/[widgetId]': {
    path: '/api/exports/launches/{widget}',
    answers: { ...ownWidgetPage, anonymous: 401, disabled: 401 },
  },
  '/api/exports/connector-requests/[connectorId]': {
    path: '/api/exports/connector-requests/{connector}',
    answers: pageFor({ anonymous: 401, disabled: 401, admin: 200, outsider: 404 }),
  },
  '/api/exports/postbacks/[widgetId]': {
    path: '/api/exports/postbacks/{marketplace}',
    answers: { ...ownWidgetPage, anonymous: 401, disabled: 401 },
  },
  '/api/exports/people/[personId]': {
    path: '/api/exports/people/{person}',
    answers: pageFor({ anonymous: 401, disabled: 401, admin: 200, outsider: 404 }),
  },
  '/api/exports/companies/[companyId]': {
    path: '/api/exports/companies/{company}',
    answers: pageFor({ anonymous: 401, disabled: 401, admin: 200, outsider: 404 }),
  },
  '/api/exports/audit': {
    path: '/api/exports/audit',
    answers: { ...everyone(200), anonymous: 401, disabled: 401, qa: 403, agent: 403 },
  },
  '/review': { path: '/review', answers: reviewPage },
  '/review/[widgetId]': { path: '/review/{widget}', answers: reviewPage },
  '/review/[widgetId]/certification': { path: '/review/{widget}/certification', answers: reviewPage },
  '/review/widgets': { path: '/review/widgets', answers: reviewPage },
  '/review/members': { path: '/review/members', answers: reviewPage },
  '/review/audit': { path: '/review/audit', answers: reviewPage },
  '/frames/[widgetId]': {
    path: '/frames/{widget}?placement=person&record={person}',
    answers: { ...everyone(403), anonymous: 401, disabled: 401, admin: 200, agent: 200, outsider: 404 },
  },
  '/frames/[widgetId]/probe': {
    path: '/frames/{testing}/probe?placement=person',
    answers: { ...everyone(403), anonymous: 401, disabled: 401, admin: 404, agent: 404, outsider: 404 },
  },
  '/api/[...path]': { path: '/api/none', answers: everyone(404) },
  '/api/health/live': { path: '/api/health/live', answers: everyone(200) },
  '/api/health/ready': { path: '/api/health/ready', answers: everyone(200) },
  // Writes only: they can't be read.
  '/api/session': { path: '/api/session', answers: everyone(405) },
  '/api/session/end': { path: '/api/session/end', answers: everyone(405) },
  '/api/launches': { path: '/api/launches', answers: everyone(405) },
  '/api/launches/[launchId]/destination': {
    path: '/api/launches/lch_x/destination',
    answers: everyone(405),
  },
  '/api/launches/[launchId]/messages': { path: '/api/launches/lch_x/messages', answers: everyone(405) },
  '/api/launches/[launchId]/outcome': { path: '/api/launches/lch_x/outcome', answers: everyone(405) },
  '/api/sandbox-launches/[launchId]/refresh': {
    path: '/api/sandbox-launches/sbx_x/refresh',
    answers: everyone(405),
  },
  '/api/auth/[...nextauth]': { path: '/api/auth/csrf', answers: everyone(200) },
  // Signed, not signed in: a call without a signature is refused, whatever its cookie.
  '/api/connectors/social-signin/[connectorId]/search': {
    path: '/api/connectors/social-signin/{connector}/search?q=a',
    answers: everyone(400),
  },
  '/api/connectors/social-signin/[connectorId]/iframe': {
    path: '/api/connectors/social-signin/{connector}/iframe?id=1',
    answers: everyone(400),
  },
  '/api/connectors/salesloft/[connectorId]/iframe': {
    path: '/api/connectors/salesloft/{salesloft}/iframe',
    answers: everyone(405),
  },
  // The browser of a team admin: nobody signs in first, and what is connected already is confirmed first.
  '/api/connectors/salesloft/[connectorId]/oauth/start': {
    path: '/api/connectors/salesloft/{salesloft}/oauth/start',
    answers: pageFor({ anonymous: 303, disabled: 303, admin: 303, outsider: 404 }),
  },
  '/api/connectors/salesloft/[connectorId]/oauth/callback': {
    path: '/api/connectors/salesloft/{salesloft}/oauth/callback?state=x&code=y',
    answers: pageFor({ anonymous: 303, disabled: 303, admin: 400, outsider: 404 }),
  },
  '/api/connector-requests/[connectorId]': {
    path: '/api/connector-requests/{connector}',
    answers: pageFor({ anonymous: 401, disabled: 401, admin: 200, outsider: 404 }),
  },
  '/api/connectors/sure-send/[connectorId]/widget': {
    path: '/api/connectors/sure-send/{connector}/widget',
    answers: everyone(400),
  },
  '/api/connectors/marketplace/[connectorId]/redirection': {
    path: '/api/connectors/marketplace/{connector}/redirection',
    answers: everyone(400),
  },
  '/api/connectors/marketplace/[connectorId]/postbacks': {
    path: '/api/connectors/marketplace/{connector}/postbacks',
    answers: everyone(405),
  },
  '/api/connectors/showpad/[connectorId]/v1/recipientsearch': {
    path: '/api/connectors/showpad/{connector}/v1/recipientsearch',
    answers: everyone(405),
  },
  '/api/connectors/showpad/[connectorId]/v1/activities': {
    path: '/api/connectors/showpad/{connector}/v1/activities',
    answers: everyone(405),
  },
  // On the portal's host; the demo's own host serves them, and nothing else.
  '/demo/property-recommendations': { path: '/demo/property-recommendations', answers: everyone(404) },
  '/demo/school-finder': { path: '/demo/school-finder', answers: everyone(404) },
  '/demo/outreach-kit/[slot]': { path: '/demo/outreach-kit/people-page', answers: everyone(404) },
  '/demo/payment-history': { path: '/demo/payment-history', answers: everyone(404) },
  '/demo/payment-history/postback': { path: '/demo/payment-history/postback', answers: everyone(404) },
  '/demo/social-desk/search': { path: '/demo/social-desk/search', answers: everyone(404) },
  '/demo/social-desk/iframe': { path: '/demo/social-desk/iframe', answers: everyone(404) },
  '/demo/content-locker/v1/recipientsearch': {
    path: '/demo/content-locker/v1/recipientsearch',
    answers: everyone(404),
  },
  '/demo/content-locker/v1/activities': {
    path: '/demo/content-locker/v1/activities',
    answers: everyone(404),
  },
  '/demo/crm': { path: '/demo/crm', answers: everyone(404) },
  '/demo/crm/[file]': { path: '/demo/crm/crm.js', answers: everyone(404) },
  '/demo/crm/token': { path: '/demo/crm/token', answers: everyone(404) },
  '/demo/market-pulse': { path: '/demo/market-pulse', answers: everyone(404) },
  '/demo/mortgage-pre-check': { path: '/demo/mortgage-pre-check', answers: everyone(404) },
  '/demo/oauth/start': { path: '/demo/oauth/start', answers: everyone(404) },
  '/demo/oauth/callback': { path: '/demo/oauth/callback', answers: everyone(404) },
}
