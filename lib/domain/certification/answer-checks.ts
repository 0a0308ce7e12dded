import type { CatalogEntry } from '@/lib/domain/certification/catalog-entry'
import type { CheckId } from '@/lib/domain/samples/check-ids.schema'

/** Checks of the responses of a run, of a browser, and of attestations. */
export const answerChecks = {
  'error-page-readable': {
    title: 'Refuses with a readable page that reveals nothing',
    required: true,
    why: 'The user sees the refusal inside the CRM. A stack trace helps only attackers.',
    fix: 'Return a short HTML page (JSON from an API) that says what happened and what to do. Turn off your framework’s debug pages.',
  },
  'escapes-markup': {
    title: 'Escapes markup in names',
    required: true,
    why: 'Names come from forms that anyone can fill in. If a name can add markup to your page, it can add a script.',
    fix: 'Escape every value in HTML, including attributes. In the browser, use textContent instead of innerHTML.',
  },
  'no-server-error': {
    title: 'Never answers with a server error',
    required: true,
    why: 'If wrong input causes a 5xx or a broken connection, anyone can trigger that fault at will.',
    fix: 'Catch the errors that parsing and comparing throw, and answer 400 or 403.',
  },
  'no-secret-leak': {
    title: 'Keeps the secret out of pages and scripts',
    required: true,
    why: 'Anyone who has the secret can sign for every record of every customer. The published HTML sample sends it to the browser.',
    fix: 'Verify signatures on your server. Rotate the secret now, because it was public.',
  },
  'no-context-leak': {
    title: 'Sends no launch data to third parties',
    required: true,
    why: 'A URL with the context or the person’s data ends up in the third party’s logs, and the context opens the record for five minutes.',
    fix: 'Keep launch data out of the URLs of third-party resources, and send Referrer-Policy: no-referrer.',
  },
  'allows-framing': {
    title: 'Allows the CRM to frame it',
    required: true,
    why: 'Otherwise the browser shows an empty frame. Browsers ignore X-Frame-Options: ALLOW-FROM and frame-ancestors in a meta tag: only the header counts.',
    fix: 'Send Content-Security-Policy: frame-ancestors with the CRM’s origin, and don’t send X-Frame-Options.',
  },
  'calls-nothing-blocked': {
    title: 'Calls nothing that the frame blocks',
    required: false,
    why: 'The CRM’s frame is sandboxed: alert, confirm, prompt and print do nothing there. The camera, the clipboard and storage access need a permission.',
    fix: 'Ask in the page instead of in a dialog, and request the permission when you register the widget.',
  },
  'fast-enough': {
    title: 'Responds within two seconds',
    required: false,
    why: 'The published checklist requires it: an agent often has someone on the phone.',
    fix: 'Send the page first and load slow parts afterwards. Keep pages small, and avoid cold starts.',
  },
  https: {
    title: 'Uses HTTPS with a valid certificate',
    required: true,
    why: 'Anyone on the network can read and use an unencrypted launch, and browsers block it inside an HTTPS page.',
    fix: 'Serve every address over HTTPS, including redirects, with the full certificate chain.',
  },
  'browser-console': {
    title: 'Loads without browser errors',
    required: true,
    why: 'The published checklist requires it, and an error often means that the page doesn’t work.',
    fix: 'Open the launch with the browser’s console and fix the errors it reports.',
  },
  'browser-mixed-content': {
    title: 'Loads nothing over plain HTTP',
    required: true,
    why: 'Browsers block most of it, and anyone on the network can change the rest.',
    fix: 'Load every resource over HTTPS.',
  },
  'browser-widths': {
    title: 'Fits 320, 768 and 1,440 pixels',
    required: true,
    why: 'The frame gets whatever width the CRM’s page leaves for it.',
    fix: 'Avoid fixed widths. Nothing should be cut off or scroll sideways.',
  },
  'browser-slow-network': {
    title: 'Loads on a slow network',
    required: false,
    why: 'Agents also work from trains and hotels, and a page that waits for everything stays empty until then.',
    fix: 'Send the page’s own HTML first, load scripts with defer, and keep images and fonts small.',
  },
  'browser-accessibility': {
    title: 'Has no serious accessibility issues',
    required: false,
    why: 'Some agents use a screen reader, only the keyboard, or high contrast. The issues that axe rates serious stop them.',
    fix: 'Open the page with axe and fix what it reports: labels, contrast, button names, heading order.',
  },
  'works-without-storage': {
    title: 'Works when storage is blocked',
    required: false,
    why: 'Many browsers block storage in another site’s frame: localStorage throws and cookies stay empty.',
    fix: 'Catch the errors of localStorage, sessionStorage and indexedDB, and continue without them. The signature identifies the user.',
  },
  'secret-stored-safely': {
    title: 'Keeps the secret out of the code',
    required: false,
    why: 'The published checklist requires it, and it can’t be tested automatically.',
    fix: 'Keep the secret in an environment variable or a vault that few people can read.',
  },
  'loading-states': {
    title: 'Shows when slow parts are loading',
    required: false,
    why: 'The published checklist requires it, and it can’t be tested automatically.',
    fix: 'Show a loading state while you fetch data.',
  },
  'unsigned-are-hints': {
    title: 'Treats unsigned parameters as hints',
    required: false,
    why: 'The hmac covers only location and time. Anyone can change the user and contact in the URL, and what you do with them can’t be tested automatically.',
    fix: 'Ask the user to sign in, or use encrypted parameters.',
  },
} as const satisfies Partial<Record<CheckId, CatalogEntry>>
