import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  path: string;
  content?: string;
  /** Instead of `content`: raw deflated bytes, with what the entry claims about them. */
  deflated?: { bytes: Buffer; claimedSize: number };
  symbolicLink?: boolean;
  /** A checksum that lies. */
  crc?: number;
  /** Days and halved seconds as the format has them. */
  dosTime?: { date: number; time: number };
}

/** A zip file that may lie: no ordinary zip library writes these. */
export function zipOf(entries: ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const { path, content = '', deflated, symbolicLink, crc, dosTime } of entries) {
    const name = Buffer.from(path);
    const text = Buffer.from(content);
    const bytes = deflated?.bytes ?? deflateRawSync(text);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0); // version
    fields.writeUInt16LE(0x0800, 2); // names are UTF-8
    fields.writeUInt16LE(8, 4); // deflated
    fields.writeUInt16LE(dosTime?.time ?? 0, 6);
    fields.writeUInt16LE(dosTime?.date ?? 0, 8);
    fields.writeUInt32LE(crc ?? (deflated === undefined ? checksum(text) : 0), 10);
    fields.writeUInt32LE(bytes.length, 14);
    fields.writeUInt32LE(deflated?.claimedSize ?? text.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, name, bytes]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(((symbolicLink ? 0o120777 : 0o100644) << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    centrals.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03'), fields, tail, name]));
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, central, end]);
}

/** Ten gigabytes of zeros, deflated: one flushed block of a mebibyte, again and again. */
export function tenGigabytes(): Buffer {
  const { constants, deflateRawSync: deflate } = require('node:zlib') as typeof import('node:zlib');
  const block = deflate(Buffer.alloc(1 << 20), { finishFlush: constants.Z_FULL_FLUSH });
  return Buffer.concat([...Array<Buffer>(10 * 1024).fill(block), deflateRawSync(Buffer.alloc(0))]);
}

function checksum(bytes: Buffer): number {
  if (typeof crc32 === 'function') return crc32(bytes);
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
