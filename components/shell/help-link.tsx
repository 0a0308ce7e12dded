import { CircleHelp } from 'lucide-react'
import { ButtonLink } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'

/** Leads to the documentation from every page. */
export function HelpLink() {
  return <ButtonLink href="/docs" variant="quiet" icon={<Icon of={CircleHelp} />} label="Help" />
}
