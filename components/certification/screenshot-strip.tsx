'use client'

import { Maximize2 } from 'lucide-react'
import { useState } from 'react'
import { ButtonLink } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Icon } from '@/components/ui/icon'
import { ScriptedButton } from '@/components/ui/scripted-button'
import { ScrollRegion } from '@/components/ui/scroll-region'

type Shot = { id: string; width: number }

/** The screenshots of a run, each in a gate since they show someone else's pixels. Each opens large. */
export function ScreenshotStrip({ shots, name }: { shots: readonly Shot[]; name: string }) {
  const [opened, setOpened] = useState<Shot>()
  return (
    <>
      <ul
        aria-label="Screenshots"
        className="grid grid-cols-[6rem_minmax(0,1fr)_minmax(0,1.6fr)] items-start gap-3.5 overflow-x-auto p-3.5 max-md:grid-cols-[6rem_14rem_20rem]"
      >
        {shots.map((shot) => (
          <li key={shot.id} className="min-w-0">
            <figure className="grid gap-1.5">
              <div
                data-state="neutral"
                data-tiny
                className="gate relative m-[3px] h-40 border border-line-strong bg-surface"
              >
                <ScriptedButton
                  type="button"
                  aria-label={`Enlarge ${name} at ${shot.width} pixels`}
                  onClick={() => setOpened(shot)}
                  className="group relative block size-full cursor-zoom-in overflow-hidden text-left focus-visible:-outline-offset-2"
                >
                  <Picture shot={shot} name={name} />
                  <span className="absolute right-1 bottom-1 grid size-6 place-items-center rounded-sm border border-line-strong bg-surface text-ink-2 group-hover:text-ink">
                    <Icon of={Maximize2} size={14} />
                  </span>
                </ScriptedButton>
              </div>
              <figcaption className="px-[3px] text-ink-3 text-xs tabular-nums">{shot.width} px</figcaption>
            </figure>
          </li>
        ))}
      </ul>
      <Dialog
        open={opened !== undefined}
        onOpenChange={(open) => setOpened((shot) => (open ? shot : undefined))}
        size="full"
        title={opened ? `${name} at ${opened.width} px` : name}
        footer={
          opened ? (
            <ButtonLink size="sm" href={addressOf(opened)} target="_blank" rel="noreferrer">
              Open screenshot in a new tab
            </ButtonLink>
          ) : undefined
        }
      >
        {opened ? (
          <ScrollRegion
            label="Picture"
            className="max-h-[65dvh] overflow-auto border border-line-strong bg-sunken"
          >
            <div className="mx-auto max-w-full" style={{ width: opened.width }}>
              <Picture shot={opened} name={name} />
            </div>
          </ScrollRegion>
        ) : null}
      </Dialog>
    </>
  )
}

function Picture({ shot, name }: { shot: Shot; name: string }) {
  return (
    // biome-ignore lint/performance/noImgElement: next/image would load it without the reader's session.
    <img
      src={addressOf(shot)}
      alt={`${name} at ${shot.width} pixels`}
      loading="lazy"
      className="block w-full"
    />
  )
}

function addressOf({ id }: Shot): string {
  return `/api/certification-shots/${id}`
}
