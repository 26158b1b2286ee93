import { createSecretKey, type KeyObject } from 'node:crypto';
import * as z from 'zod';
import { ReconnectError } from '../model/errors';
import { runsLocally } from './local';

/**
 * A key that signs what is stored. Its id stands beside each signature, so that keys can be changed. As a `KeyObject` it cannot be
 * printed by accident, and signs six times as fast as its bytes would (Node 24).
 */
export interface RecordKey {
  readonly id: string;
  readonly secret: KeyObject;
}

/** The first signs; what any of them signed is believed. */
export type RecordKeys = readonly [RecordKey, ...RecordKey[]];

/** HMAC-SHA256 gains nothing from a longer key, and loses from a shorter one; bytes. */
const LEAST_BYTES = 32;

/** `id:base64` pairs, with spaces or commas between them. */
export const RecordKeys = z.string().transform((value, context): RecordKeys => {
  const wrong = (message: string) => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  const pairs = value.split(/[\s,]+/).filter((pair) => pair !== '');
  const keys = pairs.flatMap((pair) => {
    const [, id = '', base64 = ''] = /^([\w-]{1,40}):([A-Za-z0-9+/]+={0,2})$/.exec(pair) ?? [];
    const bytes = Buffer.from(base64, 'base64');
    return id !== '' && bytes.length >= LEAST_BYTES ? [{ id, secret: createSecretKey(bytes) }] : [];
  });
  if (keys.length < pairs.length) return wrong(`is not a list of id:base64 with at least ${LEAST_BYTES} bytes each`);
  if (new Set(keys.map(({ id }) => id)).size < keys.length) return wrong('has an id twice');
  const [first, ...more] = keys;
  return first ? [first, ...more] : wrong('has no key');
});

/** Everybody knows this one. It only signs where the storage account is on this machine. */
export const localKeys: RecordKeys = [{ id: 'local', secret: createSecretKey(Buffer.alloc(LEAST_BYTES, 'reconnect')) }];

export const keysMissing =
  'RECONNECT_RECORD_KEYS: give at least one key as id:base64, best as a reference to a Key Vault; only an app that runs locally needs none';

/** The keys that the settings give; an app that runs locally needs none. Throws `SETTINGS_INVALID` where there are none, or they cannot be read. */
export function recordKeysOf(settings: Readonly<Record<string, string | undefined>>): RecordKeys {
  const given = settings['RECONNECT_RECORD_KEYS'];
  if (!given && runsLocally(settings)) return localKeys;
  const read = given ? RecordKeys.safeParse(given) : undefined;
  if (read?.success) return read.data;
  throw new ReconnectError(
    'SETTINGS_INVALID',
    read ? `RECONNECT_RECORD_KEYS ${read.error.issues[0]?.message ?? 'cannot be read'}.` : `${keysMissing}.`,
    'Set RECONNECT_RECORD_KEYS as in the app settings.',
  );
}
