import { joinClasses } from './join-classes'

/** A secret's fingerprint: eight bars beside its eight hex digits. `dim` for versions out of use. */
export function Fingerprint({ hex, dim = false }: { hex: string; dim?: boolean }) {
  return (
    <span
      className={joinClasses(
        'inline-flex items-center gap-[0.4375rem] whitespace-nowrap font-mono text-xs [font-variant-ligatures:none]',
        dim && 'text-ink-3',
      )}
    >
      <svg
        aria-hidden="true"
        viewBox="0 0 23 12"
        className={joinClasses('h-3 w-[23px] shrink-0', dim ? 'fill-ink-3' : 'fill-accent')}
      >
        <path d={drawBars(hex)} />
      </svg>
      {hex}
    </span>
  )
}

function drawBars(hex: string): string {
  return Array.from(hex.slice(0, 8), (digit, index) => {
    const height = Math.round(2 + (Number.parseInt(digit, 16) * 10) / 15)
    return `M${index * 3} ${12 - height}h2v${height}h-2z`
  }).join('')
}
