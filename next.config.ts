import type { NextConfig } from 'next'

const config: NextConfig = {
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

export default config
