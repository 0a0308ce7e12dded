import { type CertificationKind, certificationKinds } from '@/lib/domain/certification/target'

/** What a check is called, where it applies, whether a run fails by it, why it is there and what to do when it fails. */
export type CatalogEntry = {
  title: string
  kinds: readonly CertificationKind[]
  required: boolean | readonly CertificationKind[]
  why: string
  fix: string
}

export const allKinds = certificationKinds
export const framedKinds = allKinds.filter((kind) => kind !== 'showpad')
export const hexSignedKinds = ['sure-send', 'social-signin', 'marketplace-plain'] as const
export const timedKinds = ['sure-send', 'showpad', 'marketplace-plain'] as const
export const namedKinds = [
  'sure-send',
  'social-signin',
  'salesloft',
  'showpad',
  'marketplace-encrypted',
] as const

/** Whether a run of this kind fails by it. */
export function isRequired({ required }: CatalogEntry, kind: CertificationKind): boolean {
  return typeof required === 'boolean' ? required : required.includes(kind)
}
