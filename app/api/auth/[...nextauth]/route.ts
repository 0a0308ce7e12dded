import NextAuth from 'next-auth'
import { authOptions } from '@/lib/auth/options'
import { clientAddress } from '@/lib/http/request'

type Context = { params: Promise<{ nextauth: string[] }> }

async function handle(request: Request, context: Context): Promise<Response> {
  return NextAuth(authOptions(clientAddress(request.headers)))(request, context)
}

export { handle as GET, handle as POST }
