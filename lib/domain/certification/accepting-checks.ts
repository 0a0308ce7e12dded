import type { CatalogEntry } from '@/lib/domain/certification/catalog-entry'
import type { CheckId } from '@/lib/domain/samples/check-ids.schema'

/** What a right receiver takes, and what it answers. */
export const acceptingChecks = {
  'accepts-valid': {
    title: 'Accepts a valid launch',
    required: true,
    why: 'Every user sends valid launches. A server that refuses everything also refuses every forgery, so no other check counts without this one.',
    fix: 'Check that the secret has no white space or line break around it. Verify the text exactly as you received it: the base64 rather than the decoded JSON, or the raw query or body. Use the secret’s characters as text; don’t decode them from hex.',
  },
  'accepts-placements': {
    title: 'Accepts a valid launch in every placement',
    required: true,
    why: 'Teams enable each placement separately, and its content differs: a company has no first name.',
    fix: 'Look at which member the content has, such as person or company, and handle every placement that you register.',
  },
  'accepts-staged-secret': {
    title: 'Accepts a launch signed with the staged secret',
    required: true,
    why: 'Once you promote it, it signs every launch. A server that knows only the old secret fails from that moment.',
    fix: 'Keep a list of live secrets and accept a signature made with any of them.',
  },
  'accepts-unicode': {
    title: 'Reads non-ASCII names as UTF-8',
    required: true,
    why: 'Accents, other scripts and emoji break code that decodes bytes as Latin-1, and only for some customers.',
    fix: 'Decode base64 to bytes, then the bytes as UTF-8. In JavaScript, atob returns Latin-1: use Buffer.from(text, "base64").toString("utf8") or TextDecoder. Declare charset=utf-8.',
  },
  'accepts-long-values': {
    title: 'Accepts a name of 5,000 characters',
    required: false,
    why: 'A long name makes a URL of more than 8 KB, which some servers refuse before your application sees it.',
    fix: 'Raise the limit for the request line to 64 KB, for example with large_client_header_buffers in nginx.',
  },
  'verifies-raw-body': {
    title: 'Verifies the signature over the raw body',
    required: true,
    why: 'Parsing JSON and writing it again changes its bytes: valid calls fail because of a space, and altered ones can pass.',
    fix: 'Keep the raw body before a JSON parser reads it, and verify the signature over that body, a full stop and the timestamp.',
  },
  'accepts-several-signatures': {
    title: 'Accepts one valid signature among several',
    required: true,
    why: 'The header carries one signature for each live secret, so there are two during a rotation.',
    fix: 'Split the header at commas and compare each signature.',
  },
  'answers-search': {
    title: 'Answers a search with {"results":[{"id","name"}]}',
    required: true,
    why: 'The platform reads the results from these fields.',
    fix: 'Return application/json with a list of results, each with an id and a name. Return an empty list when nothing is found.',
  },
  'answers-recipients': {
    title: 'Answers a search with {"recipients":[{"id","name"}]}',
    required: false,
    why: 'The platform doesn’t publish a format. This one is what this CRM’s own connector returns.',
    fix: 'Compare it with your own contract with the platform, if you have one.',
  },
  'accepts-activity': {
    title: 'Accepts an activity',
    required: true,
    why: 'The platform accepts 200 and 201, and shows an error for any other status.',
    fix: 'Return 201 when you have logged the activity.',
  },
  'repeats-activity': {
    title: 'Logs a repeated activity only once',
    required: false,
    why: 'The platform repeats a call that timed out.',
    fix: 'Store the signed content as a key. When it comes again, return the first id or 409.',
  },
  'accepts-postbacks': {
    title: 'Accepts registration and unregistration postbacks',
    required: true,
    why: 'A POST links a location or user and a DELETE unlinks it. The portal repeats a postback for days until you accept it.',
    fix: 'Answer both methods with a 2xx, even if you already know the location or no longer have it.',
  },
  'state-record-not-found': {
    title: 'Shows a page for an unknown record',
    required: true,
    why: 'The signature is valid but you don’t have the record. A person is looking at the frame and needs to know what to do.',
    fix: 'Say that the record isn’t linked yet and how to link it, with status 200 or 404, never a 5xx.',
  },
  'state-user-unauthorised': {
    title: 'Shows a page for an unknown user',
    required: true,
    why: 'The CRM vouches for the user, but they may not have an account with you.',
    fix: 'Say who can give them access, with status 200 or 403, never a 5xx.',
  },
  'state-empty-fields': {
    title: 'Shows a page when fields are empty',
    required: true,
    why: 'Many records have no email, phone, stage or industry.',
    fix: 'Expect any field except the ids to be empty or null.',
  },
} as const satisfies Partial<Record<CheckId, CatalogEntry>>
