import type { MistakeId } from '@/lib/domain/signature-doctor/signature-doctor.schema'

/** A secret by the name under which its reader knows it. `isForeign`: of another widget, tried after the widget's own. */
export type DoctorSecret = {
  label: string
  secret: string
  mistakes: readonly MistakeId[]
  isForeign?: boolean
  /** Where only this hash of it is known, which is the key of a JWE. `secret` is empty then. */
  sha256?: Buffer
}
