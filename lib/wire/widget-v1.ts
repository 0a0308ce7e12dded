// What `import '…/widget/v1.mjs'` gives a widget.

export { connect, type Host, WireError } from '@/lib/wire/connect'
export type { WireCode, WireHost, WireLaunch, WireTarget } from '@/lib/wire/messages.schema'
