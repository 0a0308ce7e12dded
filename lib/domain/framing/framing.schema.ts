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
