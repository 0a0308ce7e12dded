'use client'

import { useEffect, useEffectEvent, useState } from 'react'
import { addLiveRow, type LiveRows, mergeLiveRows, noLiveRows, releaseLiveRows } from './live-rows'

export type LiveTail<Row extends { id: string }> = {
  /** The page's rows with new ones. */
  shown: Row[]
  addedCount: number
  waitingCount: number
  state: 'off' | 'watching' | 'paused' | 'ended'
  watch: (isWatching: boolean) => void
  pause: () => void
  resume: () => void
}

/**
 * A page's rows that grow by the server-sent events of `href`, each a row as JSON (`answerEvents`). `href` names the row after which to
 * begin and the page's filters.
 */
export function useLiveTail<Row extends { id: string }>(href: string, rows: Row[]): LiveTail<Row> {
  const [state, setState] = useState<LiveTail<Row>['state']>('off')
  const [live, setLive] = useState<LiveRows<Row>>(noLiveRows)
  const isOpen = state === 'watching' || state === 'paused'

  const add = useEffectEvent((row: Row) => {
    const options = { isPaused: state === 'paused', isOnPage: rows.some(({ id }) => id === row.id) }
    setLive((before) => addLiveRow(before, row, options))
  })
  const release = () => setLive((before) => releaseLiveRows(before))

  useEffect(() => {
    if (!isOpen) return
    const events = new EventSource(href)
    const end = () => {
      events.close()
      setLive((before) => releaseLiveRows(before))
      setState('ended')
    }
    events.onmessage = ({ data }) => add(JSON.parse(data) as Row)
    events.addEventListener('end', end)
    // Browsers reconnect after a lost connection, but not after a refused one.
    events.onerror = () => {
      if (events.readyState === EventSource.CLOSED) end()
    }
    return () => events.close()
  }, [isOpen, href])

  return {
    ...mergeLiveRows(live.came, rows),
    waitingCount: live.waitingCount,
    state,
    watch: (isWatching) => {
      release()
      setState(isWatching ? 'watching' : 'off')
    },
    pause: () => setState('paused'),
    resume: () => {
      release()
      setState('watching')
    },
  }
}
