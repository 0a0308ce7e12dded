'use client'

import { RefreshWhile } from '@/components/refresh-while'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Note } from '@/components/ui/note'
import { Pager } from '@/components/ui/pager'
import { Panel, PanelBody, PanelFooter, PanelHeader } from '@/components/ui/panel'
import { LocationSection } from './location-section'
import type { LocationRegistration, RegistrationsPanelProps } from './registration-state'

/** The team's locations with a switch each, and a switch for each member at registered ones. */
export function RegistrationsPanel(props: RegistrationsPanelProps) {
  const { widget, tells, isHeld, memberCount, locations, canManage, nextHref, firstHref } = props
  const isUnderWay =
    !isHeld && locations.some(({ last, members }) => [{ last }, ...members].some(isSoonTried))
  return (
    <Panel labelledBy="registrations">
      <RefreshWhile active={isUnderWay} />
      <PanelHeader
        id="registrations"
        title="Registrations"
        meta={describeTelling(widget.partnerName, tells)}
      />
      {isHeld ? (
        <PanelBody>
          <Note tone="warn" title={`${widget.partnerName} isn’t notified at the moment.`}>
            Changes here apply at once to {widget.name}’s launches. The partner gets them, in order, when it
            allows postbacks again.
          </Note>
        </PanelBody>
      ) : null}
      {locations.length === 0 ? (
        <EmptyState
          framed={false}
          title="No locations yet"
          actions={
            canManage ? (
              <ButtonLink variant="primary" href="/settings/locations">
                Add a location
              </ButtonLink>
            ) : undefined
          }
        >
          {widget.name} opens for a location and its members. Add a location, then come back and register both
          here{canManage ? '' : '; only a team admin can'}.
        </EmptyState>
      ) : (
        <>
          <div className="divide-y divide-line">
            {locations.map((location) => (
              <LocationSection key={location.id} location={location} panel={props} />
            ))}
          </div>
          {nextHref || firstHref ? (
            <PanelFooter>
              <Pager
                label="Pages of members"
                summary={`Each location shows a page of the team’s ${memberCount} members`}
                {...(firstHref ? { previousHref: firstHref } : {})}
                {...(nextHref ? { nextHref } : {})}
              />
            </PanelFooter>
          ) : null}
        </>
      )}
    </Panel>
  )
}

function describeTelling(partnerName: string, tells: { location: boolean; user: boolean }): string {
  if (tells.location && tells.user) return `${partnerName} is told about each location and each member`
  if (tells.location) return `${partnerName} is told about each location, but not about members`
  if (tells.user) return `${partnerName} is told about each member, but not about locations`
  return `${partnerName} doesn’t accept postbacks. It learns about registrations when the widget opens`
}

const soonMs = 2 * 60 * 1000

function isSoonTried({ last }: Pick<LocationRegistration, 'last'>): boolean {
  return last?.state === 'pending' && Number(last.nextAttemptAt ?? 0) < Date.now() + soonMs
}
