'use client'

import { Link2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { Icon } from '@/components/ui/icon'
import { type SandboxSettings, writeSandboxQuery } from '@/lib/domain/sandbox/launches.schema'

/** The settings as a link, for members of the same organisation. Own JSON travels by the id of a launch that has it. */
export function ShareLink({ path, settings }: { path: string; settings: SandboxSettings }) {
  const [origin, setOrigin] = useState('')
  useEffect(() => setOrigin(location.origin), [])
  if (settings.record === 'own' && !settings.own)
    return (
      <span className="flex items-center gap-2 text-ink-3 text-xs">
        <span className="max-md:hidden">Launch first, so that the link has your JSON</span>
        <Button disabled icon={<Icon of={Link2} />}>
          Copy link
        </Button>
      </span>
    )
  const query = writeSandboxQuery(settings)
  return <CopyButton value={`${origin}${path}${query ? `?${query}` : ''}`} label="Copy link" />
}
