import type { DoctorSecret } from '@/lib/domain/signature-doctor/doctor-secret'
import type { Found } from '@/lib/domain/signature-doctor/search-signature'
import type { Diagnosis, MistakeId } from '@/lib/domain/signature-doctor/signature-doctor.schema'
import type { WorkBudget } from '@/lib/domain/signature-doctor/work-budget'
import type { RequestParts, Verified, VerifyKeys } from '@/lib/protocols/protocol'

export type Verify = (input: RequestParts & VerifyKeys) => Promise<Verified<unknown>>

/** How a request came about, and what its verifier would get once that was put right. */
export type Explained = Found & {
  /** What the payload shows, once it is open. */
  opened?: string
  /** Mistakes inside the decrypted content. */
  inside?: readonly MistakeId[]
}

/** A pasted request as its protocol reads it. */
export type Specimen = {
  /** What the verifier gets. */
  parts: RequestParts
  /** Its verifier, where that is not the protocol's own. */
  verify?: Verify
  /** The same, where part of it is only inside the encrypted content. */
  complete?: (opened: string) => RequestParts
  /** The missing parts, without which there is nothing to search. */
  lacking?: { detail: string; isPart: boolean }
  /** Mistakes that show without any key: of coding, time or shape. */
  beside: readonly MistakeId[]
  /** What the verifier takes and another one may not. */
  advice: readonly MistakeId[]
  read: Diagnosis['read']
  stringToSign: string
  search: (secrets: readonly DoctorSecret[], budget: WorkBudget) => Promise<Explained | undefined>
  /** The same request, correctly signed with a secret: if it is refused, there is another reason. */
  repair: (secret: string, explained: Explained) => RequestParts | undefined
}

export type Pasted = {
  url: string
  headers: Readonly<Record<string, string>>
  body: string
  ownSignature: string | undefined
  now: Date
}

/** The specimen of a request in which nothing of the protocol was found, or too little. */
export function lackingSpecimen(parts: RequestParts, detail: string, isPart: boolean): Specimen {
  return {
    parts,
    lacking: { detail, isPart },
    beside: [],
    advice: [],
    read: [],
    stringToSign: '',
    search: async () => undefined,
    repair: () => undefined,
  }
}
