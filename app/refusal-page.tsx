import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { PortalPage } from '@/app/portal-page'
import { ErrorMessage } from '@/components/shell/error-message'
import { ErrorScreen } from '@/components/shell/error-screen'
import { buttonClass } from '@/components/ui/button-class'
import { currentActor } from '@/lib/auth/actor'
import type { MemberActor } from '@/lib/auth/permissions'

/** A page that is not shown, with the navigation around it for readers who are signed in. */
export async function RefusalPage({
  title,
  explain,
}: {
  title: string
  explain: (actor: MemberActor | undefined) => { why: ReactNode; wayOn: ReactNode }
}) {
  const requestId = (await headers()).get('x-request-id')
  const actor = await readActor()
  const { why, wayOn } = explain(actor)
  const message = {
    title,
    why,
    actions: (
      <>
        <a href="/" className={buttonClass({ variant: 'primary' })}>
          Go to your start page
        </a>
        {wayOn}
      </>
    ),
    facts: [{ term: 'Request', value: requestId }],
  }
  if (!actor) return <ErrorScreen {...message} />
  return (
    <PortalPage actor={actor} crumbs={[{ label: title }]}>
      <div className="pt-[6vh]">
        <ErrorMessage {...message} />
      </div>
    </PortalPage>
  )
}

/** Undefined also while the database doesn't answer, since this page needs to be shown all the same. */
async function readActor(): Promise<MemberActor | undefined> {
  try {
    const actor = await currentActor()
    return actor.kind === 'anonymous' ? undefined : actor
  } catch {
    return undefined
  }
}
