'use client'

import { useState } from 'react'
import { Tile } from '@/components/ui/tile'
import {
  type WidgetColour,
  type WidgetIcon,
  widgetColours,
  widgetIcons,
} from '@/lib/domain/widgets/widgets.schema'

/** Icon and colour of the tile, as two groups of radio buttons. */
export function IconPicker({ icon, colour }: { icon: WidgetIcon; colour: WidgetColour }) {
  const [chosenIcon, setIcon] = useState(icon)
  const [chosenColour, setColour] = useState(colour)
  return (
    <div className="grid gap-4">
      <fieldset>
        <legend className="mb-1 font-medium text-ink-2 text-xs">Icon</legend>
        <div className="flex flex-wrap gap-1.5">
          {widgetIcons.map((name) => (
            <label key={name} className={optionClass} title={name.replaceAll('-', ' ')}>
              <input
                type="radio"
                name="icon"
                value={name}
                checked={name === chosenIcon}
                onChange={() => setIcon(name)}
                className="sr-only"
              />
              <span className="sr-only">{name.replaceAll('-', ' ')}</span>
              <Tile icon={name} colour={chosenColour} />
            </label>
          ))}
        </div>
      </fieldset>
      <fieldset>
        <legend className="mb-1 font-medium text-ink-2 text-xs">Colour</legend>
        <div className="flex flex-wrap gap-1.5">
          {widgetColours.map((name) => (
            <label key={name} className={optionClass} title={name}>
              <input
                type="radio"
                name="colour"
                value={name}
                checked={name === chosenColour}
                onChange={() => setColour(name)}
                className="sr-only"
              />
              <span className="sr-only">{name}</span>
              <Tile icon={chosenIcon} colour={name} />
            </label>
          ))}
        </div>
      </fieldset>
    </div>
  )
}

const optionClass =
  'relative cursor-pointer rounded-md border-2 border-transparent p-0.5 hover:bg-hover has-[:checked]:border-accent has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-focus has-[:focus-visible]:outline-offset-2'
