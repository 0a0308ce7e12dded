import { marketplace } from '@/lib/protocols/marketplace'
import type { ProtocolId } from '@/lib/protocols/protocol'
import { salesloft } from '@/lib/protocols/salesloft'
import { showpad } from '@/lib/protocols/showpad'
import { socialSignin } from '@/lib/protocols/social-signin'
import { sureSend } from '@/lib/protocols/sure-send'

/** Every protocol by its id. */
export const protocols = {
  'sure-send': sureSend,
  'social-signin': socialSignin,
  salesloft,
  showpad,
  marketplace,
} as const satisfies Record<ProtocolId, { id: ProtocolId }>
