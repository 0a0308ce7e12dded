import { setTimeout as wait } from 'node:timers/promises'
import { deliverPostbacks } from '@/lib/domain/postbacks/deliver'

// A worker to be killed: it delivers as the real one does, with waits short enough for a test.
const pollMs = 25

for (;;) {
  await deliverPostbacks({
    timeoutSeconds: 0.75,
    leaseSeconds: 2,
    perWidget: 8,
    backoff: { firstSeconds: 0.05, factor: 1.5, longestSeconds: 0.3 },
  })
  await wait(pollMs)
}
