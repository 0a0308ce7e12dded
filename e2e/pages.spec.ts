import { lookAt } from './look-at'

lookAt([
  {
    as: undefined,
    paths: ['/sign-in', '/sign-in?error=invalid_credentials', '/sign-up', '/docs', '/docs?query=signature', '/docs/protocols/salesloft', '/docs/errors', '/join/unknown', '/reset/unknown'],
  },
  {
    as: ['owner', 'Casalytics'],
    paths: [
      '/partner/widgets',
      '/partner/widgets/new',
      '/partner/widgets/new?protocol=salesloft',
      '/partner/widgets/new?protocol=marketplace',
      '/partner/widgets/{widget}',
      '/partner/widgets/{widget}/edit',
      '/partner/widgets/{widget}/versions',
      '/partner/widgets/{widget}/secrets',
      '/partner/widgets/{widget}/certification',
      '/partner/widgets/{widget}/launches',
      '/partner/widgets/{widget}/sandbox?record=hostile',
      '/partner/widgets/{salesloft-widget}/sandbox',
      '/partner/widgets/{widget}/doctor',
      '/partner/widgets/{salesloft-widget}/setup',
      '/partner/overview',
      '/partner/members',
      '/partner/audit',
      '/account',
      '/nowhere',
      '/people',
    ],
  },
  {
    as: ['reviewer'],
    paths: [
      '/review',
      '/review/{widget}',
      '/review/{widget}/sandbox',
      '/review/{widget}/certification',
      '/review/widgets',
      '/review/members',
      '/review/api-keys',
      '/review/audit',
    ],
  },
])
