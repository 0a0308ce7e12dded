import type { CatalogEntry } from '@/lib/domain/certification/catalog-entry'
import type { CheckId } from '@/lib/domain/samples/check-ids.schema'

/** What a right receiver does not take. */
export const refusingChecks = {
  'refuses-tampered-context': {
    title: 'Changed content is refused',
    required: true,
    why: 'Whoever can change the content reads other people’s records.',
    fix: 'Compute the signature over exactly what you use, compare before you decode, and use nothing else.',
  },
  'refuses-tampered-signature': {
    title: 'A changed signature is refused',
    required: true,
    why: 'It shows that the signature is compared at all.',
    fix: 'Compare the whole signature, in constant time. A page that verifies in the browser answers everything alike, and shows its secret: verify on the server.',
  },
  'refuses-wrong-secret': {
    title: 'A launch by another secret is refused',
    required: true,
    why: 'Otherwise anybody can sign. An empty secret is one that everybody has.',
    fix: 'Compare with your own secret, and stop the server when it is not set.',
  },
  'refuses-expired': {
    title: 'An expired launch is refused',
    required: true,
    why: 'A URL stays in histories and logs. Without an end it opens the record for ever.',
    fix: 'After the signature, refuse what is older than 300 seconds (SocialSignIn: whose expires is past).',
  },
  'refuses-future': {
    title: 'A launch from the future is refused',
    required: true,
    why: 'A timestamp in 2999 would be fresh until then. The usual check, age at most 300, forgets that an age can be negative.',
    fix: 'Refuse a timestamp more than 60 seconds ahead.',
  },
  'refuses-malformed-timestamp': {
    title: 'A timestamp that is no time is refused',
    required: true,
    why: 'Arithmetic with what is no number is never greater than 300, so such a launch would never end.',
    fix: 'Parse the timestamp strictly and refuse what does not parse.',
  },
  'refuses-missing': {
    title: 'A missing parameter is refused',
    required: true,
    why: 'A check that only runs when there is a signature is no check.',
    fix: 'Answer 400 when one of the parameters or headers is missing or empty.',
  },
  'refuses-doubled': {
    title: 'A doubled parameter is refused',
    required: true,
    why: 'If the check reads the first and the page the last one, the signature proves something else than what is shown.',
    fix: 'Read all values of the parameter and answer 400 unless there is exactly one.',
  },
  'refuses-short-signature': {
    title: 'A shortened signature is refused',
    required: true,
    why: 'A comparison of the given length needs fewer guesses, and timingSafeEqual throws on unequal lengths: a 500 where a 403 is due.',
    fix: 'Compare the lengths first and refuse. For AES-GCM set authTagLength to 16.',
  },
  'refuses-uppercase-signature': {
    title: 'A signature in upper case is refused',
    required: false,
    why: 'The published form is lower-case hex. Taking both is no hole, but two spellings of one launch.',
    fix: 'Compare the text as it came; do not convert its case.',
  },
  'refuses-raw-plus': {
    title: 'An unencoded + is refused or read, without a fault',
    required: true,
    why: 'The published samples do not encode the URL, so + arrives as a space. That must end in a page, not in a 500.',
    fix: 'Answer 403 as for any other signature that does not fit.',
  },
  'refuses-wrong-tenant': {
    title: 'Ids in clear that are not those inside are refused',
    required: true,
    why: 'The ids in clear only find the secret. Whoever trusts them shows one tenant the data of another.',
    fix: 'Find the secret by the ids in clear, decrypt, and require that the ids inside are the same.',
  },
  'refuses-other-algorithms': {
    title: 'Other algorithms and compression are refused',
    required: false,
    why: 'A library that takes whatever the header names lets the sender choose, and compressed content may be a bomb.',
    fix: 'Give the library the one alg, A256GCMKW, and the one enc, A256GCM, and refuse zip.',
  },
  'refuses-alike': {
    title: 'Every unreadable launch gets the same answer',
    required: true,
    why: 'CBC without a MAC is opened byte by byte by whoever can tell wrong padding from wrong content.',
    fix: 'Answer every failure of decrypting and parsing with one status and one text.',
  },
  'ignores-clear-origin': {
    title: 'The origin in clear is not used',
    required: false,
    why: 'It is not signed. A page that posts messages to it tells them to whoever forged it.',
    fix: 'Use the origin inside the payload as the target of postMessage.',
  },
} as const satisfies Partial<Record<CheckId, CatalogEntry>>
