import { CircleHelp } from 'lucide-react'
import { ButtonLink } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'

/** The way to the documentation, on every page. */
export function HelpLink() {
  return <ButtonLink href="/docs" variant="quiet" icon={<Icon of={CircleHelp} />} label="Help" />
}
