import type { CatalogEntry } from '@/lib/domain/certification/catalog-entry'
import type { CheckId } from '@/lib/domain/samples/check-ids.schema'

/** What a right receiver does not take. */
export const refusingChecks = {
  'refuses-tampered-context': {
    title: 'Refuses altered content',
    required: true,
    why: 'Anyone who can change the content can read other people’s records.',
    fix: 'Compute the signature over exactly the text you use, compare it before you decode, and use nothing else.',
  },
  'refuses-tampered-signature': {
    title: 'Refuses an altered signature',
    required: true,
    why: 'It shows whether your server compares the signature at all.',
    fix: 'Compare the whole signature in constant time, on the server. A page that verifies in the browser returns the same response to everyone and exposes its secret.',
  },
  'refuses-wrong-secret': {
    title: 'Refuses a launch signed with another secret',
    required: true,
    why: 'Otherwise anyone can sign. Everyone knows an empty secret.',
    fix: 'Compare with your own secret, and don’t start the server if the secret is not set.',
  },
  'refuses-expired': {
    title: 'Refuses an expired launch',
    required: true,
    why: 'URLs stay in browser histories and logs. If launches never expire, an old URL opens the record forever.',
    fix: 'After verifying the signature, refuse a launch older than 300 seconds (SocialSignIn: with an expires in the past).',
  },
  'refuses-future': {
    title: 'Refuses a launch from the future',
    required: true,
    why: 'A timestamp in 2999 would stay fresh until then. The usual check, age at most 300, passes negative ages.',
    fix: 'Refuse a timestamp more than 60 seconds ahead.',
  },
  'refuses-malformed-timestamp': {
    title: 'Refuses an invalid timestamp',
    required: true,
    why: 'A calculation with something that isn’t a number is never greater than 300, so such a launch would never expire.',
    fix: 'Parse the timestamp strictly and refuse the launch if it doesn’t parse.',
  },
  'refuses-missing': {
    title: 'Refuses a missing parameter',
    required: true,
    why: 'If you verify only when a signature is present, an attacker leaves it out.',
    fix: 'Answer 400 if a parameter or header is missing or empty.',
  },
  'refuses-doubled': {
    title: 'Refuses a duplicate parameter',
    required: true,
    why: 'If you verify the first value and show the last, the signature does not protect what you show.',
    fix: 'Read all values of the parameter and answer 400 unless there is exactly one.',
  },
  'refuses-short-signature': {
    title: 'Refuses a shortened signature',
    required: true,
    why: 'Comparing only the given length makes guessing easier, and timingSafeEqual throws on unequal lengths: a 500 instead of a 403.',
    fix: 'Compare the lengths first, and refuse if they differ. For AES-GCM, set authTagLength to 16.',
  },
  'refuses-uppercase-signature': {
    title: 'Refuses an upper-case signature',
    required: false,
    why: 'The published format is lower-case hex. Accepting both is not a vulnerability, but gives one launch two spellings.',
    fix: 'Compare the text as you received it, without converting its case.',
  },
  'refuses-raw-plus': {
    title: 'Handles an unencoded + without an error',
    required: true,
    why: 'The published samples don’t encode the URL, so + arrives as a space. Answer with a page, not a 500.',
    fix: 'Answer 403, as for any other signature that doesn’t match.',
  },
  'refuses-wrong-tenant': {
    title: 'Refuses ids that differ from those in the payload',
    required: true,
    why: 'The ids outside the payload only select the secret. If you trust them, you show one tenant another tenant’s data.',
    fix: 'Select the secret by the ids outside the payload, decrypt, and require the ids inside to be the same.',
  },
  'refuses-other-algorithms': {
    title: 'Refuses other algorithms and compression',
    required: false,
    why: 'If your library accepts any algorithm in the header, the sender chooses it. Compressed content can be a decompression bomb.',
    fix: 'Allow only alg A256GCMKW and enc A256GCM in the library, and refuse zip.',
  },
  'refuses-alike': {
    title: 'Gives every unreadable launch the same response',
    required: true,
    why: 'CBC has no MAC, so anyone who can tell wrong padding from wrong content can decrypt it byte by byte.',
    fix: 'Answer every decryption and parsing failure with the same status and text.',
  },
  'ignores-clear-origin': {
    title: 'Ignores the origin outside the payload',
    required: false,
    why: 'It is not signed. A page that posts messages to it sends them to anyone who forges it.',
    fix: 'Use the origin inside the payload as the target of postMessage.',
  },
} as const satisfies Partial<Record<CheckId, CatalogEntry>>
