import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0

export type KeyPair = { key: string; cert: string }

const subject = (name: string) => ['-subj', `/CN=${name}`]
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

/**
 * Certificates of servers that are set up wrongly in the usual ways, all for 127.0.0.1: `leaf` and `expired` are issued by
 * `intermediate`, which `root` issued; `byLeaf` is issued by a certificate that may issue none, `byLeafChain` is sent with it.
 */
export function makeCertificates() {
  const folder = mkdtempSync(join(tmpdir(), 'framegate-certificates-'))
  const path = (name: string) => join(folder, name)
  const run = (args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' })
  const read = (name: string): KeyPair => ({
    key: readFileSync(path(`${name}.key`), 'utf8'),
    cert: readFileSync(path(`${name}.pem`), 'utf8'),
  })
  const selfSign = (name: string, extensions: string[]) =>
    run([
      ...['req', '-x509', ...newKey, '-days', '2', ...subject(name)],
      ...extensions.flatMap((extension) => ['-addext', extension]),
      ...['-keyout', path(`${name}.key`), '-out', path(`${name}.pem`)],
    ])
  const issue = (name: string, issuer: string, extensions: string, days: string[]) => {
    writeFileSync(path(`${name}.ext`), extensions)
    run(['req', ...newKey, ...subject(name), '-keyout', path(`${name}.key`), '-out', path(`${name}.csr`)])
    run([
      ...['x509', '-req', '-in', path(`${name}.csr`), '-CA', path(`${issuer}.pem`)],
      ...['-CAkey', path(`${issuer}.key`), '-CAcreateserial', '-extfile', path(`${name}.ext`)],
      ...[...days, '-out', path(`${name}.pem`)],
    ])
  }
  const here = 'subjectAltName=IP:127.0.0.1\nbasicConstraints=CA:FALSE\n'
  const soon = ['-days', '2']
  try {
    selfSign('selfSigned', ['subjectAltName=IP:127.0.0.1'])
    selfSign('root', ['basicConstraints=critical,CA:TRUE'])
    issue('intermediate', 'root', 'basicConstraints=critical,CA:TRUE\n', soon)
    issue('leaf', 'intermediate', here, soon)
    issue('expired', 'intermediate', here, ['-days', '-1'])
    issue('byLeaf', 'leaf', here, soon)
    const pems = ['leaf', 'intermediate', 'root'].map((name) => read(name).cert)
    return {
      selfSigned: read('selfSigned'),
      leaf: read('leaf'),
      expired: read('expired'),
      withIntermediate: { ...read('leaf'), cert: pems.slice(0, 2).join('') },
      withRoot: { ...read('leaf'), cert: pems.join('') },
      byLeafChain: { ...read('byLeaf'), cert: [read('byLeaf').cert, ...pems].join('') },
      root: read('root').cert,
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
