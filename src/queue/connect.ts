import type { Redis } from 'ioredis';
import { expect, InputError } from '../base/errors';

/** The address of a Redis on this machine as it is started by default. */
export const localQueue = 'redis://127.0.0.1:6379';

/** Milliseconds between attempts to reach a Redis that was there before. */
const RETRY = 1000;

/**
 * Connects to the Redis of a queue. Once it was there it may go and come back: commands then wait for it, and `onLost` and
 * `onBack` tell.
 *
 * @throws InputError in one sentence when the address is none, nobody answers there, the password is wrong, what answers is no
 *   Redis from 6.2, or it may forget jobs when its memory is full
 */
export async function connect(
  url: string,
  { onLost, onBack }: { onLost?: () => void; onBack?: () => void } = {},
): Promise<Redis> {
  const shown = withoutPassword(url);
  const { Redis } = await import('ioredis');
  let wasThere = false;
  let [lastError, closing] = [new Error('it closed the connection'), false];
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 5000,
    // BullMQ asks for it: a command waits as long as the Redis is away.
    maxRetriesPerRequest: null,
    retryStrategy: () => (wasThere ? RETRY : null),
  });
  client.on('error', (error) => (lastError = error));
  let information: string;
  try {
    await client.connect();
    information = await client.info();
  } catch (error) {
    client.disconnect();
    throw new InputError(refusal(shown, [error as Error, lastError]));
  }
  wasThere = true;
  let lost = false;
  client.on('end', () => (closing = true));
  client.on('close', () => {
    if (!lost && !closing && client.status !== 'end') onLost?.();
    lost = true;
  });
  client.on('ready', () => {
    if (lost) onBack?.();
    lost = false;
  });
  const value = (name: string): string => new RegExp(`^${name}:(.*)$`, 'm').exec(information)?.[1].trim() ?? '';
  const [major, minor] = value('redis_version').split('.').map(Number);
  try {
    expect(major > 6 || (major === 6 && minor >= 2), `The Redis at ${shown} is ${value('redis_version')}, but the queue needs 6.2 or later: install a newer one.`); // prettier-ignore
    expect(
      ['', 'noeviction'].includes(value('maxmemory_policy')),
      `The Redis at ${shown} forgets jobs when its memory is full (maxmemory-policy ${value('maxmemory_policy')}): start it with deploy/queue/redis.conf, which says noeviction.`,
    );
  } catch (error) {
    client.disconnect();
    throw error;
  }
  return client;
}

/** The address as it may be shown. @throws InputError when it is none of a Redis */
export function withoutPassword(url: string): string {
  const wrong = `--queue is "${url.replace(/\/\/.*@/, '//…@')}", but it must be the address of a Redis, such as ${localQueue}.`;
  const parsed = urlOf(url);
  expect(parsed !== undefined && ['redis:', 'rediss:'].includes(parsed.protocol) && parsed.hostname !== '', wrong);
  return `${parsed.protocol}//${parsed.host}${parsed.pathname.replace(/^\/$/, '')}`;
}

/** An address, or undefined for a text that is none. */
function urlOf(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function refusal(shown: string, errors: Error[]): string {
  const text = errors.map(({ message }) => message).join(' ');
  if (/NOAUTH|WRONGPASS|invalid password|NOPERM/i.test(text)) {
    return `The Redis at ${shown} refuses the password: give the right one as redis://:PASSWORD@HOST:PORT.`;
  }
  if (/protocol error/i.test(text)) return `What answers at ${shown} is no Redis: check host and port.`;
  const code = errors.map((error) => (error as NodeJS.ErrnoException).code).find((each) => each !== undefined);
  return `No Redis answers at ${shown}${code === undefined ? '' : ` (${code})`}: start one with redis-server deploy/queue/redis.conf, or check host and port.`;
}
