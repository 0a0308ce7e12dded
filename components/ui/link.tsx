import NextLink from 'next/link'
import type { ComponentProps } from 'react'

/** A link within the portal, without prefetch: each page is rendered for its reader, so a prefetch costs the server a page. */
export function Link(props: ComponentProps<typeof NextLink>) {
  return <NextLink prefetch={false} {...props} />
}
