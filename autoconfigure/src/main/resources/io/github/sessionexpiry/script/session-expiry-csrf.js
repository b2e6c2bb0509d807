// @ts-check

/**
 * Puts a new CSRF token where an old one is, in a request that is sent again and in the page.
 *
 * @typedef {object} Csrf what the endpoint `extend` tells of the new token
 * @property {string} header_name
 * @property {string} parameter_name
 * @property {string} token
 *
 * @typedef {{ url: URL, headers: Headers, body: any }} Content of a request; `body` is one that can be sent
 */

/**
 * Changes a request's content. A token is only replaced, never added: what a request had is what it needs.
 *
 * @param {Content} content
 * @param {Csrf} csrf
 * @returns {Promise<Content>} the same object
 */
export async function renewRequest(content, csrf) {
  const { headers } = content;
  const old = headers.get(csrf.header_name);
  if (old !== null) {
    headers.set(csrf.header_name, renewed(old, csrf));
  }
  content.url = new URL(content.url);
  content.url.search = renewParameter(content.url.search, csrf);
  content.body = await renewBody(content, csrf);
  return content;
}

/** @type {(content: Content, csrf: Csrf) => Promise<any>} */
async function renewBody({ headers, body }, csrf) {
  const name = csrf.parameter_name;
  const type = headers.get('Content-Type')?.toLowerCase() ?? '';
  if (body instanceof URLSearchParams || body instanceof FormData) {
    const old = body.get(name);
    if (typeof old === 'string') {
      body.set(name, renewed(old, csrf));
    }
    return body;
  }
  if (type.startsWith('application/x-www-form-urlencoded')) {
    const text = body instanceof ArrayBuffer ? new TextDecoder().decode(body) : body;
    return typeof text === 'string' ? renewParameter(text, csrf) : body;
  }
  if (type.startsWith('multipart/form-data') && body instanceof ArrayBuffer) {
    const form = await new Response(body, { headers: { 'Content-Type': headers.get('Content-Type') ?? '' } }).formData();
    if (form.has(name)) {
      // Its parts are divided by a boundary of its own.
      headers.delete('Content-Type');
      return renewBody({ headers, body: form, url: new URL(location.href) }, csrf);
    }
  }
  return body;
}

/** @type {(encoded: string, csrf: Csrf) => string} the rest of what is encoded stays as the page has encoded it */
function renewParameter(encoded, csrf) {
  const name = encodeURIComponent(csrf.parameter_name);
  return encoded.replace(/([^?&=]*)=([^&]*)/g, (pair, key, value) => (
    key === name ? `${key}=${encodeURIComponent(renewed(value, csrf))}` : pair));
}

/**
 * Changes `<meta name="_csrf">` and the hidden fields of the page's forms.
 *
 * @param {Csrf} csrf
 */
export function renewPage(csrf) {
  const name = CSS.escape(csrf.parameter_name);
  /** @type {NodeListOf<HTMLMetaElement>} */
  const metas = document.querySelectorAll(`meta[name="${name}"], meta[name="_csrf"]`);
  metas.forEach((meta) => {
    meta.content = renewed(meta.content, csrf);
  });
  /** @type {NodeListOf<HTMLInputElement>} */
  const inputs = document.querySelectorAll(`input[type="hidden"][name="${name}"]`);
  inputs.forEach((input) => {
    // Not form.action: that could be one of its fields.
    const action = new URL(input.form?.getAttribute('action') ?? '', document.baseURI);
    if (action.origin === location.origin) {
      input.value = renewed(input.value, csrf);
    }
  });
}

/**
 * The new token in the form of the old one. With a token repository that writes a cookie for scripts, these send the
 * cookie's value as it is, which differs in length from the masked token that forms have.
 *
 * @type {(old: string, csrf: Csrf) => string}
 */
function renewed(old, { token }) {
  const cookie = document.cookie.split('; ').find((pair) => /^[^=]*(xsrf|csrf)[^=]*=/i.test(pair));
  const value = cookie?.slice(cookie.indexOf('=') + 1);
  return value && value.length === old.length ? value : token;
}
