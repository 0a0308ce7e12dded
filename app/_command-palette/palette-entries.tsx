import {
  Box,
  Building2,
  CircleHelp,
  KeyRound,
  Lock,
  MapPin,
  Plug,
  UserPlus,
  UserRoundPlus,
} from 'lucide-react'
import type { NavigationGroup } from '@/components/shell/navigation-list'
import { Icon } from '@/components/ui/icon'
import { hasPermission, type MemberActor, type Permission } from '@/lib/auth/permissions'
import { documentGroups } from '@/lib/documents/pages'
import type { PaletteEntry } from './palette-entry'

type Action = { href: string; label: string; icon: typeof Box; permission: Permission }

const account: Action = {
  href: '/account#password',
  label: 'Change your password',
  icon: Lock,
  permission: 'account.update',
}

const actions: Record<MemberActor['kind'], Action[]> = {
  partner: [
    {
      href: '/partner/widgets/new',
      label: 'Register a widget',
      icon: Box,
      permission: 'widget.create',
    },
    {
      href: '/partner/members',
      label: 'Invite a member',
      icon: UserPlus,
      permission: 'member.manage',
    },
    {
      href: '/partner/api-keys',
      label: 'Create an API key',
      icon: KeyRound,
      permission: 'api_key.manage',
    },
    account,
  ],
  team: [
    { href: '/people/new', label: 'Add a person', icon: UserRoundPlus, permission: 'record.write' },
    { href: '/companies/new', label: 'Add a company', icon: Building2, permission: 'record.write' },
    {
      href: '/settings/connectors/new',
      label: 'Add a connector',
      icon: Plug,
      permission: 'connector.manage',
    },
    {
      href: '/settings/locations',
      label: 'Add a location',
      icon: MapPin,
      permission: 'location.manage',
    },
    {
      href: '/settings/members',
      label: 'Invite a member',
      icon: UserPlus,
      permission: 'member.manage',
    },
    {
      href: '/settings/api-keys',
      label: 'Create an API key',
      icon: KeyRound,
      permission: 'api_key.manage',
    },
    account,
  ],
  reviewer: [
    {
      href: '/review/api-keys',
      label: 'Create an API key',
      icon: KeyRound,
      permission: 'api_key.manage',
    },
    account,
  ],
}

export const palettePlaceholders: Record<MemberActor['kind'], string> = {
  partner: 'Search widgets, pages and actions',
  team: 'Search people, companies, pages and actions',
  reviewer: 'Search widgets, pages and actions',
}

/** The pages of the reader's navigation, the actions that their role may take, and the documentation. */
export function listPaletteEntries(actor: MemberActor, groups: NavigationGroup[]): PaletteEntry[] {
  return [
    ...groups.flatMap(({ title, items }) =>
      items.map(({ href, label, icon }) => ({ href, label, icon, group: 'Pages' as const, detail: title })),
    ),
    ...actions[actor.kind]
      .filter(({ permission }) => hasPermission(actor, permission))
      .map(({ href, label, icon }) => ({ href, label, icon: <Icon of={icon} />, group: 'Actions' as const })),
    ...documentGroups.flatMap((group) =>
      group.pages.map(({ slug, title }) => ({
        href: `/docs/${slug}`,
        label: title,
        icon: helpIcon,
        group: 'Help' as const,
        detail: group.title,
      })),
    ),
  ]
}

const helpIcon = <Icon of={CircleHelp} />
