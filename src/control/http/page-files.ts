/**
 * Page files: what the page is made of, each file listed with its address. Nothing else of the disk is served.
 *
 *   /                      src/page/index.html               /page/source/....js    compiled, as they lie in dist/src
 *   /page.css              src/page/page.css                     /modules/....js        Preact, by the import map in index.html
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export interface PageFiles {
  /** Content-Security-Policy: what these files need, and nothing else */
  readonly policy: string;
  respond(address: string): Response | undefined;
}

interface PageFile {
  readonly type: string;
  readonly body: Buffer;
}

const SCRIPT = 'text/javascript; charset=utf-8';
/** as index.html's import map names them */
const MODULES = {
  '/modules/preact.js': 'preact',
  '/modules/preact-hooks.js': 'preact/hooks',
  '/modules/preact-jsx-runtime.js': 'preact/jsx-runtime',
} as const;
/** what the page shares with the daemon */
const SHARED_SCRIPTS = ['control/api/replies.js', 'control/api/set-up-replies.js'];

/** @param packageFolder absolute. @throws what the system says: an installed package has them */
export async function loadPageFiles(packageFolder: string): Promise<PageFiles> {
  const files = new Map<string, PageFile>();
  const add = async (address: string, type: string, file: string): Promise<Buffer> => {
    const body = await readFile(file);
    files.set(address, { type, body });
    return body;
  };
  const compiled = path.join(packageFolder, 'dist', 'src');
  const written = path.join(packageFolder, 'src', 'page');
  const index = await add('/', 'text/html; charset=utf-8', path.join(written, 'index.html'));
  await add('/page.css', 'text/css; charset=utf-8', path.join(written, 'page.css'));
  await add('/favicon.svg', 'image/svg+xml', path.join(written, 'favicon.svg'));
  for (const [address, module] of Object.entries(MODULES)) {
    await add(address, SCRIPT, fileURLToPath(import.meta.resolve(module)));
  }
  for (const script of SHARED_SCRIPTS) await add(`/${script}`, SCRIPT, path.join(compiled, script));
  const own = path.join(compiled, 'page', 'source');
  for (const name of await readdir(own, { recursive: true })) {
    if (!name.endsWith('.js')) continue;
    const address = name.split(path.sep).join('/');
    await add(`/page/source/${address}`, SCRIPT, path.join(own, name));
  }
  return {
    policy: policyOf(index.toString()),
    respond(address) {
      const file = files.get(address);
      if (file === undefined) return undefined;
      return new Response(Uint8Array.from(file.body), { headers: { 'content-type': file.type } });
    },
  };
}

/** The import map is the one script within the document; it is known by its digest. */
function policyOf(index: string): string {
  const [, map] = /<script type="importmap">([^]*?)<\/script>/.exec(index) ?? [];
  if (map === undefined) throw new Error('page/index.html: expected an import map');
  const digest = createHash('sha256').update(map).digest('base64');
  return [
    "default-src 'none'",
    `script-src 'self' 'sha256-${digest}'`,
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}
