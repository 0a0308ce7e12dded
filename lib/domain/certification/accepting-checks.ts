import type { CatalogEntry } from '@/lib/domain/certification/catalog-entry'
import type { CheckId } from '@/lib/domain/samples/check-ids.schema'

/** What a right receiver takes, and what it answers. */
export const acceptingChecks = {
  'accepts-valid': {
    title: 'A valid launch is accepted',
    required: true,
    why: 'It is what every user sends. A server that refuses everything would also refuse every forgery, so nothing else counts without it.',
    fix: 'Compare the secret, without white space or a line break around it. Sign the text as it came: the base64 and not the decoded JSON, the query or the body as it was sent. Use the secret’s characters as they are, not decoded from hex.',
  },
  'accepts-placements': {
    title: 'Every placement accepts a valid launch',
    required: true,
    why: 'Each placement can be switched on by itself, and its content differs: a company has no first name.',
    fix: 'Look which of its members the content has, such as person or company, and answer for each placement that is registered.',
  },
  'accepts-staged-secret': {
    title: 'A launch signed by the staged secret is accepted',
    required: true,
    why: 'From the promotion on every launch is signed by it. A receiver that knows only the old secret is down at that moment.',
    fix: 'Keep a list of live secrets and accept a signature by any of them.',
  },
  'accepts-unicode': {
    title: 'Names beyond ASCII are accepted and read as UTF-8',
    required: true,
    why: 'Accents, other scripts and emoji break what decodes bytes as Latin-1, and only for some customers.',
    fix: 'Decode base64 to bytes and the bytes as UTF-8. In JavaScript atob alone gives Latin-1: use Buffer.from(text, "base64").toString("utf8") or TextDecoder. Declare charset=utf-8.',
  },
  'accepts-long-values': {
    title: 'A name of 5,000 characters is accepted',
    required: false,
    why: 'A long name makes a URL of more than eight kilobytes, which some servers refuse before the application sees it.',
    fix: 'Raise the limit for the request line, such as large_client_header_buffers of nginx, to 64 KB.',
  },
  'verifies-raw-body': {
    title: 'The signature is checked over the body as it was sent',
    required: true,
    why: 'JSON that was parsed and written again has other bytes: right calls fail by a space, and changed ones pass.',
    fix: 'Keep the raw body before any JSON parser and sign that, a dot and the timestamp.',
  },
  'accepts-several-signatures': {
    title: 'One right signature of several is enough',
    required: true,
    why: 'The header has one signature for each live secret, so during a rotation there are two.',
    fix: 'Split the header at commas and compare each part.',
  },
  'answers-search': {
    title: 'A search answers {"results":[{"id","name"}]}',
    required: true,
    why: 'The platform lists what is there by these names.',
    fix: 'Answer application/json with a list of results, each with an id and a name; an empty list when nobody is found.',
  },
  'answers-recipients': {
    title: 'A search answers {"recipients":[{"id","name"}]}',
    required: false,
    why: 'The platform publishes no shape for it; this is the one that this CRM’s own connector answers.',
    fix: 'Compare with the platform’s own contract if you have it.',
  },
  'accepts-activity': {
    title: 'An activity is accepted',
    required: true,
    why: 'The platform takes 200 and 201, and shows an error for anything else.',
    fix: 'Answer 201 for an activity that was logged.',
  },
  'repeats-activity': {
    title: 'The same activity again is not logged twice',
    required: false,
    why: 'A call that timed out is sent again.',
    fix: 'Keep what was signed as a key, and answer a repetition with the first id or with 409.',
  },
  'accepts-postbacks': {
    title: 'Postbacks of registration and unregistration are accepted',
    required: true,
    why: 'A POST links a location or user and a DELETE unlinks it. What is not accepted is sent again for days.',
    fix: 'Answer both methods with a 2xx, also for a location that you know already or no longer.',
  },
  'state-record-not-found': {
    title: 'An unknown record gets a page',
    required: true,
    why: 'The signature is right and you have no such record: somebody sits in front of it and wants to know what to do.',
    fix: 'Show that the record is not linked yet and how to link it, as a 200 or 404, never a 5xx.',
  },
  'state-user-unauthorised': {
    title: 'An unknown user gets a page',
    required: true,
    why: 'The CRM vouches for the user, but they may have no account with you.',
    fix: 'Say who may give them access, as a 200 or 403, never a 5xx.',
  },
  'state-empty-fields': {
    title: 'Empty fields get a page',
    required: true,
    why: 'Records without email, phone, stage or industry are ordinary.',
    fix: 'Treat every field but the ids as one that may be empty or null.',
  },
} as const satisfies Partial<Record<CheckId, CatalogEntry>>
