"use strict";
// What the checker stands on: SHA-256, JSON read exactly, the shape and the spelling of the file
// (docs/recipes/verify-a-draw.md). It answers as rules/drawing/shape.py and file.py do. Touches no page.
//
// What may take long is a generator: it yields whenever a breath may be taken, and a text when there is something to tell.
const Reading = (() => {
  const FORMAT = "tuoyu-draw/1", WHOLE = 10000, NOTHING = "-", LARGEST = 200000000, LEAST_CREW = 2;
  const NEXT = "请从公布的网址重新取文件；还不对的，把文件和这一行结果交给公布单位或监督机关。";
  const NEXT_FILE = "请看看选的是不是公布的抽取文件；不是的，从公布的网址取来再核对。";

  // SHA-256, FIPS 180-4. Web Crypto is missing in some browsers where a page is opened from a file. ---------------------
  const K = Int32Array.of(
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
  );
  const BEGINNING = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
  const words = new Int32Array(64);
  const encoder = new TextEncoder();

  function compress(state, bytes, from) {
    for (let i = 0, at = from; i < 16; i++, at += 4) {
      words[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
    }
    for (let i = 16; i < 64; i++) {
      const x = words[i - 15], y = words[i - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      words[i] = (words[i - 16] + s0 + words[i - 7] + s1) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + words[i]) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
    }
    state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
  }

  class Sha256 {
    constructor(state = Int32Array.from(BEGINNING), block = new Uint8Array(64), length = 0) {
      Object.assign(this, { state, block, length });
    }

    copy() { return new Sha256(this.state.slice(), this.block.slice(), this.length); }

    take(bytes) {
      let held = this.length % 64, at = 0;
      this.length += bytes.length;
      if (held) {
        at = Math.min(64 - held, bytes.length);
        this.block.set(bytes.subarray(0, at), held);
        held += at;
        if (held < 64) return this;
        compress(this.state, this.block, 0);
      }
      for (; at + 64 <= bytes.length; at += 64) compress(this.state, bytes, at);
      this.block.set(bytes.subarray(at));
      return this;
    }

    hex() {
      const bits = this.length * 8, held = this.length % 64;
      const end = new Uint8Array(held < 56 ? 64 - held : 128 - held), view = new DataView(end.buffer);
      end[0] = 0x80;
      view.setUint32(end.length - 8, Math.floor(bits / 0x100000000));
      view.setUint32(end.length - 4, bits >>> 0);
      this.take(end);
      return Array.from(this.state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
    }
  }

  const sha256 = (bytes) => new Sha256().take(bytes).hex();
  const digest = (kind, ...lines) => sha256(encoder.encode([FORMAT, kind, ...lines].join("\n")));
  const commitment = (frozen, department, secret) => digest("commit", frozen, department, secret);

  // digest(kind, ...fixed, name) for many names: what they have in common is hashed once.
  function tickets(kind, ...fixed) {
    const start = new Sha256().take(encoder.encode([FORMAT, kind, ...fixed, ""].join("\n")));
    return (name) => start.copy().take(encoder.encode(name)).hex();
  }

  // JSON, read as Python reads it: a key may stand once, 1.0 is no whole number, NaN is a number. -----------------------
  class Unreadable extends Error {}
  const DEEPEST = 900, MOST_DIGITS = 4300;
  const SPACE = /[ \t\n\r]*/y, BARE = /"[^"\\\x00-\x1f]*"/y;
  // Every mark can be matched in one way alone: a hostile text costs no more time than another.
  const ESCAPED = /"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})[^"\\\x00-\x1f]*)*"/y;
  const NUMBER = /(-?(?:0|[1-9][0-9]*))((?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)/y, NAMED = /null|true|false|NaN|-?Infinity/y;
  const NAMES = { null: null, true: true, false: false };

  class Reader {
    constructor(text) { this.text = text; this.at = 0; }

    found(pattern) {
      pattern.lastIndex = this.at;
      const match = pattern.exec(this.text);
      if (match) this.at = pattern.lastIndex;
      return match;
    }

    // Past white space: is this mark the next one? Then it is taken.
    takes(mark) {
      this.found(SPACE);
      if (this.text[this.at] !== mark) return false;
      this.at++;
      return true;
    }

    demand(mark) { if (!this.takes(mark)) throw new Unreadable(`no ${mark}`); }

    string() {
      this.found(SPACE);
      const bare = this.found(BARE);
      if (bare) return bare[0].slice(1, -1);
      const escaped = this.found(ESCAPED);
      if (!escaped) throw new Unreadable("no text");
      return JSON.parse(escaped[0]);
    }

    *value(depth = 0) {
      if (depth > DEEPEST) throw new Unreadable("too deep");
      if (this.takes("{")) return yield* this.table(depth);
      if (this.takes("[")) return yield* this.list(depth);
      if (this.text[this.at] === '"') return this.string();
      const number = this.found(NUMBER);
      if (number) {
        if (number[2]) return NaN;
        if (number[1].length - number[1].startsWith("-") > MOST_DIGITS) throw new Unreadable("too long a number");
        return Number(number[1]);
      }
      const named = this.found(NAMED);
      if (!named) throw new Unreadable("nothing known");
      return named[0] in NAMES ? NAMES[named[0]] : NaN;
    }

    *table(depth) {
      const found = new Map();
      if (this.takes("}")) return found;
      do {
        const key = this.string();
        if (found.has(key)) throw new Unreadable("a key stands twice");
        this.demand(":");
        found.set(key, yield* this.value(depth + 1));
      } while (this.takes(","));
      this.demand("}");
      return found;
    }

    *list(depth) {
      const found = [];
      if (this.takes("]")) return found;
      do {
        found.push(yield* this.value(depth + 1));
        yield;
      } while (this.takes(","));
      this.demand("]");
      return found;
    }
  }

  function textOf(bytes) {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch (wrong) {
      throw new Unreadable("no UTF-8");
    }
  }

  function* parsed(bytes) {
    const reader = new Reader(textOf(bytes));
    const found = yield* reader.value();
    reader.found(SPACE);
    if (reader.at !== reader.text.length || !(found instanceof Map)) throw new Unreadable("not one object");
    return [found, reader.text];
  }

  // The shape: which keys, of which kind ----------------------------------------------------------------------------------
  class ShapeWrong extends Error {}
  class Maybe { constructor(of) { this.of = of; } }
  const maybe = (of) => new Maybe(of), listed = (of) => [of];
  const TEXT = (value) => typeof value === "string" && value !== "" && !/[\x00-\x1f\x7f\ud800-\udfff]/u.test(value)
    && (value.length <= 400 || Array.from(value).length <= 400);
  const matching = (pattern) => (value) => typeof value === "string" && pattern.test(value);
  const CODE = matching(/^[0-9A-Za-z._-]{1,64}$/), HEX = matching(/^[0-9a-f]{64}$/);
  const MOMENT = matching(/^20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]\+08:00$/);
  const COUNT = (value) => Number.isSafeInteger(value) && value >= 0;
  const DRAW = {
    format: TEXT,
    rules: {
      draw: CODE, title: TEXT, area: CODE, frozen_at: MOMENT, open_by: MOMENT, quorum: COUNT,
      strata: listed({ name: CODE, share: COUNT }),
      crews: listed({ department: CODE, name: TEXT, size: COUNT }),
      beacon: maybe({ name: TEXT, round: COUNT }),
    },
    objects: listed({ id: CODE, name: TEXT, stratum: CODE }),
    inspectors: listed({ id: CODE, name: TEXT, department: CODE }),
    recusals: listed({ inspector: CODE, object: CODE, reason: TEXT }),
    left_out: listed({ id: CODE, name: TEXT, reason: TEXT }),
    frozen: HEX,
    commitments: listed({ department: CODE, digest: HEX, at: MOMENT }),
    openings: listed({ department: CODE, secret: HEX, at: MOMENT }),
    beacon: maybe(HEX),
    absent: listed(CODE),
    seed: HEX,
    result: listed({ object: CODE, inspectors: listed(CODE) }),
    digest: HEX,
  };
  const FROZEN = ["format", "rules", "objects", "inspectors", "recusals", "left_out"];

  // The value as plain objects; ShapeWrong names the first place that is not as the shape says.
  function* shaped(value, shape, place) {
    if (shape instanceof Maybe) return value === null ? null : yield* shaped(value, shape.of, place);
    if (Array.isArray(shape)) {
      if (!Array.isArray(value)) throw new ShapeWrong(`“${place}”应当是一列。`);
      const found = [];
      for (const member of value) {
        found.push(yield* shaped(member, shape[0], `${place} 第 ${found.length + 1} 项`));
        yield;
      }
      return found;
    }
    if (typeof shape === "function") {
      if (!shape(value)) throw new ShapeWrong(`“${place}”的写法不对。`);
      return value;
    }
    demandKeys(value, shape, place);
    const found = {};
    for (const key in shape) found[key] = yield* shaped(value.get(key), shape[key], `${place} ${key}`.trim());
    return found;
  }

  function demandKeys(value, shape, place) {
    const here = place || "文件";
    if (!(value instanceof Map)) throw new ShapeWrong(`“${here}”应当是一组带名称的值。`);
    for (const key in shape) if (!value.has(key)) throw new ShapeWrong(`“${here}”缺少 ${key}。`);
    for (const key of value.keys()) {
      if (!Object.hasOwn(shape, key)) throw new ShapeWrong(`“${here}”多出了 ${quoted(Array.from(key).slice(0, 40))}。`);
    }
  }

  // Marks in quotes, what cannot be seen spelt out: as Python's repr does.
  function quoted(marks) {
    const quote = marks.includes("'") && !marks.includes('"') ? '"' : "'";
    const short = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
    const spell = (mark) => {
      if (mark === quote) return `\\${mark}`;
      if (mark in short) return short[mark];
      if (mark === " " || !/[\p{C}\p{Z}]/u.test(mark)) return mark;
      const code = mark.codePointAt(0), [sign, length] = code < 256 ? ["x", 2] : code < 65536 ? ["u", 4] : ["U", 8];
      return `\\${sign}${code.toString(16).padStart(length, "0")}`;
    };
    return quote + marks.map(spell).join("") + quote;
  }

  // The canonical spelling: sorted keys, no spaces. Every key of the shape is ASCII. ----------------------------------------
  function spelt(value) {
    if (Array.isArray(value)) return `[${value.map(spelt).join(",")}]`;
    if (typeof value === "object" && value !== null) return speltTable(value, (key) => spelt(value[key]));
    return typeof value === "string" ? JSON.stringify(value) : String(value);
  }

  function speltTable(table, inner, keys = Object.keys(table)) {
    return `{${keys.slice().sort().map((key) => `"${key}":${inner(key)}`).join(",")}}`;
  }

  // The file's parts, each spelt once; the long lists member by member, with breaths.
  function* speltParts(document) {
    const parts = {};
    for (const key in document) {
      const value = document[key];
      if (!Array.isArray(value)) { parts[key] = spelt(value); continue; }
      const members = [];
      for (const member of value) { members.push(spelt(member)); yield; }
      parts[key] = `[${members.join(",")}]`;
    }
    return parts;
  }

  function* digestOfText(text) {
    const machine = new Sha256(), step = 65536;
    for (let at = 0; at < text.length;) {
      let end = Math.min(at + step, text.length);
      if ((text.charCodeAt(end - 1) & 0xfc00) === 0xd800) end++; // The halves of a pair stay together.
      machine.take(encoder.encode(text.slice(at, end)));
      at = end;
      yield true;
    }
    return machine.hex();
  }

  return {
    FORMAT, WHOLE, NOTHING, LARGEST, LEAST_CREW, NEXT, NEXT_FILE, DRAW, FROZEN, Unreadable, ShapeWrong,
    sha256, digest, commitment, tickets, parsed, shaped, speltParts, speltTable, digestOfText,
  };
})();
