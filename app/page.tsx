import { redirect } from 'next/navigation'
import { currentActor } from '@/lib/auth/actor'
import { homeOf } from './portal-page'

/** Leads to the reader's start page. */
export default async function Home() {
  const actor = await currentActor()
  redirect(actor.kind === 'anonymous' ? '/sign-in' : homeOf(actor))
}
