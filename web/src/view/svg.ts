// SPDX-License-Identifier: MIT
/** Small drawings of our own. Colours come from CSS by class and data attributes. */

import { setAttribute } from './dom.js';

const space = 'http://www.w3.org/2000/svg';

export function svg(tag: string, attributes: { readonly [name: string]: string | number }): SVGElement {
  const element = document.createElementNS(space, tag) as SVGElement;
  change(element, attributes);
  return element;
}

export function change(
  element: Element, attributes: { readonly [name: string]: string | number },
): void {
  Object.keys(attributes).forEach((name) => {
    const value = attributes[name] as string | number;
    setAttribute(element, name, typeof value === 'number' ? String(Math.round(value * 100) / 100) : value);
  });
}

/** A canvas of that inner size; it scales with its element. */
export function canvas(name: string, width: number, height: number): SVGElement {
  return svg('svg', { class: name, viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' });
}

export interface Pool {
  update(shapes: ReadonlyArray<{ readonly [name: string]: string | number }>): void;
}

/** Shapes of one tag that are used again; what is not needed is taken out of sight. */
export function pool(parent: Element, tag: string): Pool {
  const made: SVGElement[] = [];
  return {
    update(shapes) {
      while (made.length < shapes.length) {
        const shape = svg(tag, {});
        made.push(shape);
        parent.appendChild(shape);
      }
      made.forEach((shape, index) => {
        const wanted = shapes[index];
        setAttribute(shape, 'display', wanted ? undefined : 'none');
        if (wanted) change(shape, wanted);
      });
    },
  };
}
