import { redirect } from 'next/navigation'
import { requirePageActor } from '@/app/page-actor'

/** Leads an address that was typed to the first page of the settings. */
export default async function SettingsPage() {
  await requirePageActor('installation.read')
  redirect('/settings/integration-widgets')
}
