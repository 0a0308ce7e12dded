'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { Progress } from '@/components/ui/progress'

/** The time left of a span, updated each second, with a bar. Reloads the page's data at the end. */
export function Countdown({
  until,
  totalSeconds,
  label,
}: {
  until: Date
  totalSeconds: number
  label: string
}) {
  const router = useRouter()
  const [left, setLeft] = useState<number>()
  useEffect(() => {
    const tick = () => {
      const seconds = Math.max(0, Math.round((until.getTime() - Date.now()) / 1000))
      setLeft(seconds)
      if (seconds > 0) return
      clearInterval(timer)
      router.refresh()
    }
    const timer = setInterval(tick, 1000)
    tick()
    return () => clearInterval(timer)
  }, [until, router])
  const used = totalSeconds > 0 && left !== undefined ? Math.min(100, (1 - left / totalSeconds) * 100) : 0
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <span className="grid">
        <span role="timer" className="font-medium text-xl tabular-nums">
          {left === undefined ? '––:––:––' : formatClock(left)}
        </span>
        <span className="text-ink-3 text-xs">left of {Math.round(totalSeconds / 3600)} h</span>
      </span>
      <span className="min-w-40 flex-1">
        <Progress label={label} value={used} tone="warn" thick />
      </span>
    </div>
  )
}

function formatClock(seconds: number): string {
  const pad = (value: number) => String(value).padStart(2, '0')
  return `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor((seconds % 3600) / 60))}:${pad(seconds % 60)}`
}
