'use client'

import { Bold, Italic, List, type LucideIcon } from 'lucide-react'
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'

export type EmailEditorHandle = {
  /** Inserts sanitised HTML at the cursor, or where it was when the editor last had the focus. It can be undone like typing. */
  insert: (html: string) => void
}

/** A message with bold, italic and lists. It's posted with the form as HTML, which the server sanitises. */
export function EmailEditor({
  ref,
  id,
  name,
  label,
  error,
  refused,
}: {
  ref: Ref<EmailEditorHandle>
  id: string
  name: string
  label: string
  error: string[] | null
  /** The HTML that the error is about. */
  refused: string
}) {
  const editor = useRef<HTMLDivElement>(null)
  const cursor = useRef<Range | null>(null)
  const [html, setHtml] = useState('')
  // Conform can't see the hidden field change, so an error would stay after its cause is gone.
  const shownError = error && html === refused ? error.join(' ') : undefined

  useEffect(() => {
    // A click into the widget beside the editor moves the focus, and the cursor's place would be lost.
    function remember() {
      const selection = getSelection()
      const range = selection && selection.rangeCount > 0 ? selection.getRangeAt(0) : null
      if (range && editor.current?.contains(range.commonAncestorContainer))
        cursor.current = range.cloneRange()
    }
    document.addEventListener('selectionchange', remember)
    return () => document.removeEventListener('selectionchange', remember)
  }, [])

  const command = (what: 'bold' | 'italic' | 'insertUnorderedList' | 'insertHTML', value?: string) => {
    const range = cursor.current
    editor.current?.focus()
    const selection = getSelection()
    if (range && selection) {
      selection.removeAllRanges()
      selection.addRange(range)
    } else if (editor.current && selection) {
      selection.selectAllChildren(editor.current)
      selection.collapseToEnd()
    }
    // The only way to add a step to the browser's undo history.
    document.execCommand(what, false, value)
    setHtml(editor.current?.innerHTML ?? '')
  }
  useImperativeHandle(ref, () => ({ insert: (inserted) => command('insertHTML', inserted) }))

  return (
    <div className="grid gap-1">
      <span id={`${id}-label`} className="font-medium text-ink-2 text-xs">
        {label}
      </span>
      <div className="rounded-md border border-control bg-surface focus-within:border-accent">
        <div role="toolbar" aria-label="Formatting" className="flex gap-0.5 border-line border-b p-1">
          <FormatButton icon={Bold} label="Bold" onClick={() => command('bold')} />
          <FormatButton icon={Italic} label="Italic" onClick={() => command('italic')} />
          <FormatButton icon={List} label="List" onClick={() => command('insertUnorderedList')} />
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: a textarea holds no formatted text */}
        <div
          ref={editor}
          id={id}
          role="textbox"
          tabIndex={0}
          contentEditable
          suppressContentEditableWarning
          aria-multiline="true"
          aria-labelledby={`${id}-label`}
          aria-invalid={shownError ? true : undefined}
          aria-describedby={shownError ? `${id}-error` : undefined}
          onInput={(event) => setHtml(event.currentTarget.innerHTML)}
          className="email-text min-h-64 px-3 py-2.5 text-base outline-none"
        />
      </div>
      {shownError ? (
        <p id={`${id}-error`} className="text-danger-ink text-xs">
          {shownError}
        </p>
      ) : null}
      <input type="hidden" name={name} value={html} />
    </div>
  )
}

function FormatButton({ icon, label, onClick }: { icon: LucideIcon; label: string; onClick: () => void }) {
  return (
    <Button
      size="sm"
      variant="quiet"
      icon={<Icon of={icon} size={14} />}
      label={label}
      // The editor keeps its focus and selection.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onClick}
    />
  )
}
