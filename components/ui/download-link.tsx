import { Download } from 'lucide-react'
import type { ReactNode } from 'react'
import { buttonClass } from './button-class'
import { Icon } from './icon'

/** A link to a file: the browser stores it, so the router must not take it for a page. */
export function DownloadLink({
  href,
  size = 'default',
  children,
}: {
  href: string
  size?: 'default' | 'sm'
  children: ReactNode
}) {
  return (
    <a href={href} download className={buttonClass({ size })}>
      <Icon of={Download} />
      {children}
    </a>
  )
}
