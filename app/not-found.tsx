import type { Metadata } from 'next'
import { RefusalPage } from '@/app/refusal-page'
import { buttonClass } from '@/components/ui/button-class'

export const metadata: Metadata = { title: 'Page not found' }

export default function NotFound() {
  return (
    <RefusalPage
      title="Page not found"
      explain={(actor) => ({
        why: actor
          ? 'The address may be mistyped, the page may have been removed, or it belongs to another organisation. Check the address, or use Jump to above to find what you need.'
          : 'The address may be mistyped, or the page may have been removed. Framegate is the portal for widgets inside a CRM: partners build them, reviewers approve them, teams enable them.',
        wayOn: (
          <a href="/docs" className={buttonClass({})}>
            Read the documentation
          </a>
        ),
      })}
    />
  )
}
