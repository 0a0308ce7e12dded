'use client'

import { RefreshWhile } from '@/components/refresh-while'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Note } from '@/components/ui/note'
import { Pager } from '@/components/ui/pager'
import { Panel, PanelBody, PanelFooter, PanelHeader } from '@/components/ui/panel'
import { LocationSection } from './location-section'
import type { LocationRegistration, RegistrationsPanelProps } from './registration-state'

/** The locations of the team with a switch for this marketplace widget each, and one for each member at those that are registered. */
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
          <Note tone="warn" title={`${widget.partnerName} is not told at present.`}>
            What you change here holds at once in {widget.name}’s launches, and is sent, in order, when
            postbacks are allowed again.
          </Note>
        </PanelBody>
      ) : null}
      {locations.length === 0 ? (
        <EmptyState
          framed={false}
          title="Your team has no location yet"
          actions={
            canManage ? (
              <ButtonLink variant="primary" href="/settings/locations">
                Add a location first
              </ButtonLink>
            ) : undefined
          }
        >
          {widget.name} opens for a location and a member at it. Add a location, come back, and switch both on
          here{canManage ? '' : '; a team admin can'}.
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
  if (tells.location && tells.user) return `${partnerName} is told of each location and each member`
  if (tells.location) return `${partnerName} is told of each location, not of members`
  if (tells.user) return `${partnerName} is told of each member, not of locations`
  return `${partnerName} takes no postbacks: it learns of them when the widget opens`
}

const soonMs = 2 * 60 * 1000

function isSoonTried({ last }: Pick<LocationRegistration, 'last'>): boolean {
  return last?.state === 'pending' && Number(last.nextAttemptAt ?? 0) < Date.now() + soonMs
}
