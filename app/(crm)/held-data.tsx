import { DownloadLink } from '@/components/ui/download-link'

/** The download of everything that is held about a record, for the team's admins. */
export function heldData(href: string) {
  return {
    term: 'Data held',
    value: (
      <DownloadLink size="sm" href={href}>
        Download JSON
      </DownloadLink>
    ),
  }
}
