import { frameFeatures } from '@/lib/domain/widgets/widgets.schema'

/** What no page of ours and no widget uses. */
const refusedFeatures = [
  ...['accelerometer', 'autoplay', 'display-capture', 'encrypted-media', 'gyroscope', 'magnetometer'],
  ...['midi', 'payment', 'screen-wake-lock', 'usb', 'xr-spatial-tracking'],
]

/** A page keeps for itself what it may pass on to its own stage. */
export const pagePermissions = formatPolicy(() => '(self)')

/** A document that nobody trusts with anything. */
export const noPermissions = formatPolicy(() => '()')

/** A stage grants its widget's origins only the reviewed permissions. */
export function stagePermissions(allow: readonly string[], origins: readonly string[]): string {
  const granted = `(self ${origins.map((origin) => `"${origin}"`).join(' ')})`
  return formatPolicy((feature) => (allow.includes(feature) ? granted : '()'))
}

function formatPolicy(allowlistOf: (feature: string) => string): string {
  return [
    ...frameFeatures.map((feature) => `${feature}=${allowlistOf(feature)}`),
    ...refusedFeatures.map((feature) => `${feature}=()`),
  ].join(', ')
}
