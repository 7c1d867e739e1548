// SPDX-License-Identifier: MIT
/**
 * The colours and the type of the style sheet, for drawings that CSS does not reach. To ask for
 * them makes the browser work out its styles at once, so they are asked for once for each look.
 */

const names = ['ink', 'quiet', 'faint', 'accent', 'good', 'warn', 'bad', 'rule'] as const;
export type Colour = (typeof names)[number];

export interface Palette {
  readonly colours: { readonly [name in Colour]: string };
  readonly fontFamily: string;
}

/** Keeps the palette of the last look: what the theme and the state of the line are. */
export function paletteKeeper(): (look: string) => Palette {
  let kept: { readonly look: string; readonly palette: Palette } | undefined;
  return (look) => {
    if (!kept || kept.look !== look) kept = { look, palette: readPalette() };
    return kept.palette;
  };
}

function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const colours = {} as { [name in Colour]: string };
  names.forEach((name) => {
    colours[name] = style.getPropertyValue(`--${name}`).trim();
  });
  return { colours, fontFamily: getComputedStyle(document.body).fontFamily };
}
