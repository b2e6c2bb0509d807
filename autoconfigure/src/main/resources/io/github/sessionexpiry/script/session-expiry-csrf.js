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
 */
export function renewRequest(content, csrf) {
  const { headers, body } = content;
  const { header_name: header, parameter_name: parameter } = csrf;
  const old = headers.get(header);
  if (old !== null) {
    headers.set(header, renewed(old, csrf));
  }
  content.url = new URL(content.url);
  content.url.search = renewParameter(content.url.search, csrf);
  if (body instanceof URLSearchParams || body instanceof FormData) {
    const field = body.get(parameter);
    if (typeof field === 'string') {
      body.set(parameter, renewed(field, csrf));
    }
  } else if (typeof body === 'string' && /^application\/x-www-form-urlencoded/i.test(headers.get('Content-Type') ?? '')) {
    content.body = renewParameter(body, csrf);
  }
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
