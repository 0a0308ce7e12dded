import type { SubmissionResult } from '@conform-to/react'

/** Why an action failed: a stable code, a message for the reader, the request id. */
export type ActionFailure = { code: string; detail: string; requestId: string }

/** What a form shows next: field errors, one failure above the form, or the data of a success. */
export type FormState<T> = { submission?: SubmissionResult; failure?: ActionFailure; data?: T } | undefined

/** What a called action answers. */
export type CallResult<T> = { data: T; failure?: undefined } | { data?: undefined; failure: ActionFailure }

/** What an action answers that has nothing to tell but that it was done. */
export type Done = { done: true }
