import { useCallback, useEffect, useRef, useState } from 'react'

const relaunchAfterMs = 250

/** Waits for the last of several quick changes, such as by arrow keys. */
export function useRelaunch(launch: () => void) {
  const [isPlanned, setPlanned] = useState(false)
  const newest = useRef(launch)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    newest.current = launch
  }, [launch])
  useEffect(() => () => clearTimeout(timer.current), [])
  const cancel = useCallback(() => {
    clearTimeout(timer.current)
    setPlanned(false)
  }, [])
  const plan = useCallback(
    (isWanted: boolean) => {
      cancel()
      if (!isWanted) return
      setPlanned(true)
      timer.current = setTimeout(() => {
        setPlanned(false)
        newest.current()
      }, relaunchAfterMs)
    },
    [cancel],
  )
  return { isPlanned, plan, cancel }
}

/** Launches when the page opens, once. */
export function useFirstLaunch(isWanted: boolean, launch: () => void): void {
  const isDone = useRef(false)
  useEffect(() => {
    if (!isWanted || isDone.current) return
    isDone.current = true
    launch()
  }, [isWanted, launch])
}

/** ⌘↵ or Ctrl ↵ launches, wherever the focus is. */
export function useLaunchKey(launch: () => void): void {
  useEffect(() => {
    function follow(event: KeyboardEvent) {
      if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey) || event.altKey || event.repeat) return
      event.preventDefault()
      launch()
    }
    addEventListener('keydown', follow)
    return () => removeEventListener('keydown', follow)
  }, [launch])
}
