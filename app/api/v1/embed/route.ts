import { getEmbed, saveEmbed } from '@/lib/domain/embed/embeds'
import { apiRoute } from '@/lib/http/api-route'

export const GET = apiRoute('getEmbed', (actor) => getEmbed(actor))

export const PUT = apiRoute('putEmbed', (actor, { body }) => saveEmbed(actor, body))
