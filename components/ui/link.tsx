import NextLink from 'next/link'
import type { ComponentProps } from 'react'

/**
 * A link within the portal. Nothing is fetched before it is followed: every page is drawn for its reader at that moment,
 * so a prefetch would cost the server a page and gain the reader little.
 */
export function Link(props: ComponentProps<typeof NextLink>) {
  return <NextLink prefetch={false} {...props} />
}
