"use strict";
// The question tree of incidents, walked as rules/incident_tree.py does. Pure: no page, no network.
const Incidents = (() => {
  /** Where the answers lead: {question}, {outcome}, or null when an answer is unknown or stands behind an outcome. */
  function walk(tree, answers) {
    let here = tree.first;
    for (const code of answers) {
      const question = own(tree.questions, here);
      const chosen = question && question.answers.find((answer) => answer.code === code);
      if (!chosen) return null;
      here = chosen.next;
    }
    const question = own(tree.questions, here);
    return question ? { code: here, question } : { code: here, outcome: own(tree.outcomes, here) };
  }

  /** The path in words: [[question, answer], …]. */
  function said(tree, answers) {
    return answers.map((code, at) => {
      const { question } = walk(tree, answers.slice(0, at));
      return [question.text, question.answers.find((answer) => answer.code === code).label];
    });
  }

  /** 还剩1小时5分钟 / 已超过3分钟, as rules/incident_clock.py says it; both moments in milliseconds. */
  function left(until, now) {
    const seconds = Math.floor((until - now) / 1000);
    if (until >= now) return `还剩${span(Math.floor(seconds / 60))}`;
    return `已超过${span(Math.max(1, Math.floor((now - until) / 60000)))}`;
  }

  function span(minutes) {
    const days = Math.floor(minutes / 1440), hours = Math.floor((minutes % 1440) / 60), rest = minutes % 60;
    const parts = [days && `${days}天`, hours && `${hours}小时`, rest && `${rest}分钟`];
    return parts.filter(Boolean).join("") || "不到1分钟";
  }

  function own(table, code) {
    return Object.prototype.hasOwnProperty.call(table, code) ? table[code] : undefined;
  }

  return { walk, said, left };
})();
