'use client'

import { useEffect, useState } from 'react'
import { formatMoment, formatRelative, type MomentShape } from './format-moment'

/**
 * A moment in the reader's own time zone. The server, which cannot know the zone, renders UTC, and so
 * does the first render in the browser; the full moment with its zone is in the title.
 */
export function Time({
  value,
  shape = 'datetime',
  className,
}: {
  value: Date | string
  /** `relative` is "11 s ago"; `both` is "21 Nov, 14:05 (2 h ago)". */
  shape?: MomentShape | 'relative' | 'both'
  className?: string
}) {
  const moment = new Date(value)
  const at = moment.getTime()
  const [local, setLocal] = useState<{ text: string; title: string }>()
  const isMoving = shape === 'relative' || shape === 'both'

  useEffect(() => {
    function showLocal() {
      const date = new Date(at)
      setLocal({
        text: formatTime(date, shape, 'local'),
        title: date.toLocaleString(undefined, { dateStyle: 'full', timeStyle: 'long' }),
      })
    }
    showLocal()
    if (!isMoving) return
    const timer = setInterval(showLocal, 15_000)
    return () => clearInterval(timer)
  }, [at, shape, isMoving])

  return (
    <time
      dateTime={moment.toISOString()}
      title={local?.title ?? moment.toISOString()}
      className={className}
      suppressHydrationWarning
    >
      {local?.text ?? formatTime(moment, shape, 'utc')}
    </time>
  )
}

function formatTime(date: Date, shape: MomentShape | 'relative' | 'both', zone: 'utc' | 'local'): string {
  if (shape === 'relative') return formatRelative(date, new Date())
  if (shape === 'both') return `${formatMoment(date, 'datetime', zone)} (${formatRelative(date, new Date())})`
  return formatMoment(date, shape, zone)
}
