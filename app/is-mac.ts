import { headers } from 'next/headers'

/** Whether the reader's keyboard has a ⌘ where others have Ctrl. Read on the server, so that a hint never changes on the page. */
export async function isMac(): Promise<boolean> {
  return (await headers()).get('user-agent')?.includes('Macintosh') ?? false
}
