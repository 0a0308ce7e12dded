/** Why a frame was not shown, as the stage or the probe found it. */
export const launchFailures = [
  'refused_framing',
  'undeclared_origin',
  'unreachable',
  'refused',
  'server_error',
  'redirect_loop',
  'too_slow',
  'reload_loop',
] as const
export type LaunchFailure = (typeof launchFailures)[number]

/** What the probe of a widget's server found; `unmeasured` where this portal may not call the address. */
export type FramingReport = {
  verdict: 'ok' | 'unmeasured' | Exclude<LaunchFailure, 'reload_loop'>
  detail: string
  /** Of the answer, where it is why. */
  status?: number
  request?: string
  received?: string[]
  send?: string
}

/** One request of a probe. Its query is not stored, because it contains the context and the signature. */
export type ProbeHop = {
  method: string
  /** Origin and path. */
  url: string
  status: number
  /** What decides about framing, and where a redirect leads. */
  headers: string[]
  /** Milliseconds from the start of the request; a time that is not known is left out. */
  times: { resolved?: number; connected?: number; firstByte?: number; done: number }
}

/** What is stored of a probe with its launch. */
export type LaunchProbe = {
  at: string
  verdict: FramingReport['verdict']
  detail: string
  status?: number
  received?: string[]
  send?: string
  hops: ProbeHop[]
}
