"use strict";
// The judgement on a statement, without network or library: docs/recipes/verify-a-receipt.md in JavaScript. It answers as
// vault/statements/judging.py does (tests/foundation/vault/test_offline_page.py compares them). Touches no page.
const Statements = (() => {
  const P = BigInt("0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF");
  const N = BigInt("0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123");
  const A = P - 3n;
  const B = BigInt("0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93");
  const GX = BigInt("0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7");
  const GY = BigInt("0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0");
  const INFINITY = [1n, 1n, 0n];
  const MOST_CHARACTERS = 262144, MOST_CONTENT = 1048576, DEEPEST = 6;
  const TOKEN = /^TY1\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]{86})$/;
  const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
  const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  // Bytes, numbers, base64url ---------------------------------------------------------------------------------------
  const ascii = (text) => Uint8Array.from(text, (mark) => mark.charCodeAt(0));
  const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => Array.from(part)));
  const unhex = (hex) => Uint8Array.from(hex.match(/../g), (two) => parseInt(two, 16));
  const bytesOf = (number) => unhex(number.toString(16).padStart(64, "0"));
  const numberOf = (bytes) => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

  function encoded(bytes) {
    let text = "";
    for (let at = 0; at < bytes.length; at += 3) {
      const three = (bytes[at] << 16) | ((bytes[at + 1] || 0) << 8) | (bytes[at + 2] || 0);
      const marks = Math.min(bytes.length - at, 3) + 1;
      for (let mark = 0; mark < marks; mark++) text += ALPHABET[(three >> (18 - 6 * mark)) & 63];
    }
    return text;
  }

  function decoded(text) {
    if (text.length % 4 === 1) throw new Error("no such base64url");
    const bytes = new Uint8Array((text.length * 3) >> 2);
    let bits = 0, held = 0, at = 0;
    for (const mark of text) {
      held = ((held << 6) | ALPHABET.indexOf(mark)) & 0xffff;
      bits += 6;
      if (bits >= 8) bytes[at++] = (held >> (bits -= 8)) & 255;
    }
    return bytes;
  }

  // SM3, GB/T 32905 ---------------------------------------------------------------------------------------------------
  const turn = (word, by) => (by ? (word << by) | (word >>> (32 - by)) : word);

  function sm3(message) {
    const padded = new Uint8Array((message.length + 72) & ~63);
    padded.set(message);
    padded[message.length] = 0x80;
    const view = new DataView(padded.buffer);
    view.setUint32(padded.length - 8, Math.floor(message.length / 0x20000000));
    view.setUint32(padded.length - 4, (message.length << 3) >>> 0);
    let state = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e];
    for (let at = 0; at < padded.length; at += 64) {
      const mixed = compressed(state, view, at);
      state = state.map((old, index) => old ^ mixed[index]);
    }
    const digest = new DataView(new ArrayBuffer(32));
    state.forEach((word, index) => digest.setUint32(4 * index, word >>> 0));
    return new Uint8Array(digest.buffer);
  }

  function compressed(state, view, at) {
    const words = [];
    for (let j = 0; j < 16; j++) words.push(view.getUint32(at + 4 * j));
    for (let j = 16; j < 68; j++) {
      const mixed = words[j - 16] ^ words[j - 9] ^ turn(words[j - 3], 15);
      words.push(mixed ^ turn(mixed, 15) ^ turn(mixed, 23) ^ turn(words[j - 13], 7) ^ words[j - 6]);
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let j = 0; j < 64; j++) {
      const ss1 = turn((turn(a, 12) + e + turn(j < 16 ? 0x79cc4519 : 0x7a879d8a, j % 32)) | 0, 7);
      const either = j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
      const chosen = j < 16 ? e ^ f ^ g : (e & f) | (~e & g);
      const tt1 = (either + d + (ss1 ^ turn(a, 12)) + (words[j] ^ words[j + 4])) | 0;
      const tt2 = (chosen + h + ss1 + words[j]) | 0;
      [a, b, c, d] = [tt1, a, turn(b, 9), c];
      [e, f, g, h] = [tt2 ^ turn(tt2, 9) ^ turn(tt2, 17), e, turn(f, 19), g];
    }
    return [a, b, c, d, e, f, g, h];
  }

  // SM2 verification, GB/T 32918.2 ------------------------------------------------------------------------------------
  const mod = (number, by) => ((number % by) + by) % by;

  function twice([x, y, z]) {
    const zz = mod(z * z, P), yy = mod(y * y, P);
    const beta = mod(x * yy, P), alpha = mod(3n * (x - zz) * (x + zz), P);
    const doubleX = mod(alpha * alpha - 8n * beta, P);
    return [doubleX, mod(alpha * (4n * beta - doubleX) - 8n * yy * yy, P), mod(2n * y * z, P)];
  }

  function plus(one, two) {
    if (!one[2] || !two[2]) return one[2] ? one : two;
    const zz1 = mod(one[2] * one[2], P), zz2 = mod(two[2] * two[2], P);
    const u1 = mod(one[0] * zz2, P), u2 = mod(two[0] * zz1, P);
    const s1 = mod(one[1] * two[2] * zz2, P), s2 = mod(two[1] * one[2] * zz1, P);
    if (u1 === u2) return s1 === s2 ? twice(one) : INFINITY;
    const h = u2 - u1, r = s2 - s1;
    const hh = mod(h * h, P);
    const hhh = mod(h * hh, P), v = mod(u1 * hh, P);
    const x = mod(r * r - hhh - 2n * v, P);
    return [x, mod(r * (v - x) - s1 * hhh, P), mod(h * one[2] * two[2], P)];
  }

  function table(point) {
    const multiples = [INFINITY];
    for (let count = 0; count < 15; count++) multiples.push(plus(multiples[count], point));
    return multiples;
  }

  function timesBoth(s, ofG, t, ofKey) {
    let total = INFINITY;
    for (let at = 252n; at >= 0n; at -= 4n) {
      if (total[2]) total = twice(twice(twice(twice(total))));
      total = plus(plus(total, ofG[Number((s >> at) & 15n)]), ofKey[Number((t >> at) & 15n)]);
    }
    return total;
  }

  function inverse(number) {
    let [old, now, oldTimes, times] = [mod(number, P), P, 1n, 0n];
    while (now) {
      const whole = old / now;
      [old, now, oldTimes, times] = [now, old - whole * now, times, oldTimes - whole * times];
    }
    return mod(oldTimes, P);
  }

  function sm2IsValid(key, message, signature) {
    const x = numberOf(key.slice(0, 32)), y = numberOf(key.slice(32));
    if (key.length !== 64 || x >= P || y >= P || mod(y * y - x * x * x - A * x - B, P)) return false;
    const r = numberOf(signature.slice(0, 32)), s = numberOf(signature.slice(32)), t = mod(r + s, N);
    if (signature.length !== 64 || !r || !s || r >= N || s >= N || !t) return false;
    const sum = timesBoth(s, table([GX, GY, 1n]), t, table([x, y, 1n]));
    if (!sum[2]) return false;
    const unit = inverse(sum[2]);
    const curve = [A, B, GX, GY].map(bytesOf);
    const za = sm3(joined([0, 128], ascii("1234567812345678"), ...curve, key));
    return mod(numberOf(sm3(joined(za, message))) + mod(sum[0] * unit * unit, P), N) === r;
  }

  // Raw deflate, RFC 1951 ---------------------------------------------------------------------------------------------
  const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
  const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
  const DISTANCES = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
  const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

  // A canonical Huffman code: how many codes of each length, and the symbols in the order of their codes.
  function huffman(lengths) {
    const counts = new Array(16).fill(0), symbols = [];
    lengths.forEach((length) => counts[length]++);
    counts[0] = 0;
    for (let length = 1; length < 16; length++) {
      lengths.forEach((each, symbol) => { if (each === length) symbols.push(symbol); });
    }
    return { counts, symbols };
  }

  class Bits {
    constructor(bytes) { this.bytes = bytes; this.at = 0; this.bit = 0; }

    take(count) {
      let value = 0;
      for (let index = 0; index < count; index++) {
        if (this.at >= this.bytes.length) throw new Error("cut short");
        value |= ((this.bytes[this.at] >> this.bit) & 1) << index;
        if (++this.bit === 8) { this.bit = 0; this.at++; }
      }
      return value;
    }

    symbol({ counts, symbols }) {
      let code = 0, first = 0, index = 0;
      for (let length = 1; length < 16; length++) {
        code |= this.take(1);
        if (code - counts[length] < first) return symbols[index + code - first];
        index += counts[length];
        first = (first + counts[length]) << 1;
        code <<= 1;
      }
      throw new Error("no such code");
    }
  }

  function inflated(bytes, most = MOST_CONTENT, mayBeFollowed = false) {
    const bits = new Bits(bytes), out = [];
    for (let isLast = 0; !isLast;) {
      isLast = bits.take(1);
      const type = bits.take(2);
      if (type === 0) copyStored(bits, out);
      else if (type === 1) unpack(bits, out, FIXED, most);
      else if (type === 2) unpack(bits, out, codesOf(bits), most);
      else throw new Error("no such block");
      if (out.length > most) throw new Error("too large");
    }
    if (!mayBeFollowed && bits.at + (bits.bit ? 1 : 0) !== bytes.length) throw new Error("something follows");
    return Uint8Array.from(out);
  }

  const FIXED = [
    huffman([...new Array(144).fill(8), ...new Array(112).fill(9), ...new Array(24).fill(7), ...new Array(8).fill(8)]),
    huffman(new Array(30).fill(5)),
  ];

  function copyStored(bits, out) {
    if (bits.bit) { bits.bit = 0; bits.at++; }
    const length = bits.take(16);
    if (length !== (bits.take(16) ^ 0xffff)) throw new Error("no such length");
    for (let count = 0; count < length; count++) out.push(bits.take(8));
  }

  function codesOf(bits) {
    const literals = bits.take(5) + 257, distances = bits.take(5) + 1, count = bits.take(4) + 4;
    const ofLengths = new Array(19).fill(0);
    for (let index = 0; index < count; index++) ofLengths[ORDER[index]] = bits.take(3);
    const code = huffman(ofLengths), lengths = [];
    while (lengths.length < literals + distances) {
      const symbol = bits.symbol(code);
      if (symbol < 16) lengths.push(symbol);
      else {
        const repeated = symbol === 16 ? lengths[lengths.length - 1] : 0;
        const times = symbol === 16 ? 3 + bits.take(2) : symbol === 17 ? 3 + bits.take(3) : 11 + bits.take(7);
        for (let time = 0; time < times; time++) lengths.push(repeated);
      }
    }
    return [huffman(lengths.slice(0, literals)), huffman(lengths.slice(literals, literals + distances))];
  }

  function unpack(bits, out, [literals, distances], most) {
    for (let symbol = bits.symbol(literals); symbol !== 256; symbol = bits.symbol(literals)) {
      if (symbol === undefined || symbol > 285 || out.length > most) throw new Error("no such symbol, or too large");
      if (symbol < 256) { out.push(symbol); continue; }
      const length = LENGTHS[symbol - 257] + bits.take(LENGTH_BITS[symbol - 257]);
      const slot = bits.symbol(distances);
      const distance = DISTANCES[slot] + bits.take(slot < 2 ? 0 : (slot >> 1) - 1);
      if (!(distance <= out.length)) throw new Error("nothing there to repeat");
      for (let count = 0; count < length; count++) out.push(out[out.length - distance]);
    }
  }

  // Statements ----------------------------------------------------------------------------------------------------------
  const isTable = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const isDay = (value) => typeof value === "string" && DAY.test(value);
  const has = (table, key) => Object.prototype.hasOwnProperty.call(table, key);
  const own = (table, key) => (has(table, key) ? table[key] : undefined);

  function isPlain(value, depth) {
    if (isTable(value)) return depth > 0 && Object.values(value).every((each) => isPlain(each, depth - 1));
    if (Array.isArray(value)) return depth > 0 && value.every((each) => isPlain(each, depth - 1));
    return typeof value === "string" || Number.isSafeInteger(value);
  }

  // What a payload claims; null when it is no statement.
  function unpacked(payload) {
    try {
      const plain = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(inflated(decoded(payload)));
      const claimed = JSON.parse(plain);
      if (!isTable(claimed) || Object.keys(claimed).sort().join() !== "content,kind") return null;
      const { kind, content } = claimed;
      if (typeof kind !== "string" || !isTable(content) || !isPlain(content, DEEPEST)) return null;
      const issued = own(content, "issued_on") || own(content, "as_of"), until = own(content, "valid_until") || "";
      const number = has(content, "number") ? content.number : "";
      if (!isDay(issued) || (until && !isDay(until)) || typeof number !== "string") return null;
      return { kind, content, issued, until, number };
    } catch (wrong) {
      return null;
    }
  }

  function readKeys(published) {
    const keys = new Map(), source = isTable(published) ? published : {};
    for (const entry of Array.isArray(source.keys) ? source.keys : []) {
      if (!isTable(entry) || entry.algorithm !== "SM2-SM3" || typeof entry.id !== "string") continue;
      if (typeof entry.public !== "string" || !/^[0-9a-f]{128}$/.test(entry.public)) continue;
      if ([entry.from, entry.to].some((day) => day && !isDay(day))) continue;
      if (!keys.has(entry.id)) keys.set(entry.id, { public: unhex(entry.public), first: entry.from || "", last: entry.to || "" });
    }
    return keys;
  }

  // [what is wrong, or "" when a known key signed exactly this in its term; the statement; the key id]
  function authentic(token, keys) {
    const found = token.length <= MOST_CHARACTERS ? TOKEN.exec(token) : null;
    if (!found) return ["unreadable", null, ""];
    const [, payload, digest, keyId, written] = found;
    const key = keys.get(keyId);
    if (!key) return ["unknown_key", null, keyId];
    const signature = decoded(written), message = ascii(`tuoyu.statement.1\n${keyId}\n${digest}`);
    if (encoded(signature) !== written || !sm2IsValid(key.public, message, signature)) return ["forged", null, keyId];
    if (encoded(sm3(ascii(payload))) !== digest) return ["altered", null, keyId];
    const statement = unpacked(payload);
    if (!statement) return ["unreadable", null, keyId];
    const isInTerm = statement.issued >= key.first && (!key.last || statement.issued <= key.last);
    return [isInTerm ? "" : "out_of_term", statement, keyId];
  }

  function readList(token, keys) {
    if (!token) return { asOf: "", entries: {} };
    const [wrong, statement] = authentic(token, keys);
    const entries = !wrong && statement.kind === "revocations" ? own(statement.content, "revoked") : null;
    const isList = isTable(entries) && Object.values(entries).every(
      (entry) => isTable(entry) && isDay(own(entry, "on")) && typeof own(entry, "reason") === "string",
    );
    return isList ? { asOf: statement.issued, entries } : { asOf: "", entries: {} };
  }

  function standing(statement, list, today) {
    const entry = statement.number ? own(list.entries, statement.number) : undefined;
    if (entry && entry.on <= today) return ["revoked", { on: entry.on, reason: entry.reason }];
    if (today < statement.issued) return ["not_yet", {}];
    if (statement.until && statement.until < today) return ["expired", {}];
    return [list.asOf ? "valid" : "valid_unlisted", {}];
  }

  const filled = (text, facts) => text.replace(/\{([a-z_]+)\}/g, (_, name) => own(facts, name) || "");

  // `words` are those of vault/words.py; `today` is YYYY-MM-DD. The statement is given only when it is genuine.
  function judge(token, published, revocations, today, words) {
    const keys = readKeys(published), list = readList(revocations, keys);
    let [reason, statement, keyId] = authentic(token, keys);
    let more = {};
    if (statement && !reason) [reason, more] = standing(statement, list, today);
    const issuer = isTable(published) && typeof published.issuer === "string" ? published.issuer : "";
    const facts = { issuer: issuer || words.nobody, key_id: keyId, as_of: list.asOf, ...more };
    if (statement) Object.assign(facts, { issued: statement.issued, until: statement.until });
    const said = words.sayings[reason];
    const isGenuine = words.genuine.includes(said.state);
    return {
      state: said.state,
      reason,
      sentence: filled(said.sentence, facts),
      next_step: filled(said.next_step, facts),
      as_of: list.asOf,
      title: isGenuine ? (own(words.kinds, statement.kind) || words.unnamed).title : "",
      facts: isGenuine ? factLines(statement, words) : [],
    };
  }

  // [label, text] of a content, in the order of the labels; what has no label comes last.
  function factLines({ kind, content }, words) {
    const labels = (own(words.kinds, kind) || words.unnamed).labels;
    const known = labels.map(([key]) => key);
    const others = Object.keys(content).filter((key) => !known.includes(key)).sort().map((key) => [key, key]);
    return [...labels, ...others]
      .filter(([key]) => has(content, key))
      .map(([key, label]) => [label, valueText(content[key])])
      .filter(([, text]) => text);
  }

  function valueText(value) {
    if (Array.isArray(value)) return value.map(valueText).join("；");
    if (isTable(value)) return Object.keys(value).sort().map((key) => `${key} ${innerText(value[key])}`).join("；");
    return String(value);
  }

  function innerText(value) {
    return isTable(value) ? Object.keys(value).sort().map((key) => innerText(value[key])).join(" ") : valueText(value);
  }

  // Where a token stands ------------------------------------------------------------------------------------------------
  const COMPLETE = /TY1\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}\.[A-Za-z0-9_-]{1,64}\.[A-Za-z0-9_-]{86}(?![A-Za-z0-9_-])/;

  // The first token in a text, an address, JSON; broken lines are joined; else what begins like one; else nothing.
  function tokenIn(text) {
    const found = COMPLETE.exec(text) || COMPLETE.exec(text.replace(/\s+/g, "")) || /TY1\.[A-Za-z0-9_.-]*/.exec(text);
    return found ? found[0] : "";
  }

  // The same in the bytes of a file. In a PDF the attachment is packed with zlib: every stream is tried.
  function tokenInBytes(bytes) {
    let text = "";
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    const streams = text.startsWith("%PDF-") ? [...text.matchAll(/stream\r?\n/g)] : [];
    for (const found of streams) {
      const from = found.index + found[0].length;
      try {
        const plain = inflated(bytes.subarray(from + 2), MOST_CHARACTERS, true);
        const token = COMPLETE.exec(String.fromCharCode(...plain.subarray(0, 65536)));
        if (token) return token[0];
      } catch (wrong) {
        continue; // A picture, a font, the word "endstream": not packed this way.
      }
    }
    return tokenIn(text);
  }

  return { judge, tokenIn, tokenInBytes, sm3, sm2IsValid, inflated };
})();
