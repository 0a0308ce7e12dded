import { wrongMarketplaceEncrypted } from '@/lib/domain/samples/wrong/marketplace-encrypted'
import { wrongMarketplacePlain } from '@/lib/domain/samples/wrong/marketplace-plain'
import { wrongSalesloft } from '@/lib/domain/samples/wrong/salesloft'
import { wrongShowpad } from '@/lib/domain/samples/wrong/showpad'
import { wrongSocialSignin } from '@/lib/domain/samples/wrong/social-signin'
import { wrongSureSend } from '@/lib/domain/samples/wrong/sure-send'
import type { WrongLaunch } from '@/lib/domain/samples/wrong/wrong-launch'
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
