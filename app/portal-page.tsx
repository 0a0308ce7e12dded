import {
  Building2,
  ChartColumn,
  FileUp,
  Frame,
  Inbox,
  KeyRound,
  LayoutGrid,
  ListOrdered,
  MapPin,
  PanelsTopLeft,
  Plug,
  User,
  Users,
  Webhook,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { PaletteButton } from '@/app/_command-palette/palette-button'
import { listPaletteEntries, palettePlaceholders } from '@/app/_command-palette/palette-entries'
import { isMac } from '@/app/is-mac'
import { readNavigationBadge } from '@/app/navigation-badges'
import { AppShell } from '@/components/shell/app-shell'
import type { Crumb } from '@/components/shell/crumbs'
import type { NavigationGroup } from '@/components/shell/navigation-list'
import { Icon } from '@/components/ui/icon'
import { Tile } from '@/components/ui/tile'
import { hasPermission, type MemberActor, type Permission, roleLabels } from '@/lib/auth/permissions'
import { listTabs } from '@/lib/domain/installations/tabs'
import type { WidgetColour, WidgetIcon } from '@/lib/domain/widgets/widgets.schema'

type Entry = { href: string; label: string; icon: typeof User; permission: Permission }

const navigation: Record<MemberActor['kind'], { title: string; entries: Entry[] }[]> = {
  partner: [
    {
      title: 'Build',
      entries: [
        { href: '/partner/widgets', label: 'Widgets', icon: Frame, permission: 'widget.read' },
        {
          href: '/partner/overview',
          label: 'Launch statistics',
          icon: ChartColumn,
          permission: 'widget.read',
        },
      ],
    },
    {
      title: 'Organisation',
      entries: [
        { href: '/partner/members', label: 'Members', icon: Users, permission: 'member.read' },
        { href: '/partner/api-keys', label: 'API keys', icon: KeyRound, permission: 'api_key.manage' },
        { href: '/partner/audit', label: 'Audit log', icon: ListOrdered, permission: 'audit.read' },
      ],
    },
  ],
  team: [
    {
      title: 'CRM',
      entries: [
        { href: '/people', label: 'People', icon: User, permission: 'record.read' },
        { href: '/companies', label: 'Companies', icon: Building2, permission: 'record.read' },
      ],
    },
    {
      title: 'Settings',
      entries: [
        {
          href: '/settings/integration-widgets',
          label: 'Integration widgets',
          icon: Frame,
          permission: 'installation.read',
        },
        { href: '/settings/connectors', label: 'Connectors', icon: Plug, permission: 'connector.read' },
        { href: '/settings/records', label: 'Records', icon: FileUp, permission: 'record.import' },
        { href: '/settings/webhooks', label: 'Webhooks', icon: Webhook, permission: 'webhook.manage' },
        { href: '/settings/embedding', label: 'Embedding', icon: PanelsTopLeft, permission: 'embed.manage' },
        { href: '/settings/locations', label: 'Locations', icon: MapPin, permission: 'location.manage' },
        {
          href: '/settings/overview',
          label: 'Launch statistics',
          icon: ChartColumn,
          permission: 'installation.manage',
        },
        { href: '/settings/members', label: 'Members', icon: Users, permission: 'member.read' },
        { href: '/settings/api-keys', label: 'API keys', icon: KeyRound, permission: 'api_key.manage' },
        { href: '/settings/audit', label: 'Audit log', icon: ListOrdered, permission: 'audit.read' },
      ],
    },
  ],
  reviewer: [
    {
      title: 'Review',
      entries: [
        { href: '/review', label: 'Review queue', icon: Inbox, permission: 'review.read' },
        { href: '/review/widgets', label: 'All widgets', icon: LayoutGrid, permission: 'review.read' },
      ],
    },
    {
      title: 'Platform',
      entries: [
        { href: '/review/members', label: 'Members', icon: Users, permission: 'member.read' },
        { href: '/review/api-keys', label: 'API keys', icon: KeyRound, permission: 'api_key.manage' },
        { href: '/review/audit', label: 'Audit log', icon: ListOrdered, permission: 'audit.read' },
      ],
    },
  ],
}

/** A signed-in page: the shell with the navigation of this reader's role, and nothing they may not open. */
export async function PortalPage({
  actor,
  crumbs,
  width,
  children,
}: {
  actor: MemberActor
  crumbs: Crumb[]
  width?: 'default' | 'wide' | 'rail'
  children: ReactNode
}) {
  const badge = await readNavigationBadge(actor)
  const groups: NavigationGroup[] = navigation[actor.kind].map(({ title, entries }) => ({
    title,
    items: entries
      .filter((entry) => hasPermission(actor, entry.permission))
      .map(({ href, label, icon }) => ({
        href,
        label,
        icon: <Icon of={icon} />,
        ...(badge?.href === href ? { badge } : {}),
      })),
  }))
  const pages = actor.kind === 'team' ? await listTabs(actor, 'full_page') : []
  if (pages.length > 0) {
    groups.splice(1, 0, {
      title: 'Widgets',
      items: pages.map(({ widgetId, name, icon, colour }) => ({
        href: `/pages/${widgetId}`,
        label: name,
        icon: <Tile size="sm" icon={icon as WidgetIcon} colour={colour as WidgetColour} />,
      })),
    })
  }
  const roleLabel = actor.kind === 'partner' ? partnerRoleLabels[actor.role] : roleLabels[actor.role]
  return (
    <AppShell
      organisation={{ name: actor.organisation, roleLabel, mark: markOf(actor.organisation) }}
      user={{ name: actor.name, email: actor.email }}
      groups={groups}
      crumbs={crumbs.map((crumb) => withFirstPage(crumb, groups))}
      jump={
        <PaletteButton
          entries={listPaletteEntries(actor, groups)}
          placeholder={palettePlaceholders[actor.kind]}
          shortcut={(await isMac()) ? '⌘K' : 'Ctrl K'}
        />
      }
      {...(width ? { width } : {})}
    >
      {children}
    </AppShell>
  )
}

const partnerRoleLabels = { owner: 'Partner owner', developer: 'Partner developer', qa: 'Partner QA' }

/** A crumb that names a group of the navigation leads to the group's first page. */
function withFirstPage(crumb: Crumb, groups: NavigationGroup[]): Crumb {
  const href = crumb.href ?? groups.find(({ title }) => title === crumb.label)?.items[0]?.href
  return href ? { ...crumb, href } : crumb
}

/** The page that a role starts on. */
export function homeOf(actor: MemberActor): string {
  if (actor.kind === 'partner') return '/partner/widgets'
  return actor.kind === 'team' ? '/people' : '/review'
}

function markOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean)
  const letters = words.length > 1 ? [words[0]?.[0], words[1]?.[0]] : [...(words[0] ?? '')].slice(0, 2)
  return letters.join('').toUpperCase()
}
