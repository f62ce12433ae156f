"use strict";
// A published draw repeated, without network or library: docs/recipes/verify-a-draw.md in JavaScript. It answers as checking.py
// does, code by code and word by word (tests/operations/supervision/checker/test_page.py compares them). Touches no page.
//
// What may take long is a generator: it yields whenever a breath may be taken, and a text when there is something to tell.
const Draws = (() => {
  const { FORMAT, WHOLE, NOTHING, LARGEST, LEAST_CREW, NEXT, NEXT_FILE, digest, commitment, tickets } = Reading;
  const held = (code, sentence) => ({ code, isOk: true, sentence });
  const fault = (code, sentence) => ({ code, isOk: false, sentence });
  const inOrder = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  const least = (texts) => texts.reduce((a, b) => (b < a ? b : a));
  const most = (texts) => texts.reduce((a, b) => (b > a ? b : a));
  const number = (count) => count.toLocaleString("en-US");

  function firstDouble(names) {
    const counts = new Map();
    for (const name of names) counts.set(name, (counts.get(name) || 0) + 1);
    for (const [name, count] of counts) if (count > 1) return name;
    return "";
  }

  const answer = (steps, document = null, seal = "") => ({
    isOk: steps.every((step) => step.isOk), steps, next: document ? NEXT : NEXT_FILE, document, digest: seal,
  });

  // Every step with its result. Where the file cannot be read, nothing further is asked.
  function* checkFile(bytes) {
    if (bytes.length > LARGEST) return answer([fault("draw.size", "文件超过 200 MB，不像抽取文件。")]);
    let document, text;
    try {
      yield "正在读文件";
      const [found, read] = yield* Reading.parsed(bytes);
      yield "正在核对格式";
      [document, text] = [yield* Reading.shaped(found, Reading.DRAW, ""), read];
    } catch (wrong) {
      if (wrong instanceof Reading.ShapeWrong) return answer([fault("draw.shape", `文件的格式不对：${wrong.message}`)]);
      if (wrong instanceof Reading.Unreadable) return answer([fault("draw.unreadable", "这不是抽取文件，或者文件不完整。")]);
      throw wrong;
    }
    if (document.format !== FORMAT) {
      return answer([fault("draw.version", `文件写的格式是“${document.format}”，这里只认 ${FORMAT}。`)]);
    }
    return yield* checkDocument(document, text);
  }

  function* checkDocument(document, text) {
    yield "正在核对摘要";
    const parts = yield* Reading.speltParts(document);
    const spelt = (keys) => Reading.speltTable(document, (key) => parts[key], keys);
    const keys = Object.keys(document);
    const whole = yield* Reading.digestOfText(spelt(keys.filter((key) => key !== "digest")));
    const frozen = yield* Reading.digestOfText(spelt(Reading.FROZEN));
    const pool = poolOf(document), faults = faultsOfPool(pool), seed = seedToldBy(document);
    const steps = [isUntouched(document, spelt(keys) === text, whole), isFrozen(document, frozen)];
    if (faults.length) steps.push(...faults.map((sentence) => fault("draw.pool", sentence)));
    else steps.push(held("draw.pool", `名单可以抽：${pool.objects.length} 个对象、${pool.inspectors.length} 名检查人员。`));
    steps.push(...ceremony(document, seed));
    if (!faults.length) steps.push(isResult(yield* draw(pool, seed), document.result));
    return answer(steps, document, whole);
  }

  function isUntouched(document, isSpeltSo, whole) {
    if (!isSpeltSo) return fault("draw.spelling", "文件的写法被改动过：不是公布时的字节。");
    if (whole !== document.digest) return fault("draw.digest", "文件的内容和文件末尾的摘要对不上，有地方被改动过。");
    return held("draw.digest", "文件和它自己的摘要一致。");
  }

  function isFrozen(document, frozen) {
    if (frozen !== document.frozen) return fault("draw.frozen", "名单、回避或规则和封存时的摘要对不上：封存以后被改动过。");
    return held("draw.frozen", "名单、回避和规则与封存时一致。");
  }

  // The pool ----------------------------------------------------------------------------------------------------------------
  function poolOf({ rules, objects, inspectors, recusals }) {
    const pairs = new Map(recusals.map((row) => [`${row.inspector} ${row.object}`, row])); // A code holds no space.
    const byPair = (a, b) => inOrder(a.inspector, b.inspector) || inOrder(a.object, b.object);
    return { strata: rules.strata, crews: rules.crews, objects, inspectors, recusals: [...pairs.values()].sort(byPair) };
  }

  function faultsOfPool(pool) {
    const faults = [...faultsOfNames(pool), ...faultsOfNumbers(pool)];
    return faults.length ? faults : [...faultsOfCrews(pool)];
  }

  function* faultsOfNames({ strata, crews, objects, inspectors, recusals }) {
    const named = [
      ["检查对象", objects.map((each) => each.id)], ["检查人员", inspectors.map((each) => each.id)],
      ["风险类别", strata.map((each) => each.name)], ["参加部门", crews.map((each) => each.department)],
    ];
    for (const [what, names] of named) {
      const double = firstDouble(names);
      if (double) yield `${what}“${double}”列了两次。`;
    }
    const [things, staff, classes, departments] = named.map(([, names]) => new Set(names));
    for (const each of objects) if (!classes.has(each.stratum)) yield `对象“${each.id}”的风险类别“${each.stratum}”没有抽取比例。`;
    for (const each of inspectors) {
      if (!departments.has(each.department)) yield `检查人员“${each.id}”的部门“${each.department}”没有参加这次抽取。`;
    }
    for (const { inspector, object } of recusals) {
      if (!staff.has(inspector) || !things.has(object)) yield `回避“${inspector} 对 ${object}”里有名单外的编号。`;
    }
  }

  function* faultsOfNumbers({ strata, crews }) {
    for (const each of strata) if (each.share > WHOLE) yield `风险类别“${each.name}”的比例超过百分之百。`;
    for (const each of crews) if (each.size < 1) yield `部门“${each.department}”没有派人。`;
    if (crews.reduce((sum, each) => sum + each.size, 0) < LEAST_CREW) yield `每次检查不足 ${LEAST_CREW} 人。`;
  }

  // After all recusals every object must leave each department enough inspectors.
  function* faultsOfCrews({ crews, inspectors, recusals }) {
    const departmentOf = new Map(inspectors.map((each) => [each.id, each.department]));
    const staff = new Map(), lost = new Map(crews.map((crew) => [crew.department, new Map()]));
    const add = (counts, key) => counts.set(key, (counts.get(key) || 0) + 1);
    for (const each of inspectors) add(staff, each.department);
    for (const { inspector, object } of recusals) add(lost.get(departmentOf.get(inspector)), object);
    for (const { department, size } of crews) {
      const count = staff.get(department) || 0;
      if (count < size) {
        yield `部门“${department}”要派 ${size} 人，名单里只有 ${count} 人。`;
        continue;
      }
      const rows = [...lost.get(department)].sort(([a], [b]) => inOrder(a, b));
      for (const [thing, gone] of rows) if (gone > count - size) yield `对象“${thing}”回避以后，部门“${department}”不够 ${size} 人。`;
    }
  }

  // Commitments, openings, absences, the beacon and the seed, in the order in which they came to be. --------------------------
  const departmentsOf = (document) => document.rules.crews.map((crew) => crew.department);

  function seedToldBy(document) {
    const secrets = new Map(document.openings.map((row) => [row.department, row.secret]));
    const lines = departmentsOf(document).map((code) => `${code} ${secrets.get(code) || NOTHING}`);
    return digest("seed", document.frozen, ...lines, `beacon ${document.beacon || NOTHING}`);
  }

  function* ceremony(document, seed) {
    const sealed = new Map(document.commitments.map((row) => [row.department, row.digest]));
    const names = new Map(document.rules.crews.map((crew) => [crew.department, crew.name]));
    yield* who(document, names);
    for (const { department, secret } of document.openings) {
      const name = names.get(department) || department;
      if (!sealed.has(department)) yield fault("draw.unsealed", `${name}没有先封存密数，却公开了密数。`);
      else if (commitment(document.frozen, department, secret) !== sealed.get(department)) {
        yield fault("draw.commitment", `${name}公开的密数和它封存时的摘要对不上。`);
      } else yield held("draw.commitment", `${name}公开的就是它封存的密数。`);
    }
    yield times(document);
    yield quorum(document);
    yield beacon(document);
    yield seed === document.seed
      ? held("draw.seed", "种子由封存的名单和公开的密数算出。")
      : fault("draw.seed", "种子不是由封存的名单和公开的密数算出来的。");
  }

  function* who(document, names) {
    const known = departmentsOf(document), opened = document.openings.map((row) => row.department);
    for (const [what, codes] of [["封存", document.commitments.map((row) => row.department)], ["公开", opened]]) {
      const double = firstDouble(codes), stranger = codes.find((code) => !names.has(code));
      if (double) yield fault("draw.twice", `${names.get(double) || double}${what}了两次密数。`);
      if (stranger) yield fault("draw.stranger", `部门“${stranger}”没有参加这次抽取，却${what}了密数。`);
    }
    const absent = known.filter((code) => !opened.includes(code));
    if (absent.join(" ") !== document.absent.join(" ")) yield fault("draw.absent", "没有公开密数的部门，和文件里写的不一样。");
    else if (absent.length) {
      const told = absent.map((code) => names.get(code)).join("、");
      yield held("draw.absent", `没有公开密数的部门：${told}。按规则不计它的密数，照样抽取。`);
    }
  }

  function times({ rules, commitments, openings }) {
    const sealed = commitments.map((row) => row.at), opened = openings.map((row) => row.at);
    if (sealed.length && least(sealed) < rules.frozen_at) return fault("draw.order", "有部门在名单封存以前就封存了密数。");
    if (sealed.length && opened.length && least(opened) <= most(sealed)) {
      return fault("draw.order", "有密数在各部门封存完以前就公开了，后封存的部门可以看着它挑。");
    }
    if (opened.length && most(opened) > rules.open_by) return fault("draw.order", "有密数在公开截止以后才公开。");
    return held("draw.order", "先封存名单，再封存密数，最后公开密数，次序没有错。");
  }

  function quorum({ rules, openings }) {
    const wanted = Math.max(rules.quorum, 1);
    if (openings.length < wanted) return fault("draw.quorum", `公开密数的部门不到 ${wanted} 个，这次抽取不作数。`);
    return held("draw.quorum", `有 ${openings.length} 个部门公开了密数，至少要 ${wanted} 个。`);
  }

  function beacon({ rules, beacon: value }) {
    const agreed = rules.beacon;
    if ((agreed === null) !== (value === null)) return fault("draw.beacon", "约定的公共随机数和文件里的对不上。");
    if (agreed === null) return held("draw.beacon", "没有约定公共随机数。");
    return held("draw.beacon", `约定用“${agreed.name}”第 ${agreed.round} 轮；它的值请到发布处核对：${value}`);
  }

  // The draw ------------------------------------------------------------------------------------------------------------------
  function* draw(pool, seed) {
    const drawn = yield* objectsDrawn(pool, seed);
    const decks = pool.crews.map(({ department, size }) => {
      const staff = pool.inspectors.filter((each) => each.department === department).map((each) => each.id);
      return { deck: new Deck(seed, staff), size };
    });
    const recused = new Map();
    for (const { inspector, object } of pool.recusals) {
      if (!recused.has(object)) recused.set(object, new Set());
      recused.get(object).add(inspector);
    }
    const seats = [], nobody = new Set();
    yield `正在重新派人：${number(drawn.length)} 个对象`;
    for (const object of drawn) {
      const without = recused.get(object) || nobody;
      seats.push({ object, inspectors: decks.flatMap(({ deck, size }) => deck.deal(size, without)) });
      yield;
    }
    return seats;
  }

  function* objectsDrawn(pool, seed) {
    const byStratum = new Map(pool.strata.map((stratum) => [stratum.name, []]));
    const ticket = tickets("object", seed), all = pool.objects.length;
    let count = 0;
    for (const { id, stratum } of pool.objects) {
      byStratum.get(stratum).push([ticket(id), id]);
      yield ++count % 1000 === 1 ? `正在重新抽取：算了 ${number(count - 1)} 个，共 ${number(all)} 个对象` : undefined;
    }
    const drawn = [];
    for (const { name, share } of pool.strata) {
      const found = byStratum.get(name).sort((a, b) => inOrder(a[0], b[0]) || inOrder(a[1], b[1]));
      // Its share, rounded up.
      const quota = Math.floor((found.length * share + WHOLE - 1) / WHOLE);
      for (const [, id] of found.slice(0, quota)) drawn.push(id);
      yield;
    }
    return drawn;
  }

  // The inspectors of a department, dealt like cards: nobody goes twice before everybody could go once.
  class Deck {
    constructor(seed, staff) { Object.assign(this, { seed, staff, round: 0, cards: [] }); }

    // The next `size` who are not recused. Who is passed over keeps the place for the next object.
    deal(size, recused) {
      const dealt = [], passed = [];
      for (let isFresh = false; dealt.length < size;) {
        if (!this.cards.length) {
          if (isFresh) throw new Error("fewer inspectors than the crew wants; the pool was not checked");
          this.cards = this.shuffled();
          isFresh = true;
        }
        const card = this.cards.shift();
        (recused.has(card) || dealt.includes(card) ? passed : dealt).push(card);
      }
      this.cards.unshift(...passed);
      return dealt;
    }

    shuffled() {
      const ticket = tickets("inspector", this.seed, String(++this.round));
      const found = this.staff.map((name) => [ticket(name), name]);
      return found.sort((a, b) => inOrder(a[0], b[0]) || inOrder(a[1], b[1])).map(([, name]) => name);
    }
  }

  function isResult(again, told) {
    for (let at = 0; at < Math.min(again.length, told.length); at++) {
      const isSame = again[at].object === told[at].object && again[at].inspectors.join(" ") === told[at].inspectors.join(" ");
      if (!isSame) return fault("draw.result", `结果第 ${at + 1} 个和重新抽取的不一样：${told[at].object}。`);
    }
    if (again.length !== told.length) return fault("draw.result", `应当抽出 ${again.length} 个，文件里有 ${told.length} 个。`);
    return held("draw.result", `重新抽取一遍，${told.length} 个对象和检查人员都一样。`);
  }

  // The answer at once, for those who do not look at a page meanwhile.
  function answerOf(bytes) {
    const work = checkFile(bytes);
    for (;;) {
      const { done, value } = work.next();
      if (done) return value;
    }
  }

  // The same in breaths: the page lives on, and `tell` hears what is being done.
  async function answerSlowly(bytes, tell) {
    const work = checkFile(bytes);
    let until = performance.now();
    for (let turn = 0; ; turn++) {
      const { done, value } = work.next();
      if (done) return value;
      if (typeof value === "string") tell(value);
      if ((turn & 63) === 0 && performance.now() > until) {
        await new Promise((resume) => { setTimeout(resume); });
        until = performance.now() + 40;
      }
    }
  }

  return { answerOf, answerSlowly };
})();
