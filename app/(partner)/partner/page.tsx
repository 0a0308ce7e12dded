import { redirect } from 'next/navigation'
import { requirePageActor } from '@/app/page-actor'

/** Leads an address that was typed to the partner's first page. */
export default async function PartnerPage() {
  await requirePageActor('widget.read')
  redirect('/partner/widgets')
}
