"use strict";
// Small pieces of the page. Text is written as text, never as markup.
Field.made = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== "" && child !== null && child !== undefined));
  return element;
};

Field.button = (label, act, look = "", attributes = {}) => {
  const element = Field.made("button", { type: "button", class: `button ${look}`.trim(), ...attributes }, label);
  element.addEventListener("click", act);
  return element;
};

Field.field = (label, input) => ({ input, label: Field.made("label", { class: "field" }, Field.made("span", {}, label), input) });

Field.icon = (name) => {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg"), use = document.createElementNS(space, "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${document.body.dataset.icons}#${name}`);
  svg.append(use);
  return svg;
};

Field.pill = (light, text) => Field.made("span", { class: `pill ${light}` }, text);

Field.clock = (iso) => new Date(iso).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });

Field.day = (iso) => {
  const [, month, day] = iso.split("-").map(Number);
  return `${month}月${day}日`;
};
