import type { Metadata } from 'next'
import { requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { hrefWith, readSearch, type SearchParams } from '@/app/search-params'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHead } from '@/components/ui/page-head'
import { Pager } from '@/components/ui/pager'
import { Panel, PanelFooter, PanelHeader } from '@/components/ui/panel'
import { listLocations } from '@/lib/domain/installations/locations'
import { listLocationsInput } from '@/lib/domain/installations/locations.schema'
import { listMarketplaceMembers } from '@/lib/domain/installations/marketplace-members'
import { IdentityTable } from './identity-table'
import { AddLocation } from './location-dialog'
import { LocationTable } from './location-table'

export const metadata: Metadata = { title: 'Locations' }

const path = '/settings/locations'

export default async function LocationsPage({ searchParams }: { searchParams: SearchParams }) {
  const actor = await requirePageActor('location.manage')
  const input = listLocationsInput.parse(await readSearch(searchParams))
  const [{ locations, nextCursor }, members] = await Promise.all([
    listLocations(actor, { cursor: input.cursor }),
    listMarketplaceMembers(actor, { cursor: input.members }),
  ])
  const isEmpty = locations.length === 0 && !input.cursor
  return (
    <PortalPage actor={actor} crumbs={[{ label: 'Settings' }, { label: 'Locations' }]}>
      <PageHead
        title="Locations"
        lead={`The business locations of ${actor.organisation}. You register marketplace widgets for a location and its members, and the partner is told which.`}
        actions={isEmpty ? undefined : <AddLocation />}
      />
      <div className="grid gap-4">
        {isEmpty ? (
          <EmptyState framed title="No locations yet" actions={<AddLocation />}>
            Marketplace widgets open for a location. Add your first one, then register it under Integration
            widgets.
          </EmptyState>
        ) : (
          <Panel labelledBy="locations">
            <PanelHeader id="locations" title="Locations" />
            <LocationTable locations={locations} />
            <PanelFooter>
              <Pager
                label="Pages of locations"
                summary={{ count: locations.length, nouns: ['location', 'locations'], order: 'oldest first' }}
                {...(input.cursor ? { previousHref: hrefWith(path, { members: input.members }) } : {})}
                {...(nextCursor
                  ? { nextHref: hrefWith(path, { members: input.members, cursor: nextCursor }) }
                  : {})}
              />
            </PanelFooter>
          </Panel>
        )}
        <Panel labelledBy="identities">
          <PanelHeader
            id="identities"
            title="Members"
            meta="Username and domain, for partners whose postbacks include them"
          />
          <IdentityTable members={members.members} />
          <PanelFooter>
            <Pager
              label="Pages of members"
              summary={{ count: members.members.length, nouns: ['member', 'members'] }}
              {...(input.members ? { previousHref: hrefWith(path, { cursor: input.cursor }) } : {})}
              {...(members.nextCursor
                ? { nextHref: hrefWith(path, { cursor: input.cursor, members: members.nextCursor }) }
                : {})}
            />
          </PanelFooter>
        </Panel>
      </div>
    </PortalPage>
  )
}
