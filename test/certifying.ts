import type { Inspection } from '@/lib/domain/certification/inspection'

/** A run without its browser part, as where there is no Chromium. */
export async function withoutBrowser(): Promise<Inspection> {
  return { inspect: async () => ({}), close: async () => {} }
}
