import { PHASE_DEVELOPMENT_SERVER } from 'next/constants.js'

/** @type {import('next').NextConfig} */
const config = {
  distDir: process.env.NEXT_DIST_DIR ?? '.next',
  poweredByHeader: false,
  reactStrictMode: true,
  images: { unoptimized: true },
  // `npm test` runs the type checker itself, beside the build.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: [
    '@node-rs/argon2',
    'graphile-worker',
    'pino',
    'pg',
    'undici',
    'playwright-core',
    'axe-core',
  ],
  experimental: { authInterrupts: true },
}

/** Builds go through scripts/build/build.mjs, which bundles the stages itself; `next dev` comes by here alone. */
export default async function configFor(phase) {
  if (phase === PHASE_DEVELOPMENT_SERVER) {
    const { buildStages } = await import('./scripts/build/stages.mjs')
    await buildStages()
  }
  return config
}
