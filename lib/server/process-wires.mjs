import { channel, subscribe } from 'node:diagnostics_channel'

// scripts/server/serve.mjs and what Next bundles run in one process, each with its own module instances: what one tells the other
// goes over Node's channels, of which the process has one of a name.

export const failedRequests = wire('framegate:failed-requests')
export const lineScrubbers = wire('framegate:line-scrubbers')
export const stopTasks = wire('framegate:stop-tasks')

function wire(name) {
  return {
    send: (message) => channel(name).publish(message),
    receive: (receiver) => subscribe(name, (message) => receiver(message)),
  }
}
