import { createFigures } from '@/app/demo/figures'

export type Contact = { id: string; name: string; title: string | undefined; company: string | undefined }

export type Template = { id: string; name: string; when: string; text: string[] }

const tours = ['Tuesday at 10', 'Wednesday at 4', 'Thursday at noon', 'Saturday at 11'] as const
const areas = ['Alder Hill', 'the harbour', 'Union Avenue', 'Fernhill'] as const

/** Texts for an email, with the contact's name. */
export function listTemplates(contact: Contact | undefined): Template[] {
  const figures = createFigures('outreach-kit', contact?.id ?? 'nobody')
  const [name, area] = [contact?.name.split(' ')[0] || 'there', figures.pick('area', areas)]
  return [
    {
      id: 'new-listing',
      name: 'A home that fits',
      when: 'Within a day of a new listing',
      text: [
        `Hi ${name},`,
        `A home near ${area} came on the market this morning, and it has what you asked for: light rooms and a garden.`,
        'Would you like to see it before the weekend?',
      ],
    },
    {
      id: 'tour',
      name: 'Propose a tour',
      when: 'After a first conversation',
      text: [
        `Hi ${name},`,
        `Would ${figures.pick('first', tours)} or ${figures.pick('second', tours)} suit you for a tour of ${area}?`,
        'It takes about an hour, and I’ll bring the numbers.',
      ],
    },
    {
      id: 'follow-up',
      name: 'After a week of silence',
      when: 'Seven days without a reply',
      text: [
        `Hi ${name},`,
        'I don’t want to crowd your inbox: are you still thinking of buying this year?',
        'One word is enough, so that I know when to write next.',
      ],
    },
  ]
}

/** What to say on a call, in order. */
export function listScript(contact: Contact): { line: string; note: string }[] {
  const figures = createFigures('outreach-kit', contact.id)
  const first = contact.name.split(' ')[0] || 'your contact'
  return [
    { line: `Is this a good moment, ${first}?`, note: 'If not, agree on a time and stop here.' },
    {
      line: `Last time you looked around ${figures.pick('area', areas)}. Is that still where you want to live?`,
      note: contact.company ? `They may commute to ${contact.company}.` : 'Listen for the commute.',
    },
    {
      line: 'What would have to be true for you to decide this year?',
      note: 'Write the answer down in their words.',
    },
    { line: `Shall we say ${figures.pick('tour', tours)}?`, note: 'One proposal, not a menu.' },
  ]
}

/** What a record shows: how the contact responds, and to what. */
export function describeContact(id: string): { label: string; value: string; note: string }[] {
  const figures = createFigures('outreach-kit', id)
  return [
    { label: 'Emails opened', value: `${figures.between('opened', 20, 85, 5)}%`, note: 'of the last twenty' },
    { label: 'Replies within', value: `${figures.between('hours', 2, 30)} h`, note: 'on average' },
    {
      label: 'Best day to call',
      value: figures.pick('day', ['Tuesday', 'Wednesday', 'Thursday']),
      note: 'from past calls',
    },
  ]
}
