import { CopyButton } from '@/components/ui/copy-button'

/** A single-use link in the only response that shows it. */
export function LinkOnce({ link, label }: { link: string; label: string }) {
  return (
    <div className="rounded-md border border-line-strong">
      <code className="mono block select-all break-all rounded-none border-0 bg-sunken px-3.5 py-3 leading-6">
        {link}
      </code>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-line border-t px-3.5 py-1.5">
        <span className="text-ink-3 text-xs">Shown only once. Anyone who has it can use it.</span>
        <span className="ml-auto">
          <CopyButton size="sm" value={link} label={label} />
        </span>
      </div>
    </div>
  )
}
