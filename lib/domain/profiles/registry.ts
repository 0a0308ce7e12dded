import { marketplaceProfile } from '@/lib/domain/profiles/marketplace'
import type { Profile } from '@/lib/domain/profiles/profile'
import { salesloftProfile } from '@/lib/domain/profiles/salesloft'
import { showpadProfile } from '@/lib/domain/profiles/showpad'
import { socialSigninProfile } from '@/lib/domain/profiles/social-signin'
import { sureSendProfile } from '@/lib/domain/profiles/sure-send'
import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'

/** Every protocol by its id. Nothing else in the portal asks for one by its name. */
export const profiles: Record<ProtocolId, Profile> = {
  'sure-send': sureSendProfile,
  'social-signin': socialSigninProfile,
  salesloft: salesloftProfile,
  showpad: showpadProfile,
  marketplace: marketplaceProfile,
}

export function profileOf(protocol: ProtocolId): Profile {
  return profiles[protocol]
}
