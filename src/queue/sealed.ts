import { createCipheriv, createDecipheriv, createHmac, randomBytes, scryptSync } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { expect, InputError } from '../base/errors';

/** What is made of the course's token: a key that hides, and one that names. */
export interface CourseKey {
  hiding: Buffer;
  naming: Buffer;
}

/** A text that only who has the token can read. */
export interface Sealed {
  sealed: string;
}

const SHORTEST = 20;
const [NONCE, TAG] = [12, 16];

/**
 * The keys of the token in a file: scrypt, with a salt that all courses share, so that the same token gives the same keys on every machine. A
 * token is therefore drawn and not thought up.
 *
 * @throws InputError when there is no such file, or something else in it than one word that is long enough
 */
export function readCourseKey(file: string): CourseKey {
  let token = '';
  try {
    // A pipe would wait for ever.
    if (statSync(file).isFile()) token = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new InputError(`The token file ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  expect(
    /^[\x21-\x7e]+$/.test(token) && token.length >= SHORTEST,
    `${file} holds no token: draw one word of at least ${SHORTEST} characters, such as openssl rand -hex 32 gives.`,
  );
  const keys = scryptSync(token, 'facelab: what a course hides', 64, { N: 2 ** 15, r: 8, maxmem: 2 ** 26 });
  return { hiding: keys.subarray(0, 32), naming: keys.subarray(32) };
}

/** A name for a text, the same for the same token and text, which tells nobody else anything about it. */
export function nameOf({ naming }: CourseKey, text: string): string {
  return createHmac('sha256', naming).update(text).digest('hex');
}

/** Hides a text and binds it to what it is about (AES-256-GCM): elsewhere it does not open, and changed it does not either. */
export function seal({ hiding }: CourseKey, about: string, text: string): Sealed {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', hiding, nonce).setAAD(Buffer.from(about));
  const hidden = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return { sealed: Buffer.concat([nonce, cipher.getAuthTag(), hidden]).toString('base64') };
}

/** The text, or undefined for another token, another subject or a changed byte. */
export function unseal({ hiding }: CourseKey, about: string, { sealed }: Sealed): string | undefined {
  const bytes = Buffer.from(sealed, 'base64');
  if (bytes.length < NONCE + TAG) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', hiding, bytes.subarray(0, NONCE), { authTagLength: TAG });
  decipher.setAAD(Buffer.from(about)).setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
