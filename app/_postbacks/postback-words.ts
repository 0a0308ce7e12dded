/** Whose postbacks they are, for the actions of their log. */
export type PostbackOwner = { widgetId: string } | { endpointId: string }

export type PostbackWords = typeof postbackWords

/** What a widget's log calls what it lists. */
export const postbackWords = {
  item: 'postback',
  items: 'postbacks',
  Items: 'Postbacks',
  Item: 'Postback',
  lane: 'registration',
}

/** The same of a webhook's. */
export const eventWords: PostbackWords = {
  item: 'event',
  items: 'events',
  Items: 'Events',
  Item: 'Event',
  lane: 'record',
}

export function wordsOf(owner: PostbackOwner): PostbackWords {
  return 'widgetId' in owner ? postbackWords : eventWords
}
