import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig(({ mode }) => ({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)) } },
  test: {
    include: ['{app,cli,components,demo,lib,scripts,test}/**/*.test.ts'],
    globalSetup: ['test/database-template.ts'],
    setupFiles: ['test/environment.ts'],
    // Two threads for all files, so that packages and the WebAssembly of Prisma are loaded and compiled once: test/environment.ts gives each
    // file our own modules anew. A thread for each file was twice the work.
    pool: 'threads',
    isolate: false,
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    unstubEnvs: true,
    env: mode === 'drill' ? { DRILL: '1' } : {},
  },
}))
