import type { CatalogEntry } from '@/lib/domain/certification/catalog-entry'
import type { CheckId } from '@/lib/domain/samples/check-ids.schema'

/** What the answers of a run, a browser, or somebody’s word show. */
export const answerChecks = {
  'error-page-readable': {
    title: 'A refusal is readable, and tells nothing of your server',
    required: true,
    why: 'The user sees it inside the CRM. A stack trace helps only whoever attacks.',
    fix: 'Answer refusals with a short HTML page (JSON from an interface) that says what happened and what to do. Switch the framework’s debug pages off.',
  },
  'escapes-markup': {
    title: 'Markup in a name is shown, not run',
    required: true,
    why: 'Names come from forms that anybody fills in. What is markup on your page is script on your page.',
    fix: 'Escape every value in HTML, attributes included; in the browser use textContent and not innerHTML.',
  },
  'no-server-error': {
    title: 'No answer is a server error',
    required: true,
    why: 'A 5xx or a broken connection on wrong input is a fault that somebody can trigger at will.',
    fix: 'Catch what parsing and comparing throw, and answer 400 or 403.',
  },
  'no-secret-leak': {
    title: 'The secret is in no page and no script',
    required: true,
    why: 'Whoever has it signs for every record of every customer. The published HTML sample sends it to the browser.',
    fix: 'Verify on the server. Rotate the secret now: it was public.',
  },
  'no-context-leak': {
    title: 'No third party is told the context',
    required: true,
    why: 'An address with the context or the person’s data is in the third party’s log, and the context opens the record for five minutes.',
    fix: 'Load third-party resources by addresses without the launch’s data, and send Referrer-Policy: no-referrer.',
  },
  'allows-framing': {
    title: 'The CRM may frame it',
    required: true,
    why: 'A browser shows an empty frame otherwise. X-Frame-Options: ALLOW-FROM is ignored, and so is frame-ancestors in a meta tag; the header counts.',
    fix: 'Send Content-Security-Policy: frame-ancestors with the origin of the CRM, and no X-Frame-Options.',
  },
  'calls-nothing-blocked': {
    title: 'Nothing is called that the frame blocks',
    required: false,
    why: 'The CRM’s frame is sandboxed: alert, confirm, prompt and print do nothing there, and the camera, the clipboard or storage access need a permission.',
    fix: 'Ask in the page itself instead of in a dialog, and request the permission when you register the widget.',
  },
  'fast-enough': {
    title: 'It answers within two seconds',
    required: false,
    why: 'The published checklist asks for it; an agent has somebody on the phone.',
    fix: 'Send the page first and load what is slow after it, keep pages small, and keep a cold server warm.',
  },
  https: {
    title: 'It is served by HTTPS with a valid certificate',
    required: true,
    why: 'A launch in clear can be read and used by everybody on the way, and browsers block it inside an HTTPS page.',
    fix: 'Serve every address by HTTPS, redirects included, with the whole chain of certificates.',
  },
  'browser-console': {
    title: 'The browser reports no error',
    required: true,
    why: 'It is on the published checklist, and an error there is often a page that does nothing.',
    fix: 'Open the launch with the browser’s console and fix what it names.',
  },
  'browser-mixed-content': {
    title: 'Nothing is loaded by plain HTTP',
    required: true,
    why: 'Browsers block it, and what they do not block can be changed on the way.',
    fix: 'Load every resource by HTTPS.',
  },
  'browser-widths': {
    title: 'It shows at 320, 768 and 1,440 pixels',
    required: true,
    why: 'The frame is as wide as the CRM’s page leaves it.',
    fix: 'Lay the page out without fixed widths; nothing may be cut off or scroll sideways.',
  },
  'browser-slow-network': {
    title: 'It shows on a slow network',
    required: false,
    why: 'Agents work from trains and hotels too, and a page that waits for everything is empty for as long.',
    fix: 'Send the page’s own HTML first, load scripts with defer, and keep pictures and fonts small.',
  },
  'browser-accessibility': {
    title: 'axe finds nothing serious',
    required: false,
    why: 'Some agents use a screen reader, the keyboard alone or high contrast. What axe calls serious stops them.',
    fix: 'Open the page with axe and fix what it names: labels, contrast, names of buttons, the order of headings.',
  },
  'works-without-storage': {
    title: 'It works where storage is blocked',
    required: false,
    why: 'Many browsers block storage in the frame of another site: there localStorage throws and cookies stay empty.',
    fix: 'Catch what localStorage, sessionStorage and indexedDB throw, and go on without them. The signature says who it is.',
  },
  'secret-stored-safely': {
    title: 'The secret is kept outside the code',
    required: false,
    why: 'It is on the published checklist, and no request can show it.',
    fix: 'Keep it in an environment variable or a vault, and let few people read it.',
  },
  'loading-states': {
    title: 'Slow parts show that they load',
    required: false,
    why: 'It is on the published checklist, and no request can show it.',
    fix: 'Show what is coming while data is fetched.',
  },
  'unsigned-are-hints': {
    title: 'Unsigned parameters only hint',
    required: false,
    why: 'The hmac covers location and time. User and contact in such a URL can be anybody’s, and no request can show what you do with them.',
    fix: 'Ask the user to sign in, or use the encrypted mode.',
  },
} as const satisfies Partial<Record<CheckId, CatalogEntry>>
