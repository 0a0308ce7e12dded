import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { ErrorScreen } from '@/components/shell/error-screen'
import { buttonClass } from '@/components/ui/button-class'

export const metadata: Metadata = { title: 'Page not found' }

export default async function NotFound() {
  const requestId = (await headers()).get('x-request-id')
  return (
    <ErrorScreen
      title="Page not found"
      why="The address may be mistyped, the thing it showed may have been removed, or it belongs to an organisation that you are not a member of. Nothing has been changed."
      actions={
        <a href="/" className={buttonClass({ variant: 'primary' })}>
          Go to your start page
        </a>
      }
      facts={[{ term: 'Request', value: requestId }]}
    />
  )
}
