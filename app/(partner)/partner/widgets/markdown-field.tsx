'use client'

import dynamic from 'next/dynamic'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Field, Textarea } from '@/components/ui/field'

// Loaded when the preview is first opened.
const Markdown = dynamic(() => import('@/components/markdown').then((module) => module.Markdown))

/** The description in Markdown, with a preview. */
export function MarkdownField({
  id,
  error,
  defaultValue,
}: {
  id: string
  error: string[] | null
  defaultValue: string
}) {
  const [text, setText] = useState(defaultValue)
  const [isPreview, setPreview] = useState(false)
  return (
    <div>
      <Field
        id={id}
        label="Description"
        aside={
          <Button variant="quiet" size="sm" aria-pressed={isPreview} onClick={() => setPreview(!isPreview)}>
            {isPreview ? 'Write' : 'Preview'}
          </Button>
        }
        hint="What agents get from the widget. Team admins read it before they enable it. Markdown: **bold**, lists, links."
        error={error}
      >
        {(control) => (
          <Textarea
            {...control}
            name="description"
            rows={5}
            required
            value={text}
            onChange={(event) => setText(event.target.value)}
            className={isPreview ? 'hidden' : ''}
          />
        )}
      </Field>
      {isPreview ? (
        <section
          aria-label="Preview of the description"
          className="mt-1 min-h-24 rounded-md border border-line bg-surface p-3"
        >
          {text.trim() ? <Markdown text={text} /> : <p className="text-ink-3">Nothing to preview yet.</p>}
        </section>
      ) : null}
    </div>
  )
}
