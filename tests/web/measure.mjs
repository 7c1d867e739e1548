// SPDX-License-Identifier: MIT
/*
 * Measures a page as an eye would: which texts overlap, leave the screen, are cut off or too
 * small. Runs inside the page; returns sentences, none if all is well. isWhole: an ellipsis counts
 * as cut.
 */
export function measure({ least = 24, isWall = true, isWhole = false } = {}) {
  const stage = document.querySelector('.stage');
  const scale = isWall && stage ? stage.getBoundingClientRect().width / stage.offsetWidth : 1;
  const shown = texts(isWall ? stage : document.body);
  return [...outside(), ...overlaps(), ...cut(), ...small()].slice(0, 12);

  function texts(root) {
    const found = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!node.textContent.trim() || !isVisible(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) {
        if (box.width > 0.5 && box.height > 0.5) found.push({ element, text: node.textContent.trim().slice(0, 24), ...inked(box, element) });
      }
    }
    return found;
  }

  function isVisible(element) {
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.display === 'none' || style.visibility === 'hidden' || Number(style.opacity) < 0.05) return false;
    }
    return true;
  }

  /* The line box is taller than its ink: Han glyphs fill about one em. */
  function inked(box, element) {
    const font = parseFloat(getComputedStyle(element).fontSize) * scale;
    const ink = Math.min(box.height, font * 0.92);
    const top = box.top + (box.height - ink) / 2;
    return { left: box.left, right: box.right, top, bottom: top + ink, font: font / scale };
  }

  function outside() {
    if (!isWall) return [];
    return shown.filter((one) => one.left < -1 || one.top < -1 || one.right > innerWidth + 1 || one.bottom > innerHeight + 1)
      .map((one) => `off the screen: "${one.text}" (${one.element.className})`);
  }

  function overlaps() {
    const found = [];
    for (let a = 0; a < shown.length; a++) {
      for (let b = a + 1; b < shown.length; b++) {
        const one = shown[a];
        const other = shown[b];
        if (one.element === other.element) continue;
        const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const tall = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
        if (wide > 2 * scale && tall > 3 * scale) {
          found.push(`overlap ${Math.round(wide)}x${Math.round(tall)}: "${one.text}" (${name(one)}) and "${other.text}" (${name(other)})`);
        }
      }
    }
    return found;
  }

  function name({ element }) {
    return element.getAttribute('class') || element.tagName;
  }

  function cut() {
    const all = document.querySelectorAll(isWall ? '.stage *' : 'body *');
    return [...all].filter((element) => {
      if (!isVisible(element) || element.closest('svg')) return false;
      const style = getComputedStyle(element);
      const isWide = style.overflowX === 'hidden' && element.scrollWidth > element.clientWidth + 1;
      const isTall = style.overflowY === 'hidden' && element.scrollHeight > element.clientHeight + 1;
      return (isWide || isTall) && element.textContent.trim();
    }).map((element) => `cut: "${element.textContent.trim().slice(0, 24)}" (${element.className})`).concat(shortened());
  }

  function shortened() {
    if (!isWhole) return [];
    return shown.filter((one) => one.element.textContent.includes('…'))
      .map((one) => `shortened: "${one.element.textContent.trim().slice(-32)}" (${name(one)})`);
  }

  function small() {
    return shown.filter((one) => one.font < least - 0.1)
      .map((one) => `${one.font} px is too small: "${one.text}" (${name(one)})`);
  }
}
