/** Why a frame was not shown, as the stage or the probe found it. */
export const launchFailures = [
  'refused_framing',
  'undeclared_origin',
  'unreachable',
  'server_error',
  'redirect_loop',
  'too_slow',
  'reload_loop',
] as const
export type LaunchFailure = (typeof launchFailures)[number]

/** What the probe of a widget's headers found; `unmeasured` where this portal may not call the address. */
export type FramingReport = {
  verdict: 'ok' | 'unmeasured' | Exclude<LaunchFailure, 'reload_loop'>
  detail: string
  request?: string
  received?: string[]
  send?: string
}
