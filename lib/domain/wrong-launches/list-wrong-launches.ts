import type { WrongLaunch } from '@/lib/domain/wrong-launches/wrong-launch'
import { wrongMarketplaceEncrypted } from '@/lib/domain/wrong-launches/wrong-marketplace-encrypted'
import { wrongMarketplacePlain } from '@/lib/domain/wrong-launches/wrong-marketplace-plain'
import { wrongSalesloft } from '@/lib/domain/wrong-launches/wrong-salesloft'
import { wrongShowpad } from '@/lib/domain/wrong-launches/wrong-showpad'
import { wrongSocialSignin } from '@/lib/domain/wrong-launches/wrong-social-signin'
import { wrongSureSend } from '@/lib/domain/wrong-launches/wrong-sure-send'
import type { ProtocolId } from '@/lib/protocols/protocol'

/** Every wrong launch and every state of a protocol, each broken in one thing. `mode` is the marketplace's. */
export function listWrongLaunches(
  protocol: ProtocolId,
  mode: 'encrypted' | 'plain' = 'encrypted',
): readonly WrongLaunch[] {
  if (protocol === 'marketplace') return mode === 'plain' ? wrongMarketplacePlain : wrongMarketplaceEncrypted
  return wrongByProtocol[protocol]
}

const wrongByProtocol = {
  'sure-send': wrongSureSend,
  'social-signin': wrongSocialSignin,
  salesloft: wrongSalesloft,
  showpad: wrongShowpad,
} as const
