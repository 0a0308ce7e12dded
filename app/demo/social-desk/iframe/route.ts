import { casalytics } from '@/app/demo/brands'
import { answerPage } from '@/app/demo/document'
import { refuseRequest } from '@/app/demo/refuse'
import { readSecrets } from '@/app/demo/secrets'
import { findProfile, listMentions } from '@/app/demo/social-desk/people'
import { AppError } from '@/lib/errors'
import { html } from '@/lib/html'
import { verifySocialSignin } from '@/lib/protocols/social-signin'

const service = { name: 'Social Desk', brand: casalytics }

/** A person's messages: by this inbox's id after a search, by the CRM's id on a record. */
export async function GET(request: Request): Promise<Response> {
  try {
    const secrets = await readSecrets('/demo/social-desk/iframe')
    const { data } = await verifySocialSignin({ url: request.url, secrets, now: new Date() })
    if (typeof data.id !== 'string' || !data.id) throw new AppError('missing_parameter', 'The id is missing.')
    const profile = findProfile(data.id)
    const heading = profile ? profile.name : 'Messages from this contact'
    const body = html`<main>
<header class="head"><div><h1 dir="auto">${heading}</h1><p>${profile ? profile.handle : 'Linked by your CRM’s ID'}</p></div></header>
<ul class="items">${listMentions(data.id).map(
      ({ when, where, text }) => html`<li><p>${text}</p><p class="muted">${where}, ${when}</p></li>`,
    )}</ul>
</main>`
    return answerPage({ brand: casalytics, title: `${heading} · Social Desk`, body })
  } catch (thrown) {
    return refuseRequest(service, thrown)
  }
}
