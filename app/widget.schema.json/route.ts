import { describeManifest } from '@/lib/http/describe-api'
import { route } from '@/lib/http/route'

/** The schema of a widget as code, which editors load by the file's own $schema. */
export const GET = route({ access: 'public' }, async () => Response.json(describeManifest()))
