import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { ErrorScreen } from '@/components/shell/error-screen'
import { buttonClass } from '@/components/ui/button-class'

export const metadata: Metadata = { title: 'Not allowed' }

export default async function Forbidden() {
  const requestId = (await headers()).get('x-request-id')
  return (
    <ErrorScreen
      title="You don’t have access to this page"
      why="You are signed in, and the page exists, but it is kept for other roles. Nothing has been changed. An owner or admin of your organisation can change your role."
      actions={
        <>
          <a href="/" className={buttonClass({ variant: 'primary' })}>
            Go to your start page
          </a>
          <a href="/account" className={buttonClass({})}>
            See your role
          </a>
        </>
      }
      facts={[{ term: 'Request', value: requestId }]}
    />
  )
}
