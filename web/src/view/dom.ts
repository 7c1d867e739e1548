// SPDX-License-Identifier: MIT
/**
 * The only helpers that touch the document. Text goes in through textContent and nothing else, and
 * cannot turn the direction of what stands beside it; whatever already stands there is not written
 * again.
 */

import { visible } from '../text/visible.js';

export interface View<Model> {
  readonly element: HTMLElement;
  update(model: Model): void;
}

export type Child = Node | null | undefined | false;

export function make(tag: string, name: string, ...children: readonly Child[]): HTMLElement {
  const element = document.createElement(tag);
  if (name) element.className = name;
  children.forEach((child) => {
    if (child) element.appendChild(child);
  });
  return element;
}

export function setText(node: Node, source: string): void {
  const text = visible(source);
  if (node.textContent !== text) node.textContent = text;
}

/** Sets a data attribute; undefined takes it away. */
export function setData(element: Element, name: string, value: string | undefined): void {
  setAttribute(element, `data-${name}`, value);
}

export function setAttribute(element: Element, name: string, value: string | undefined): void {
  if (value === undefined) {
    if (element.hasAttribute(name)) element.removeAttribute(name);
  } else if (element.getAttribute(name) !== value) {
    element.setAttribute(name, value);
  }
}

export function show(element: HTMLElement, isShown: boolean): void {
  if (element.hidden === isShown) element.hidden = !isShown;
}

/** Sets a style property; the same value is not written twice. */
export function setStyle(element: HTMLElement | SVGElement, name: string, value: string): void {
  if (element.style.getPropertyValue(name) !== value) element.style.setProperty(name, value);
}

export function place(element: HTMLElement, left: number, top: number, width?: number, height?: number): void {
  setStyle(element, 'left', px(left));
  setStyle(element, 'top', px(top));
  if (width !== undefined) setStyle(element, 'width', px(width));
  if (height !== undefined) setStyle(element, 'height', px(height));
}

export function px(value: number): string {
  return `${Math.round(value * 100) / 100}px`;
}

/** Starts a CSS animation again by putting on the other of two names. */
export function retrigger(element: Element, name: string): void {
  setData(element, name, element.getAttribute(`data-${name}`) === 'a' ? 'b' : 'a');
}

export function required(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element;
}
