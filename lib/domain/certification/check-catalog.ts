import { type CertificationKind, certificationKinds } from '@/lib/domain/certification/target'
import type { CheckId } from '@/lib/domain/certification.schema'

/** What a check is called, where it applies, whether a run fails by it, why it is there and what to do when it fails. */
export type CatalogEntry = {
  title: string
  kinds: readonly CertificationKind[]
  required: boolean | readonly CertificationKind[]
  why: string
  mend: string
}

const all = certificationKinds
const frames = all.filter((kind) => kind !== 'showpad')
const hexSigned = ['sure-send', 'social-signin', 'marketplace-plain'] as const
const timed = ['sure-send', 'showpad', 'marketplace-plain'] as const
const named = ['sure-send', 'social-signin', 'salesloft', 'showpad', 'marketplace-encrypted'] as const

export const checkCatalog: Record<CheckId, CatalogEntry> = {
  'accepts-valid': {
    title: 'A valid launch is accepted',
    kinds: all,
    required: true,
    why: 'It is what every user sends. A server that refuses everything would also refuse every forgery, so nothing else counts without it.',
    mend: 'Compare the secret, without white space or a line break around it. Sign the text as it came: the base64 and not the decoded JSON, the query or the body as it was sent. Use the secret’s characters as they are, not decoded from hex.',
  },
  'accepts-placements': {
    title: 'Every placement accepts a valid launch',
    kinds: ['sure-send', 'social-signin', 'salesloft'],
    required: true,
    why: 'Each placement can be switched on by itself, and its content differs: a company has no first name.',
    mend: 'Look which of its members the content has, such as person or company, and answer for each placement that is registered.',
  },
  'accepts-staged-secret': {
    title: 'A launch signed by the staged secret is accepted',
    kinds: all,
    required: true,
    why: 'From the promotion on every launch is signed by it. A receiver that knows only the old secret is down at that moment.',
    mend: 'Keep a list of live secrets and accept a signature by any of them.',
  },
  'accepts-unicode': {
    title: 'Names beyond ASCII are accepted and read as UTF-8',
    kinds: named,
    required: true,
    why: 'Accents, other scripts and emoji break what decodes bytes as Latin-1, and only for some customers.',
    mend: 'Decode base64 to bytes and the bytes as UTF-8. In JavaScript atob alone gives Latin-1: use Buffer.from(text, "base64").toString("utf8") or TextDecoder. Declare charset=utf-8.',
  },
  'accepts-long-values': {
    title: 'A name of 5,000 characters is accepted',
    kinds: named,
    required: false,
    why: 'A long name makes a URL of more than eight kilobytes, which some servers refuse before the application sees it.',
    mend: 'Raise the limit for the request line, such as large_client_header_buffers of nginx, to 64 KB.',
  },
  'verifies-raw-body': {
    title: 'The signature is checked over the body as it was sent',
    kinds: ['showpad'],
    required: true,
    why: 'JSON that was parsed and written again has other bytes: right calls fail by a space, and changed ones pass.',
    mend: 'Keep the raw body before any JSON parser and sign that, a dot and the timestamp.',
  },
  'accepts-several-signatures': {
    title: 'One right signature of several is enough',
    kinds: ['showpad'],
    required: true,
    why: 'The header has one signature for each live secret, so during a rotation there are two.',
    mend: 'Split the header at commas and compare each part.',
  },
  'refuses-tampered-context': {
    title: 'Changed content is refused',
    kinds: all,
    required: true,
    why: 'Whoever can change the content reads other people’s records.',
    mend: 'Compute the signature over exactly what you use, compare before you decode, and use nothing else.',
  },
  'refuses-tampered-signature': {
    title: 'A changed signature is refused',
    kinds: ['sure-send', 'social-signin', 'salesloft', 'showpad', 'marketplace-plain'],
    required: true,
    why: 'It shows that the signature is compared at all.',
    mend: 'Compare the whole signature, in constant time. A page that verifies in the browser answers everything alike, and shows its secret: verify on the server.',
  },
  'refuses-wrong-secret': {
    title: 'A launch by another secret is refused',
    kinds: all,
    required: true,
    why: 'Otherwise anybody can sign. An empty secret is one that everybody has.',
    mend: 'Compare with your own secret, and stop the server when it is not set.',
  },
  'refuses-expired': {
    title: 'An expired launch is refused',
    kinds: [...timed, 'social-signin'],
    required: true,
    why: 'A URL stays in histories and logs. Without an end it opens the record for ever.',
    mend: 'After the signature, refuse what is older than 300 seconds (SocialSignIn: whose expires is past).',
  },
  'refuses-future': {
    title: 'A launch from the future is refused',
    kinds: timed,
    required: true,
    why: 'A timestamp in 2999 would be fresh until then. The usual check, age at most 300, forgets that an age can be negative.',
    mend: 'Refuse a timestamp more than 60 seconds ahead.',
  },
  'refuses-malformed-timestamp': {
    title: 'A timestamp that is no time is refused',
    kinds: [...timed, 'social-signin'],
    required: true,
    why: 'Arithmetic with what is no number is never greater than 300, so such a launch would never end.',
    mend: 'Parse the timestamp strictly and refuse what does not parse.',
  },
  'refuses-missing': {
    title: 'A missing parameter is refused',
    kinds: all,
    required: true,
    why: 'A check that only runs when there is a signature is no check.',
    mend: 'Answer 400 when one of the parameters or headers is missing or empty.',
  },
  'refuses-doubled': {
    title: 'A doubled parameter is refused',
    kinds: ['sure-send', 'social-signin', 'salesloft', 'marketplace-encrypted', 'marketplace-plain'],
    required: true,
    why: 'If the check reads the first and the page the last one, the signature proves something else than what is shown.',
    mend: 'Read all values of the parameter and answer 400 unless there is exactly one.',
  },
  'refuses-short-signature': {
    title: 'A shortened signature is refused',
    kinds: ['sure-send', 'social-signin', 'salesloft', 'showpad', 'marketplace-plain'],
    required: true,
    why: 'A comparison of the given length needs fewer guesses, and timingSafeEqual throws on unequal lengths: a 500 where a 403 is due.',
    mend: 'Compare the lengths first and refuse. For AES-GCM set authTagLength to 16.',
  },
  'refuses-uppercase-signature': {
    title: 'A signature in upper case is refused',
    kinds: hexSigned,
    required: false,
    why: 'The published form is lower-case hex. Taking both is no hole, but two spellings of one launch.',
    mend: 'Compare the text as it came; do not convert its case.',
  },
  'refuses-raw-plus': {
    title: 'An unencoded + is refused or read, without a fault',
    kinds: ['sure-send', 'marketplace-encrypted'],
    required: true,
    why: 'The published samples do not encode the URL, so + arrives as a space. That must end in a page, not in a 500.',
    mend: 'Answer 403 as for any other signature that does not fit.',
  },
  'refuses-wrong-tenant': {
    title: 'Ids in clear that are not those inside are refused',
    kinds: ['salesloft'],
    required: true,
    why: 'The ids in clear only find the secret. Whoever trusts them shows one tenant the data of another.',
    mend: 'Find the secret by the ids in clear, decrypt, and require that the ids inside are the same.',
  },
  'refuses-other-algorithms': {
    title: 'Other algorithms and compression are refused',
    kinds: ['salesloft'],
    required: false,
    why: 'A library that takes whatever the header names lets the sender choose, and compressed content may be a bomb.',
    mend: 'Give the library the one alg, A256GCMKW, and the one enc, A256GCM, and refuse zip.',
  },
  'refuses-alike': {
    title: 'Every unreadable launch gets the same answer',
    kinds: ['marketplace-encrypted'],
    required: true,
    why: 'CBC without a MAC is opened byte by byte by whoever can tell wrong padding from wrong content.',
    mend: 'Answer every failure of decrypting and parsing with one status and one text.',
  },
  'ignores-clear-origin': {
    title: 'The origin in clear is not used',
    kinds: ['salesloft'],
    required: false,
    why: 'It is not signed. A page that posts messages to it tells them to whoever forged it.',
    mend: 'Use the origin inside the payload as the target of postMessage.',
  },
  'answers-search': {
    title: 'A search answers {"results":[{"id","name"}]}',
    kinds: ['social-signin'],
    required: true,
    why: 'The platform lists what is there by these names.',
    mend: 'Answer application/json with a list of results, each with an id and a name; an empty list when nobody is found.',
  },
  'answers-recipients': {
    title: 'A search answers {"recipients":[{"id","name"}]}',
    kinds: ['showpad'],
    required: false,
    why: 'The platform publishes no shape for it; this is the one that this CRM’s own connector answers.',
    mend: 'Compare with the platform’s own contract if you have it.',
  },
  'accepts-activity': {
    title: 'An activity is accepted',
    kinds: ['showpad'],
    required: true,
    why: 'The platform takes 200 and 201, and shows an error for anything else.',
    mend: 'Answer 201 for an activity that was logged.',
  },
  'repeats-activity': {
    title: 'The same activity again is not logged twice',
    kinds: ['showpad'],
    required: false,
    why: 'A call that timed out is sent again.',
    mend: 'Keep what was signed as a key, and answer a repetition with the first id or with 409.',
  },
  'accepts-postbacks': {
    title: 'Postbacks of registration and unregistration are accepted',
    kinds: ['marketplace-encrypted', 'marketplace-plain'],
    required: true,
    why: 'A POST links a location or user and a DELETE unlinks it. What is not accepted is sent again for days.',
    mend: 'Answer both methods with a 2xx, also for a location that you know already or no longer.',
  },
  'state-record-not-found': {
    title: 'An unknown record gets a page',
    kinds: all,
    required: true,
    why: 'The signature is right and you have no such record: somebody sits in front of it and wants to know what to do.',
    mend: 'Show that the record is not linked yet and how to link it, as a 200 or 404, never a 5xx.',
  },
  'state-user-unauthorised': {
    title: 'An unknown user gets a page',
    kinds: all.filter((kind) => kind !== 'social-signin'),
    required: true,
    why: 'The CRM vouches for the user, but they may have no account with you.',
    mend: 'Say who may give them access, as a 200 or 403, never a 5xx.',
  },
  'state-empty-fields': {
    title: 'Empty fields get a page',
    kinds: all,
    required: true,
    why: 'Records without email, phone, stage or industry are ordinary.',
    mend: 'Treat every field but the ids as one that may be empty or null.',
  },
  'error-page-readable': {
    title: 'A refusal is readable, and tells nothing of your server',
    kinds: all,
    required: true,
    why: 'The user sees it inside the CRM. A stack trace helps only whoever attacks.',
    mend: 'Answer refusals with a short HTML page (JSON from an interface) that says what happened and what to do. Switch the framework’s debug pages off.',
  },
  'escapes-markup': {
    title: 'Markup in a name is shown, not run',
    kinds: ['sure-send', 'salesloft', 'marketplace-encrypted'],
    required: true,
    why: 'Names come from forms that anybody fills in. What is markup on your page is script on your page.',
    mend: 'Escape every value in HTML, attributes included; in the browser use textContent and not innerHTML.',
  },
  'no-server-error': {
    title: 'No answer is a server error',
    kinds: all,
    required: true,
    why: 'A 5xx or a broken connection on wrong input is a fault that somebody can trigger at will.',
    mend: 'Catch what parsing and comparing throw, and answer 400 or 403.',
  },
  'no-secret-leak': {
    title: 'The secret is in no page and no script',
    kinds: all,
    required: true,
    why: 'Whoever has it signs for every record of every customer. The published HTML sample sends it to the browser.',
    mend: 'Verify on the server. Rotate the secret now: it was public.',
  },
  'no-context-leak': {
    title: 'No third party is told the context',
    kinds: frames,
    required: true,
    why: 'An address with the context or the person’s data is in the third party’s log, and the context opens the record for five minutes.',
    mend: 'Load third-party resources by addresses without the launch’s data, and send Referrer-Policy: no-referrer.',
  },
  'allows-framing': {
    title: 'The CRM may frame it',
    kinds: frames,
    required: true,
    why: 'A browser shows an empty frame otherwise. X-Frame-Options: ALLOW-FROM is ignored; frame-ancestors counts.',
    mend: 'Send Content-Security-Policy: frame-ancestors with the origin of the CRM, and no X-Frame-Options.',
  },
  'fast-enough': {
    title: 'It answers within two seconds',
    kinds: all,
    required: ['sure-send'],
    why: 'The published checklist asks for it; an agent has somebody on the phone.',
    mend: 'Send the page first and load what is slow after it, keep pages small, and keep a cold server warm.',
  },
  https: {
    title: 'It is served by HTTPS with a valid certificate',
    kinds: all,
    required: true,
    why: 'A launch in clear can be read and used by everybody on the way, and browsers block it inside an HTTPS page.',
    mend: 'Serve every address by HTTPS, redirects included, with the whole chain of certificates.',
  },
  'browser-console': {
    title: 'The browser reports no error',
    kinds: frames,
    required: true,
    why: 'It is on the published checklist, and an error there is often a page that does nothing.',
    mend: 'Open the launch with the browser’s console and mend what it names.',
  },
  'browser-mixed-content': {
    title: 'Nothing is loaded by plain HTTP',
    kinds: frames,
    required: true,
    why: 'Browsers block it, and what they do not block can be changed on the way.',
    mend: 'Load every resource by HTTPS.',
  },
  'browser-widths': {
    title: 'It shows at 320, 768 and 1,440 pixels',
    kinds: frames,
    required: true,
    why: 'The frame is as wide as the CRM’s page leaves it.',
    mend: 'Lay the page out without fixed widths; nothing may be cut off or scroll sideways.',
  },
  'secret-stored-safely': {
    title: 'The secret is kept outside the code',
    kinds: all,
    required: false,
    why: 'It is on the published checklist, and no request can show it.',
    mend: 'Keep it in an environment variable or a vault, and let few people read it.',
  },
  'loading-states': {
    title: 'Slow parts show that they load',
    kinds: frames,
    required: false,
    why: 'It is on the published checklist, and no request can show it.',
    mend: 'Show what is coming while data is fetched.',
  },
  'unsigned-are-hints': {
    title: 'Unsigned parameters only hint',
    kinds: ['marketplace-plain'],
    required: false,
    why: 'The hmac covers location and time. User and contact in such a URL can be anybody’s, and no request can show what you do with them.',
    mend: 'Ask the user to sign in, or use the encrypted mode.',
  },
}

/** Whether a run of this kind fails by it. */
export function isRequired({ required }: CatalogEntry, kind: CertificationKind): boolean {
  return typeof required === 'boolean' ? required : required.includes(kind)
}
