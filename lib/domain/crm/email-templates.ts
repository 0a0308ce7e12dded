import { type TemplateField, templateFields } from '@/lib/domain/crm/email-templates.schema'
import { AppError } from '@/lib/errors'

export type EmailTemplate = { name: string; body: string }

const templatesMax = 20

/** What a new connector offers in an email composer. */
export const defaultEmailTemplates = `Introduction
Hi {{first_name}},

I look after {{company}} here and wanted to introduce myself. When would be a good time for a short call?
---
After the call
Hi {{first_name}},

Thank you for your time today. As agreed I will send you the details, and we speak again next week.
---
Checking in
Hi {{first_name}},

Is there anything that {{company}} still needs from us? A short reply is enough.`

/**
 * Templates as they are written in one field: the name on the first line, the text below, a line of three dashes between two.
 * @throws AppError invalid_input that names the template and the problem
 */
export function parseEmailTemplates(text: string): EmailTemplate[] {
  const parts = text
    .replace(/\r\n?/g, '\n')
    .split(/^---[ \t]*$/m)
    .map((part) => part.trim())
    .filter(Boolean)
  if (parts.length > templatesMax) throw refuse(`At most ${templatesMax} templates.`)
  return parts.map((part) => {
    const [name = '', ...lines] = part.split('\n')
    const body = lines.join('\n').trim()
    if (!body) throw refuse(`“${name}” has no text. Write the text below its name.`)
    if (name.length > 80) throw refuse('A template starts with its name, of at most 80 characters.')
    for (const [, field = ''] of part.matchAll(/\{\{([^{}]*)\}\}/g))
      if (!(field in templateFields))
        throw refuse(`“${name}” uses {{${field}}}. You can use ${Object.keys(templateFields).join(', ')}.`)
    return { name, body }
  })
}

/** The text with the record's values, or a fallback for missing ones. */
export function fillTemplate(
  body: string,
  values: Partial<Record<TemplateField, string | undefined>>,
): string {
  return body.replace(/\{\{(\w+)\}\}/g, (_, field: TemplateField) => values[field] || templateFields[field])
}

function refuse(message: string): AppError {
  return new AppError('invalid_input', message, { fields: { emailTemplates: [message] } })
}
