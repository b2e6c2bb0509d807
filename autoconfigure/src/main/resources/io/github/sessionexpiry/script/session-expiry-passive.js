// @ts-check

import { parseUrl } from './session-expiry-session.js';

/**
 * Which requests of the page are no sign of anybody being there, and so are not to extend the session: those of a tab
 * that nobody sees, and those to URLs that the page names because it polls them.
 *
 * @typedef {object} Passive
 * @property {(pattern: string) => void} add
 * @property {(url: URL) => boolean} matches
 *
 * @param {DOMStringMap} dataset the attributes of the script's tag
 * @returns {Passive}
 */
export function createPassive(dataset) {
  /** @type {RegExp[]} */
  const patterns = [];

  /**
   * @param {string} pattern a path, in which `*` stands for anything but a slash and `**` for anything, as in the
   *   patterns of Spring's paths
   */
  function add(pattern) {
    const pathname = parseUrl(pattern)?.pathname ?? '';
    // Escaped first, which leaves no asterisk without a backslash.
    const source = pathname.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/(\/)?\\\*\\\*/g, '($1.*)?')
      .replaceAll('\\*', '[^/]*');
    patterns.push(new RegExp(`^${source}$`));
  }

  dataset.passive?.split(/\s+/).filter(Boolean).forEach(add);

  return {
    add,
    matches: ({ pathname }) => (document.hidden && dataset.passiveWhenHidden !== 'off')
      || patterns.some((pattern) => pattern.test(pathname)),
  };
}
